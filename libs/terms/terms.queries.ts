import { idOf, type Uuid } from '#kernel/ids';
import { type Db, knownAt } from '#platform/projections/reading';
import type { oldTotals, terms } from './terms.projection.js';
import type { LegacyLine } from './legacy-totals.js';
import { overlap, type Window } from './window.js';

export type TermsDb = Db<typeof terms>;
export type LegacyTotalsDb = Db<typeof oldTotals>;

export interface TargetRow {
  readonly targetId: Uuid;
  readonly number: string;
  readonly wording: string;
  readonly measure: 'COVERAGE' | 'OTHER';
  readonly atLeastPercent: string | null;
}

export interface TermRow extends Window {
  readonly termId: Uuid;
  readonly name: string;
  readonly startAssumed: boolean;
  /** In the order in which they were set. */
  readonly targets: readonly TargetRow[];
  /** Other terms of the same ward that share a day with it: one of them is wrong. */
  readonly overlaps: readonly Uuid[];
}

/**
 * Every term known at K, of one ward or of all, first by beginning. A recorded end stands before one that was assumed.
 * For the window of a ward on a day: `termOn(await termsAsOf(…), wardId, asOf)`.
 */
export async function termsAsOf(
  db: TermsDb,
  { known, organizationId }: { readonly known: bigint; readonly organizationId?: Uuid | undefined },
): Promise<readonly TermRow[]> {
  const rows = await db
    .selectFrom('openings as o')
    .leftJoin('endings as e', (on) => on.onRef('e.stream', '=', 'o.stream').on(knownAt(known, 'e')))
    .where(knownAt(known, 'o'))
    .$if(organizationId !== undefined, (q) => q.where('o.organizationId', '=', organizationId ?? null))
    .orderBy('o.startsOn')
    .orderBy('o.stream')
    .select(['o.stream', 'o.organizationId', 'o.name', 'o.startsOn', 'o.startAssumed', 'o.endAssumed'])
    .select(['o.endsOn as statedEnd', 'e.endsOn as recordedEnd'])
    .execute();
  const targets = await db
    .selectFrom('targets as t')
    .where(knownAt(known, 't'))
    .orderBy('t.stream')
    .orderBy('t.revision')
    .select(['t.stream', 't.targetId', 't.number', 't.wording', 't.measure', 't.atLeastPercent'])
    .execute();
  const found = rows.map(({ stream, statedEnd, recordedEnd, endAssumed, ...term }) => ({
    termId: idOf(stream),
    ...term,
    endsOn: recordedEnd ?? statedEnd,
    endAssumed: recordedEnd === null && endAssumed,
    targets: targets.flatMap(({ stream: of, ...target }) => (of === stream ? [target] : [])),
  }));
  return found.map((term) => ({
    ...term,
    overlaps: found.flatMap((other) => (other.termId !== term.termId && overlap(term, other) ? [other.termId] : [])),
  }));
}

export interface LegacyTotalsRow {
  readonly legacyTotalsId: Uuid;
  readonly organizationId: Uuid;
  readonly period: string;
  readonly source: string;
  readonly lines: readonly LegacyLine[];
  readonly remark: string | null;
}

/** Totals of old reports known at K, in the order in which they were recorded. */
export async function legacyTotalsKnown(
  db: LegacyTotalsDb,
  { known, organizationId }: { readonly known: bigint; readonly organizationId?: Uuid | undefined },
): Promise<readonly LegacyTotalsRow[]> {
  const rows = await db
    .selectFrom('totals')
    .where(knownAt(known))
    .$if(organizationId !== undefined, (q) => q.where('organizationId', '=', organizationId ?? null))
    .orderBy('position')
    .select(['stream', 'organizationId', 'period', 'source', 'lines', 'remark'])
    .execute();
  return rows.map(({ stream, ...row }) => ({ legacyTotalsId: idOf(stream), ...row }));
}
