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

/** Facts tables of a projection that are wanted in memory, each with the columns wanted. */
export interface Mirrored<T extends Tables = Tables> {
  readonly projection: Projection<string, T>;
  readonly tables: { readonly [K in keyof T]?: readonly string[] };
}

/** A row as a mirror gives it: positions are numbers, for arithmetic over many rows. */
export interface MirroredRow {
  readonly stream: StreamId;
  readonly revision: number;
  readonly item: number;
  readonly position: number;
  readonly knownFrom: number;
  readonly knownTo: number | null;
}
type Numbers<R> = MirroredRow & Omit<R, keyof MirroredRow>;
/** All rows of one stream, by `<projection>.<table>` where typed by `MirroredRows`. */
export type StreamRows = Readonly<Record<string, readonly MirroredRow[]>>;
export type MirroredTable<T extends Tables, K extends keyof T> = readonly Numbers<RowsOf<T>[K]>[];

/** Who keeps the copy. */
export interface Keeper {
  /** Forget everything: another generation serves, or a parked stream was taken up again. */
  readonly clear: () => void;
  /** Every row of the stream there is now, closed ones included, in place of those given before; in no order. */
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
 * A copy in memory of facts tables, for arithmetic that is quicker there than in SQL. Rows of facts tables are added and
 * closed, never altered or removed, by events of the stream that they belong to: so the copy follows by taking anew the
 * streams that changed since it last looked. It holds facts, no answers.
 *
 * Cost: one small statement where nothing has changed, none for whoever has looked; two more where something has (one in
 * the process that keeps the tables), by the rows of the streams that changed. Tables that are mirrored and grow large need the indexes `MIRRORED`.
 */
export class Mirror {
  readonly #sources: readonly Source[];
  readonly #projections: readonly { readonly name: string; readonly version: number }[];
  #standing: readonly Checkpoint[] = [];
  #following: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Kysely<unknown>,
    private readonly knowledge: Pick<Knowledge, 'streamsBetween'>,
    /** A copy that is kept for all who ask is nobody's: whoever answers from it narrows what it tells. */
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
   * Brings the copy to where the tables stood, or to later.
   *
   * @param seen what somebody has just seen of these read models, and perhaps of others; looked at now unless given
   * @throws ReadModelRebuilding, what the database says
   */
  follow(seen?: readonly Checkpoint[]): Promise<void> {
    if (seen && this.#holds(seen)) return Promise.resolve();
    const next = this.#following.catch(() => undefined).then(() => this.#follow(seen));
    this.#following = next;
    return next;
  }

  /** Where the tables stood that the copy is of; nothing while it begins anew. */
  get checkpoints(): readonly Checkpoint[] {
    return this.#standing;
  }

  async #follow(seen?: readonly Checkpoint[]): Promise<void> {
    // A look at tables that have been replaced since says nothing of those that the copy is of.
    const now = seen && this.#isOf(seen) ? seen : (await readCheckpoints(this.db, this.#projections)).checkpoints;
    if (this.#holds(now)) return;
    if (!this.#isOf(now)) {
      await this.#begin();
      return;
    }
    try {
      await this.#advance(now);
    } catch (error) {
      // The tables may have been replaced meanwhile. Any other trouble passes, and what was taken in is no less true for it.
      if (this.#isOf((await readCheckpoints(this.db, this.#projections)).checkpoints)) throw error;
      await this.#begin();
    }
  }

  #mine(seen: readonly Checkpoint[]): Checkpoint[] {
    return this.#projections.map(({ name }) => {
      const of = seen.find(({ projection }) => projection === name);
      if (!of) throw new RangeError(`nobody has looked at ${name}`);
      return of;
    });
  }

  /** Whether the copy is of these very tables, with the same streams left out. */
  #isOf(seen: readonly Checkpoint[]): boolean {
    return this.#standing.length > 0 && this.#mine(seen).every((one, i) => isSameTables(one, this.#standing[i]));
  }

  #holds(seen: readonly Checkpoint[]): boolean {
    return (
      this.#isOf(seen) && this.#mine(seen).every(({ position }, i) => position <= (this.#standing[i]?.position ?? -1n))
    );
  }

  /** From one look to the next: which streams have changed, then the rows of these. */
  async #advance(seen: readonly Checkpoint[]): Promise<void> {
    const now = this.#mine(seen).map((one, i) => {
      const before = this.#standing[i];
      return before && before.position > one.position ? before : one;
    });
    const least = this.#standing.reduce((a, { position }) => (position < a ? position : a), now[0]?.position ?? 0n);
    const most = now.reduce((a, { position }) => (position > a ? position : a), least);
    // Whoever keeps the tables in this process has just read it in the log; else the tables tell.
    const streams = this.knowledge.streamsBetween(least, most) ?? (await this.#changed(this.db, now));
    for (let i = 0; i < streams.length; i += PAGE) await this.#take(this.db, now, streams.slice(i, i + PAGE));
    this.#standing = now;
  }

  /** All of it anew, page by page. */
  async #begin(): Promise<void> {
    await this.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (snapshot) => {
        const now = (await readCheckpoints(snapshot, this.#projections)).checkpoints;
        this.#standing = [];
        this.keeper.clear();
        const streams = await this.#changed(snapshot, now);
        for (let i = 0; i < streams.length; i += PAGE) await this.#take(snapshot, now, streams.slice(i, i + PAGE));
        this.#standing = now;
      });
  }

  /** The streams with rows that were opened or closed since the copy last looked. */
  async #changed(db: Kysely<unknown>, now: readonly Checkpoint[]): Promise<StreamId[]> {
    const parts = this.#sources.map(({ projection, table }) => {
      const seen = this.#standing.find((one) => one.projection === projection)?.position ?? -1n;
      const from = tableOf(now, projection, table);
      return sql`select stream from ${from} where known_from > ${seen} union select stream from ${from} where known_to > ${seen}`;
    });
    const { rows } = await sql<{ stream: StreamId }>`${sql.join(parts, sql` union `)}`.execute(db);
    return rows.map(({ stream }) => stream);
  }

  /** Every row of some streams, closed ones included. A stream without any is none that is mirrored. */
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
  const of = now.find((one) => one.projection === projection);
  if (!of) throw new RangeError(`the mirror does not know ${projection}`);
  return sql.table(`read.${physicalName(sqlName(projection, table), of)}`);
}

/** A stream that is parked, taken up again or left out brings rows in at positions that were passed before. */
const isSameTables = (a: Checkpoint, b: Checkpoint | undefined): boolean =>
  a.version === b?.version &&
  a.generation === b.generation &&
  a.skipped === b.skipped &&
  a.parked.length === b.parked.length &&
  a.parked.every(({ stream, revision }, i) => stream === b.parked[i]?.stream && revision === b.parked[i].revision);
