import type { Instant } from '#kernel/dates';
import { companionOf } from '#kernel/effective';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import type { LogEvent } from './folding/decode.js';
import { Fold } from './folding/fold.js';
import type { Projection, RowsOf, Tables } from './declaring/projection.js';

/** An event of a test; omitted fields get default values. */
export interface GivenEvent {
  /** May be a companion, with its own data: `{ corrects, reason, data }`. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Default: one stream for all events. */
  readonly stream?: string;
  /** Default: counted within the stream. */
  readonly revision?: number;
  /** Default: counted from 1. */
  readonly position?: bigint;
  readonly recordedAt?: string;
  readonly actor?: Actor;
  readonly id?: string;
}

/** The rows of each table by key, closed ones included. */
export type Projected<T extends Tables> = { readonly [K in keyof T]: readonly RowsOf<T>[K][] };

const ACTOR: Actor = {
  id: '00000000-0000-4000-8000-000000000001' as Uuid,
  role: 'clerk',
  organizationId: null,
  delegationId: null,
};

/** The events as the runner decodes them. */
export function log(told: readonly GivenEvent[]): LogEvent[] {
  const revisions = new Map<string, number>();
  return told.map((event, i) => {
    const stream = (event.stream ?? 'story-00000000-0000-4000-8000-000000000000') as StreamId;
    const revision = event.revision ?? revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const { type, data } = event;
    return {
      type,
      data,
      stream,
      revision,
      position: event.position ?? BigInt(i + 1),
      recordedAt: (event.recordedAt ?? '2026-10-31T01:00:00.000Z') as Instant,
      actor: event.actor ?? ACTOR,
      id: (event.id ?? `00000000-0000-4000-a000-${String(i).padStart(12, '0')}`) as Uuid,
      companion: companionOf({ type, revision, data }),
      text: '',
      endsAppend: true,
    };
  });
}

/**
 * The tables that the events give, by the runner's own fold, without a database.
 *
 * @throws the error that would park a stream
 */
export function project<N extends string, T extends Tables>(
  projection: Projection<N, T>,
  told: readonly GivenEvent[],
): Projected<T> {
  const events = log(told);
  const fold = new Fold(projection, (stream, revision) =>
    events.find((event) => event.stream === stream && event.revision === revision),
  );
  for (const event of events) fold.apply(event);
  const tables: Record<string, readonly unknown[]> = Object.fromEntries(
    Object.entries(projection.tables).map(([name, table]) => {
      const named = (cells: readonly unknown[]) =>
        Object.fromEntries(Object.keys(table.columns).map((column, i) => [column, cells[i]]));
      return [name, rowsOf(fold, name, named)];
    }),
  );
  return tables as Projected<T>;
}

type Named = (cells: readonly unknown[]) => object;

const rowsOf = (fold: Fold, table: string, named: Named) =>
  [...fold.rowsOf(table).written]
    .map(({ stream, revision, item, position, knownFrom, knownTo, cells }) => ({
      stream,
      revision,
      item,
      position,
      knownFrom,
      knownTo,
      ...named(cells),
    }))
    .sort(
      (a, b) =>
        compared(a.stream, b.stream) ||
        a.revision - b.revision ||
        a.item - b.item ||
        compared(a.knownFrom, b.knownFrom),
    );

const compared = <T extends string | bigint>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
