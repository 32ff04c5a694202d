import type { Pool } from 'pg';
import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { BEGINNING, type LogDeclaration, type StoredEvent, type Strange, Unavailable } from './event-store.js';
import { sentenceOn } from './postgres.errors.js';
import type { Intact, Range } from './postgres.intact.js';

/** The reading half of the log in PostgreSQL. Every method @throws Unavailable */
export class PostgresReads {
  /** What the server had removed when nothing was missing. */
  #inspected: string | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly intact: Intact,
  ) {}

  async read(stream: StreamId, from = 0, limit = Infinity): Promise<readonly StoredEvent[]> {
    const events = await this.#select({
      name: 'read_stream',
      text: `select position, record, ends_append from log.events
        where stream = $1 and revision >= $2 order by revision limit $3`,
      values: [stream, from, Number.isFinite(limit) ? limit : null],
    });
    this.intact.stream(stream, from, events);
    return events;
  }

  async readAll(after: bigint, limit: number): Promise<readonly StoredEvent[]> {
    const rows = await this.#rows<PageRow>({
      name: 'read_log',
      text: READ_LOG,
      values: [after.toString(), limit],
    });
    const events = rows.flatMap(([position, text, ends]) =>
      position === null || text === null ? [] : [stored([position, text, ends === true])],
    );
    const head = BigInt(rows[0]?.[3] ?? BEGINNING);
    const end = after + BigInt(limit) < head ? after + BigInt(limit) : head;
    const missing = this.intact.missing(after, events, end);
    if (missing) throw await this.#alarm(missing);
    const whole = events.map((event, i) => (isCut(event, events[i + 1]) ? { ...event, endsAppend: true } : event));
    const last = whole.at(-1);
    // Of a page with a gap that was set aside there is less than was asked for.
    if (!last || whole.length >= limit || end === head) return whole;
    return [...whole, ...(await this.readAll(last.position, limit - whole.length))];
  }

  /**
   * Whoever may delete rows of the log could take away what every reader is past. Positions have no gaps, so counting tells;
   * a server counts too which rows it has removed, so that this costs next to nothing while there is none.
   *
   * Cost: a look at an index of the whole log where rows were removed since, and the first time.
   *
   * @throws IntegrityAlarm | Unavailable
   */
  async inspect(strange: Strange | null): Promise<boolean> {
    const [row] = await this.#rows<[removed: string]>({ name: 'removed', text: REMOVED, values: [] });
    const removed = row?.[0] ?? null;
    if (strange === null && removed === this.#inspected) return false;
    const gaps = await this.#rows<[first: string | bigint, last: string | bigint]>({
      name: 'gaps',
      text: GAPS,
      values: [],
    });
    for (const [first, last] of gaps) {
      const missing = this.intact.ofGap([BigInt(first), BigInt(last)]);
      if (missing) throw await this.#alarm(missing);
    }
    if (strange?.stream) await this.read(strange.stream as StreamId);
    this.#inspected = removed;
    return true;
  }

  async at(position: bigint): Promise<StoredEvent | null> {
    const [event] = await this.#select({
      name: 'read_at',
      text: `select position, record, ends_append from log.events where position = $1`,
      values: [position.toString()],
    });
    return event ?? null;
  }

  async declaration(): Promise<LogDeclaration | null> {
    const [row] = await this.#rows<[log: Uuid | null, leftFor: string | null]>({
      name: 'declaration',
      text: 'select log, left_for from log.head',
      values: [],
    });
    return row?.[0] ? { log: row[0], leftFor: row[1] } : null;
  }

  async head(): Promise<bigint> {
    const [row] = await this.#rows<[string | bigint]>({
      name: 'head',
      text: 'select position from log.head',
      values: [],
    });
    if (!row) throw new Unavailable('the log has no head');
    return BigInt(row[0]);
  }

  async #select(query: { name: string; text: string; values: unknown[] }): Promise<StoredEvent[]> {
    return (await this.#rows<LogRow>(query)).map(stored);
  }

  async #alarm(missing: Range) {
    return this.intact.alarm(missing, await this.#orphan(missing[1]));
  }

  /** The first event whose forerunner in its stream is gone, of those after a position; null where none tells. */
  async #orphan(after: bigint): Promise<{ readonly stream: string; readonly revision: number } | null> {
    const [row] = await this.#rows<[stream: string, revision: number]>({
      name: 'orphan',
      text: `select e.stream, e.revision - 1 from log.events e
        where e.position > $1 and e.revision > 0 and not exists (
          select from log.events b where b.stream = e.stream and b.revision = e.revision - 1)
        order by e.position limit 1`,
      values: [after.toString()],
    });
    return row ? { stream: row[0], revision: row[1] } : null;
  }

  async #rows<Row extends unknown[]>(query: { name: string; text: string; values: unknown[] }): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>({ ...query, rowMode: 'array' })).rows;
    } catch (cause) {
      throw new Unavailable(sentenceOn(cause), { cause });
    }
  }
}

type LogRow = [position: string | bigint, text: string, endsAppend: boolean];
/** Without an event where the page is empty, for the end of the log alone. */
type PageRow = [
  position: string | bigint | null,
  text: string | null,
  endsAppend: boolean | null,
  head: string | bigint,
];

const stored = ([position, text, endsAppend]: LogRow): StoredEvent => ({
  position: BigInt(position),
  text,
  record: JSON.parse(text) as EventRecord, // written by this program alone: a check of each would cost every rebuild
  endsAppend,
});

/** Whether the rest of an append is missing, which somebody has set aside. */
const isCut = ({ position }: StoredEvent, next: StoredEvent | undefined): boolean =>
  next !== undefined && next.position !== position + 1n;

/** Rows that were deleted from the table of the log, or the table emptied. */
const REMOVED = `
  select concat_ws(' ', pg_stat_get_tuples_deleted('log.events'::regclass), pg_relation_filenode('log.events'::regclass))`;

/** The positions that are missing from the log; counted first, since counting is quicker. */
const GAPS = `
  select first, last from (
    select coalesce(lag(position) over (order by position), 0) + 1 as first, position - 1 as last from log.events
    union all
    select coalesce((select max(position) from log.events), 0) + 1, position from log.head) gaps
  where first <= last and (select count(*) from log.events) <> (select position from log.head)
  order by first`;

/** Positions have no gaps, so the end of the append that the limit falls into is looked for from there on. */
const READ_LOG = `
  select e.position, e.record, e.ends_append, h.position from log.head h left join lateral (
    select position, record, ends_append from log.events
    where position > $1 and position <= coalesce(
      (select position from log.events where position >= $1 + $2 and ends_append order by position limit 1), $1 + $2)
    order by position) e on true
  order by e.position`;
