import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type Catalog, UnknownEvent } from '#kernel/catalog';
import { BEGINNING, type EventStore, IntegrityAlarm, type StoredEvent } from '#platform/event-store/event-store';
import { LogReplaced } from '#platform/event-store/log-watch';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import type { GenerationName } from '#platform/projections/declaring/tables';
import { decode, type LogEvent } from '#platform/projections/folding/decode';
import type { Checkpoint, Served } from '#platform/projections/writing/checkpoint';
import { FenceLost, type MoveCheckpoint } from '#platform/projections/writing/generation';
import { together } from '#platform/projections/writing/together';
import { Writer } from '#platform/projections/writing/writer';
import { compare } from './compare.js';
import {
  adopt,
  type CheckpointRow,
  checkpointRows,
  finishTables,
  generationsOf,
  setDiffering,
  switchTo,
} from './generation-lifecycle.js';
import type { LogSeen } from './log-end.js';
import { Live, Pass } from './pass.js';
import { rest } from './rest.js';
import { assertSameLog, marksOf, nameMark } from './same-log.js';

export interface LeaderOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly catalog: Catalog;
  readonly projections: readonly AnyProjection[];
  readonly epoch: bigint;
  readonly seen: LogSeen;
  readonly batchSize?: number;
  readonly lookMs?: number;
  /** Interval between comparisons of tables and log; default one hour. */
  readonly compareMs?: number;
  readonly moveCheckpoint?: MoveCheckpoint;
}

const nameOf = (g: GenerationName) => `${g.projection} v${g.version} g${g.generation}`;

/** The work of a leader: it advances all generations until the signal aborts or an error ends it. */
export class Leader {
  private readonly writing = new Map<string, Writer>();
  private readonly pass: Pass;
  private live: Live | null = null;
  private readonly trouble = new Map<Writer, { error: Error; failures: number; until: number }>();
  private refreshedAt = -Infinity;
  private comparedAt = -Infinity;
  private heardAt = performance.now();

  constructor(
    private readonly options: LeaderOptions,
    private readonly signal: AbortSignal,
    private readonly moved: () => void,
    private readonly passed: (after: bigint, events: readonly LogEvent[]) => void = () => undefined,
  ) {
    this.pass = new Pass(options.store, this.decode, options.batchSize ?? 2000, (after) => options.seen.after(after));
  }

  writers(): readonly Writer[] {
    return [...this.writing.values()];
  }

  /** The checkpoints of some read models; null if one is not active, or if its position is uncertain after an error. */
  checkpoints(of: readonly Served[]): readonly Checkpoint[] | null {
    const checkpoints: Checkpoint[] = [];
    for (const { name, version } of of) {
      const serving = this.writers().find(
        ({ generation: g }) => g.projection === name && g.version === version && g.status === 'active',
      );
      const checkpoint = serving?.checkpoint();
      if (!checkpoint) return null;
      checkpoints.push(checkpoint);
    }
    return checkpoints;
  }

  /** The errors of generations that wait for a retry. The other generations advance. */
  troubles(): readonly Error[] {
    return [...this.trouble.values()].map(({ error }) => error);
  }

  /**
   * @throws FenceLost, UnknownEvent, IntegrityAlarm, LogReplaced, or an error of the store or database outside of one
   * writer
   */
  async run(): Promise<void> {
    try {
      while (!this.signal.aborted) {
        await this.refresh();
        await this.compare();
        await this.step();
      }
    } finally {
      this.live?.close();
    }
  }

