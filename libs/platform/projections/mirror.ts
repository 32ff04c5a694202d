import { type Kysely, sql } from 'kysely';
import type { StreamId } from '#kernel/ids';
import type { Everything } from '../access/reader.js';
import { PREPARED } from '../db/kysely.js';
import type { Projection, RowsOf, Tables } from './declaring/projection.js';
import { snakeCase, sqlName } from './declaring/sql-name.js';
import { physicalName } from './declaring/tables.js';
import type { Knowledge } from './serving/knowledge.js';
import { readCheckpoints } from './serving/served.js';
import type { Checkpoint } from './writing/checkpoint.js';

/** The facts tables and columns of a projection to keep in memory. */
export interface Mirrored<T extends Tables = Tables> {
  readonly projection: Projection<string, T>;
  readonly tables: { readonly [K in keyof T]?: readonly string[] };
}

/** A row as a mirror returns it: positions are numbers, for arithmetic over many rows. */
export interface MirroredRow {
  readonly stream: StreamId;
  readonly revision: number;
  readonly item: number;
  readonly position: number;
  readonly knownFrom: number;
  readonly knownTo: number | null;
}
type Numbers<R> = MirroredRow & Omit<R, keyof MirroredRow>;
/** All rows of one stream, by `<projection>.<table>`; `MirroredTable` types them. */
export type StreamRows = Readonly<Record<string, readonly MirroredRow[]>>;
export type MirroredTable<T extends Tables, K extends keyof T> = readonly Numbers<RowsOf<T>[K]>[];

/** Keeps the rows of a replica. */
export interface Keeper {
  /** Discards all rows, because another generation serves, or because a parked stream was retried. */
  readonly clear: () => void;
  /** Replaces the rows of a stream by all its current rows, closed ones included, in no order. */
  readonly take: (stream: StreamId, rows: StreamRows) => void;
}

interface Source {
  readonly key: string;
  readonly projection: string;
  readonly table: string;
  readonly columns: readonly string[];
}
const PAGE = 2000;
const OWN = ['stream', 'revision', 'item', 'position', 'knownFrom', 'knownTo'];

/**
 * A replica of facts tables in memory, for arithmetic that is faster there than in SQL. Events of a stream only add and
 * close rows of that stream, so the replica reloads the streams that have changed since its last checkpoint. A replica
 * holds facts, not answers.
 *
 * Cost: no statement when the caller passes checkpoints that the replica includes; one small statement when nothing has
 * changed; two more otherwise (one in the process that runs the projections), proportional to the rows of the changed
 * streams. Large mirrored tables need the indexes `MIRRORED`.
 */
