import { type Kysely, sql } from 'kysely';
import type { StreamId } from '#kernel/ids';
import type { Projection, RowsOf, Tables } from './projection.js';
import { ReadModelRebuilding } from './serving.js';
import { type GenerationName, physicalName } from './tables.js';
import { snakeCase, sqlName } from './sql-name.js';

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
interface Standing extends GenerationName {
  readonly position: bigint;
  /** Changes whenever a stream is parked, retried or skipped: rows then come in at positions passed before. */
  readonly parking: string;
}

const PAGE = 2000;
const OWN = ['stream', 'revision', 'item', 'position', 'knownFrom', 'knownTo'];

/**
 * A copy in memory of facts tables, for arithmetic that is quicker there than in SQL. Rows of facts tables are added and
 * closed, never altered or removed, so the copy follows by taking anew the streams that have rows opened or closed since
 * it last looked. It holds facts, no answers.
 *
 * Cost: one small query where nothing has changed; the rows of the changed streams where something has. Tables that
 * are mirrored need the indexes `MIRRORED`.
 */
export class Mirror {
  readonly #sources: readonly Source[];
  readonly #projections: readonly { readonly name: string; readonly version: number }[];
  #standing: readonly Standing[] = [];
  #following: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Kysely<unknown>,
    mirrored: readonly Mirrored[],
    private readonly keeper: Keeper,
  ) {
    this.#projections = mirrored.map(({ projection: { name, version } }) => ({ name, version }));
    this.#sources = mirrored.flatMap(({ projection, tables }) =>
      Object.entries(tables).flatMap(([table, columns]) => {
        if (!columns || projection.tables[table]?.kind !== 'facts') return [];
        return [
          { key: `${projection.name}.${table}`, projection: projection.name, table, columns: [...OWN, ...columns] },
        ];
      }),
    );
  }

  /** Brings the copy to where the tables stand now. @throws ReadModelRebuilding, what the database says */
  follow(): Promise<void> {
    const next = this.#following.catch(() => undefined).then(() => this.#follow());
    this.#following = next;
    return next;
  }

  async #follow(): Promise<void> {
    if (sameStanding(await this.#look(this.db), this.#standing)) return;
    await this.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (snapshot) => {
        const standing = await this.#look(snapshot);
        const anew = !sameTables(standing, this.#standing);
        if (anew) {
          this.#standing = [];
          this.keeper.clear();
        }
        const streams = await this.#changed(snapshot, standing);
        for (let i = 0; i < streams.length; i += PAGE) await this.#take(snapshot, standing, streams.slice(i, i + PAGE));
        this.#standing = standing;
      });
  }

  async #look(db: Kysely<unknown>): Promise<Standing[]> {
    const names = this.#projections.map(({ name }) => name);
    const { rows } = await sql<Standing>`
      select c.projection, c.version, c.generation, c.position,
        (select coalesce(md5(string_agg(p.stream || '/' || p.revision, ',' order by p.stream)), '') || '/' ||
          (select count(*) from read.skipped s where s.projection = c.projection and s.version = c.version and s.generation = c.generation)
         from read.parked p where p.projection = c.projection and p.version = c.version and p.generation = c.generation) as parking
      from read.checkpoints c where c.status = 'active' and c.projection = any (${names}::text[])`.execute(db);
    return this.#projections.map(({ name, version }) => {
      const row = rows.find((one) => one.projection === name && one.version === version);
      if (!row) throw new ReadModelRebuilding(name, null);
      return row;
    });
  }

  async #changed(db: Kysely<unknown>, standing: readonly Standing[]): Promise<StreamId[]> {
    const parts = this.#sources.map(({ projection, table }) => {
      const seen = this.#standing.find((one) => one.projection === projection)?.position ?? -1n;
      const from = tableOf(standing, projection, table);
      return sql`select stream from ${from} where known_from > ${seen} union select stream from ${from} where known_to > ${seen}`;
    });
    const { rows } = await sql<{ stream: StreamId }>`${sql.join(parts, sql` union `)}`.execute(db);
    return rows.map(({ stream }) => stream);
  }

  async #take(db: Kysely<unknown>, standing: readonly Standing[], streams: readonly StreamId[]): Promise<void> {
    const parts = this.#sources.map(({ projection, table, columns }, i) => {
      const cells = sql.join(columns.map((column) => sql.ref(snakeCase(column))));
      return sql`select ${sql.lit(i)} as source, json_build_array(${cells}) as cells
        from ${tableOf(standing, projection, table)} where stream = any (${streams}::text[])`;
    });
    const { rows } = await sql<{ source: number; cells: unknown[] }>`${sql.join(parts, sql` union all `)}`.execute(db);
    const byStream = new Map<StreamId, Record<string, MirroredRow[]>>(
      streams.map((stream) => [stream, Object.fromEntries(this.#sources.map(({ key }) => [key, []]))]),
    );
    for (const { source, cells } of rows) {
      const from = this.#sources[source];
      const row = Object.fromEntries((from?.columns ?? []).map((column, i) => [column, cells[i]]));
      byStream.get(cells[0] as StreamId)?.[from?.key ?? '']?.push(row as object as MirroredRow);
    }
    for (const [stream, tables] of byStream) this.keeper.take(stream, tables);
  }
}

const tableOf = (standing: readonly Standing[], projection: string, table: string) => {
  const of = standing.find((one) => one.projection === projection);
  if (!of) throw new RangeError(`the mirror does not know ${projection}`);
  return sql.table(`read.${physicalName(sqlName(projection, table), of)}`);
};

const sameTables = (a: readonly Standing[], b: readonly Standing[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => {
    const other = b[i];
    return one.version === other?.version && one.generation === other.generation && one.parking === other.parking;
  });

const sameStanding = (a: readonly Standing[], b: readonly Standing[]): boolean =>
  sameTables(a, b) && a.every((one, i) => one.position === b[i]?.position);