  /**
   * Generations at the same position share a pass. A lagging one has its own pass until it reaches the next position.
   */
  private async step(): Promise<void> {
    const positions = new Set(this.readyWriters().map(({ generation }) => generation.position));
    const [lowest, next] = [...positions].sort((a, b) => (a < b ? -1 : 1));
    if (lowest === undefined) {
      await this.rest().over;
      return;
    }
    if (next === undefined && this.live?.position === lowest) {
      await this.finishBuilt(lowest);
      const rest = this.rest();
      await this.follow(this.live, rest.over);
      rest.end();
      return;
    }
    const batch = await this.pass.next(lowest, PATIENCE_MS);
    if (batch?.length === 0) {
      this.live?.close();
      this.comparedAt = -Infinity; // compare tables and log before subscribing
      await this.compare();
      this.live = new Live(this.options.store, lowest, this.signal, this.options.seen.after(lowest));
    } else if (batch) {
      this.options.seen.upTo(batch.at(-1)?.position ?? lowest);
      const group = this.writersAt(lowest);
      if (next === undefined)
        this.pass.early((more) => {
          for (const writer of group) writer.prepare(more);
        });
      await this.advance(group, next === undefined ? batch : batch.filter(({ position }) => position <= next));
    }
    if (this.live && next !== undefined) await this.follow(this.live, Promise.resolve());
  }

  private async follow(live: Live, until: Promise<unknown>): Promise<void> {
    const { position } = live;
    const batch = await live.next(until);
    if (!batch) {
      this.confirmEnd(live);
      return;
    }
    const [last] = batch.slice(-1);
    this.heardAt = performance.now();
    if (last) this.options.seen.upTo(last.position);
    else this.options.seen.nothingAfterAt(live.asOf);
    if (last) await this.advance(this.writersAt(position), batch.map(this.decode));
  }

  /** After a silence, reads the last known event: if the log still holds it, the known end is current. */
  private confirmEnd({ position }: Live): void {
    if (performance.now() - this.heardAt < SILENCE_MS) return;
    this.heardAt = performance.now();
    const { store, seen } = this.options;
    const askedAt = new Date();
    store.at(position).then(
      (event) => {
        if (event || position === BEGINNING) seen.nothingAfterAt(askedAt);
        else this.comparedAt = -Infinity;
      },
      () => undefined, // the subscription reports the outage, and the age of the end grows
    );
  }

  /** Compares tables and log at intervals and before each subscription. @throws LogReplaced */
  private async compare(): Promise<void> {
    if (performance.now() - this.comparedAt < (this.options.compareMs ?? COMPARE_MS)) return;
    await assertSameLog(this.options.store, await marksOf(this.options.pool));
    this.comparedAt = performance.now();
  }

  private async advance(group: readonly Writer[], events: readonly LogEvent[]): Promise<void> {
    if (group[0]) this.passed(group[0].generation.position, events);
    const sharing = group.filter((writer) => writer.mayShare(events));
    // If the shared statement fails, it does not say which generation is the cause: advance each one alone.
    const left = await together(this.options.pool, sharing, events).catch((error: unknown) => {
      if (!(error instanceof Error) || endsLeadership(error)) throw error;
      return sharing;
    });
    const alone = group.filter((writer) => !sharing.includes(writer) || left.includes(writer));
    for (const writer of group) if (!alone.includes(writer)) this.trouble.delete(writer);
    await Promise.all(alone.map((writer) => this.alone(writer, events)));
    this.moved();
  }

  /** A generation that fails is retried without limit, with growing pauses. The others go on. */
  private async alone(writer: Writer, events: readonly LogEvent[]): Promise<void> {
    try {
      await writer.advance(events);
      this.trouble.delete(writer);
    } catch (error) {
      if (!(error instanceof Error) || endsLeadership(error)) throw error;
      const failures = (this.trouble.get(writer)?.failures ?? 0) + 1;
      const until = performance.now() + Math.min(50 * 2 ** failures, 5000);
      this.trouble.set(writer, { error, failures, until });
    }
  }

  private readonly decode = (stored: StoredEvent): LogEvent => decode(this.options.catalog, stored);

  private writersAt(position: bigint): Writer[] {
    return this.readyWriters().filter(({ generation }) => generation.position === position);
  }