export class Mirror {
  readonly #sources: readonly Source[];
  readonly #projections: readonly { readonly name: string; readonly version: number }[];
  #checkpoints: readonly Checkpoint[] = [];
  #pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Kysely<unknown>,
    private readonly knowledge: Pick<Knowledge, 'streamsBetween'>,
    /** The replica holds rows that not every reader may see. A caller must narrow what it returns. */
    readonly everything: Everything,
    mirrored: readonly Mirrored[],
    private readonly keeper: Keeper,
  ) {
    this.#projections = mirrored.map(({ projection: { name, version } }) => ({ name, version }));
    this.#sources = mirrored.flatMap(({ projection, tables }) =>
      Object.entries(tables).flatMap(([table, columns]) => {
        if (!columns || !projection.tables[table]) return [];
        return [
          { key: `${projection.name}.${table}`, projection: projection.name, table, columns: [...OWN, ...columns] },
        ];
      }),
    );
  }

  /**
   * Brings the replica to the given checkpoints, or later ones.
   *
   * @param checkpoints checkpoints just read, of at least these read models; read now if absent
   * @throws ReadModelRebuilding, or errors of the database
   */
  follow(checkpoints?: readonly Checkpoint[]): Promise<void> {
    if (checkpoints && this.#holds(checkpoints)) return Promise.resolve();
    const next = this.#pending.catch(() => undefined).then(() => this.#follow(checkpoints));
    this.#pending = next;
    return next;
  }

  /** The checkpoints that the replica includes; empty while it is reloaded. */
  get checkpoints(): readonly Checkpoint[] {
    return this.#checkpoints;
  }

  async #follow(checkpoints?: readonly Checkpoint[]): Promise<void> {
    // Checkpoints of replaced tables say nothing about the new ones.
    const now =
      checkpoints && this.#isOf(checkpoints)
        ? checkpoints
        : (await readCheckpoints(this.db, this.#projections)).checkpoints;
    if (this.#holds(now)) return;
    if (!this.#isOf(now)) {
      await this.#begin();
      return;
    }
    try {
      await this.#advance(now);
    } catch (error) {
      // The tables may have been replaced meanwhile: start again. Any other error is temporary, and the rows taken so
      // far stay valid.
      if (this.#isOf((await readCheckpoints(this.db, this.#projections)).checkpoints)) throw error;
      await this.#begin();
    }
  }

  #ownOf(checkpoints: readonly Checkpoint[]): Checkpoint[] {
    return this.#projections.map(({ name }) => {
      const checkpoint = checkpoints.find(({ projection }) => projection === name);
      if (!checkpoint) throw new RangeError(`no checkpoint loaded for projection ${name}`);
      return checkpoint;
    });
  }

  /** Whether the replica is of the same generations with the same parked and skipped events. */
  #isOf(checkpoints: readonly Checkpoint[]): boolean {
    return (
      this.#checkpoints.length > 0 &&
      this.#ownOf(checkpoints).every((checkpoint, i) => isSameTables(checkpoint, this.#checkpoints[i]))
    );
  }

  #holds(checkpoints: readonly Checkpoint[]): boolean {
    return (
      this.#isOf(checkpoints) &&
      this.#ownOf(checkpoints).every(({ position }, i) => position <= (this.#checkpoints[i]?.position ?? -1n))
    );
  }

  /** Loads the streams that changed between the replica's checkpoints and these. */
  async #advance(checkpoints: readonly Checkpoint[]): Promise<void> {
    const now = this.#ownOf(checkpoints).map((checkpoint, i) => {
      const before = this.#checkpoints[i];
      return before && before.position > checkpoint.position ? before : checkpoint;
    });
    const least = this.#checkpoints.reduce((a, { position }) => (position < a ? position : a), now[0]?.position ?? 0n);
    const most = now.reduce((a, { position }) => (position > a ? position : a), least);
    // The process that runs the projections has the changed streams in memory; others query the tables.
    const streams = this.knowledge.streamsBetween(least, most) ?? (await this.#changed(this.db, now));
    for (let i = 0; i < streams.length; i += PAGE) await this.#take(this.db, now, streams.slice(i, i + PAGE));
    this.#checkpoints = now;
  }

  /** Reloads everything, page by page, in one snapshot. */
  async #begin(): Promise<void> {
    await this.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (snapshot) => {
        const now = (await readCheckpoints(snapshot, this.#projections)).checkpoints;
        this.#checkpoints = [];
        this.keeper.clear();
        const streams = await this.#changed(snapshot, now);
        for (let i = 0; i < streams.length; i += PAGE) await this.#take(snapshot, now, streams.slice(i, i + PAGE));
        this.#checkpoints = now;
      });
  }

  /** The streams with rows opened or closed since the replica's checkpoints. */
  async #changed(db: Kysely<unknown>, now: readonly Checkpoint[]): Promise<StreamId[]> {
    const parts = this.#sources.map(({ projection, table }) => {
      const included = this.#checkpoints.find((checkpoint) => checkpoint.projection === projection)?.position ?? -1n;
      const from = tableOf(now, projection, table);
      return sql`select stream from ${from} where known_from > ${included} union select stream from ${from} where known_to > ${included}`;
    });
    const { rows } = await sql<{ stream: StreamId }>`${sql.join(parts, sql` union `)}`.execute(db);
    return rows.map(({ stream }) => stream);
  }

  /** Loads every row of the streams, closed ones included. Streams without rows are not mirrored. */
  async #take(db: Kysely<unknown>, now: readonly Checkpoint[], streams: readonly StreamId[]): Promise<void> {
    const parts = this.#sources.map(({ projection, table, columns }, i) => {
      const cells = sql.join(columns.map((column) => sql.ref(snakeCase(column))));
      return sql`select ${sql.lit(i)} as source, json_build_array(${cells}) as cells
        from ${tableOf(now, projection, table)} where stream = any (${streams}::text[])`;
    });
    const rowsOf = sql<{ source: number; cells: unknown[] }>`${PREPARED}${sql.join(parts, sql` union all `)}`;
    const { rows } = await rowsOf.execute(db);
    const byStream = new Map<StreamId, Record<string, MirroredRow[]>>();
    for (const { source, cells } of rows) {
      const stream = cells[0] as StreamId;
      const from = this.#sources[source];
      const row = Object.fromEntries((from?.columns ?? []).map((column, i) => [column, cells[i]]));
      const tables = byStream.get(stream) ?? Object.fromEntries(this.#sources.map(({ key }) => [key, []]));
      byStream.set(stream, tables);
      tables[from?.key ?? '']?.push(row as object as MirroredRow);
    }
    for (const [stream, tables] of byStream) this.keeper.take(stream, tables);
  }
}

function tableOf(now: readonly Checkpoint[], projection: string, table: string) {
  const of = now.find((checkpoint) => checkpoint.projection === projection);
  if (!of) throw new RangeError(`projection ${projection} is not mirrored`);
  return sql.table(`read.${physicalName(sqlName(projection, table), of)}`);
}

/** A stream that is parked, retried or skipped adds rows at positions already passed. */
const isSameTables = (a: Checkpoint, b: Checkpoint | undefined): boolean =>
  a.version === b?.version &&
  a.generation === b.generation &&
  a.skipped === b.skipped &&
  a.parked.length === b.parked.length &&
  a.parked.every(({ stream, revision }, i) => stream === b.parked[i]?.stream && revision === b.parked[i].revision);