  private readyWriters(): Writer[] {
    const now = performance.now();
    return this.writers().filter((writer) => (this.trouble.get(writer)?.until ?? 0) <= now);
  }

  /** Updates the list of generations: adds new ones, starts or cancels rebuilds, drops old ones. */
  private async refresh(): Promise<void> {
    const { pool, seen, projections, lookMs = 500 } = this.options;
    if (performance.now() - this.refreshedAt < lookMs) return;
    const rows = await checkpointRows(pool, projections);
    const isEmpty = rows.length < projections.length && seen.end().position === BEGINNING && (await this.isLogEmpty());
    const wanted: { readonly of: AnyProjection; readonly row: CheckpointRow }[] = [];
    for (const of of projections)
      for (const row of await generationsOf(pool, of, rows, isEmpty)) wanted.push({ of, row });
    const names = new Set(wanted.map(({ row }) => nameOf(row)));
    for (const name of this.writing.keys()) if (!names.has(name)) this.writing.delete(name);
    for (const { of, row } of wanted) if (!this.writing.has(nameOf(row))) await this.addWriter(of, row);
    this.refreshedAt = performance.now();
  }

  /** Whether the log is empty; false when the store does not answer within PATIENCE_MS. */
  private async isLogEmpty(): Promise<boolean> {
    const first = this.options.store.readAll(BEGINNING, 1).then(({ length }) => length === 0);
    return Promise.race([first, sleep(PATIENCE_MS, false, { ref: false })]);
  }

  private async addWriter(of: AnyProjection, row: CheckpointRow): Promise<void> {
    const { pool, store, epoch, moveCheckpoint } = this.options;
    const generation = await adopt(pool, of, row, epoch);
    if (generation.position > BEGINNING && generation.leaf === null) await nameMark(pool, store, generation);
    const sources = { pool, store, decode: this.decode };
    this.writing.set(
      nameOf(row),
      new Writer({ ...sources, ...(moveCheckpoint ? { moveCheckpoint } : {}) }, generation),
    );
  }

  /**
   * Makes generations active that have caught up. A rebuild of the active version is first compared with the active
   * tables. If they differ, one of the two is wrong; the request for the rebuild says what to do then.
   */
  private async finishBuilt(position: bigint): Promise<void> {
    const { pool, projections } = this.options;
    const built = this.writers().filter(({ generation: g }) => g.status === 'building' && g.position === position);
    if (built.length === 0) return;
    const rows = await checkpointRows(pool, projections);
    for (const { generation } of built) {
      await finishTables(pool, generation.of, generation);
      const serving = rows.find(
        (row) =>
          row.status === 'active' && row.projection === generation.projection && row.version === generation.version,
      );
      const differences = serving ? await compare(pool, generation.of, serving, generation) : [];
      const order = rows.find((row) => nameOf(row) === nameOf(generation))?.ifDifferent;
      if (differences.length > 0 && order !== 'switch') {
        await setDiffering(pool, generation, differences);
        this.writing.delete(nameOf(generation));
        continue;
      }
      await switchTo(pool, generation.of, generation);
      generation.status = 'active';
      if (serving) this.writing.delete(nameOf(serving));
    }
    this.refreshedAt = -Infinity; // drop retired generations now
    this.moved();
  }

  /** A wait until it is time to refresh, it is ended, or the lease is over. */
  private rest() {
    return rest(this.trouble.size > 0 ? 50 : (this.options.lookMs ?? 500), this.signal);
  }
}

const endsLeadership = (error: Error): boolean =>
  error instanceof FenceLost ||
  error instanceof UnknownEvent ||
  error instanceof IntegrityAlarm ||
  error instanceof LogReplaced;

/** Maximum time that catching up may delay the generations that follow the log. */
const PATIENCE_MS = 200;
const COMPARE_MS = 3_600_000;
/** Maximum silence of the log before its last event is read. */
const SILENCE_MS = 1500;
