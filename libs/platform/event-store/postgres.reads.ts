import type { Pool } from 'pg';
import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { BEGINNING, type LogDeclaration, type StoredEvent, type Strange, Unavailable } from './event-store.js';
import { sentenceOn } from './postgres.errors.js';
import type { Intact, Range } from './postgres.intact.js';

/** Reads the log in PostgreSQL. Every method throws Unavailable if the database does not serve. */
export class PostgresReads {
  /** The server's count of removed rows at the last inspection that found nothing missing. */
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
    // A page with a gap that was set aside holds fewer events than the limit: read on.
    if (!last || whole.length >= limit || end === head) return whole;
    return [...whole, ...(await this.readAll(last.position, limit - whole.length))];
  }

  /**
   * Finds events that were deleted behind the position of every reader. Positions have no gaps, so a count of the rows
   * shows whether events are missing. The server also counts removed rows; while that number does not change, the rows
   * are not counted.
   *
   * Cost: one small statement. At the first call, and if rows were removed since the last one, a scan of an index over
   * the whole log.
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

  /**
   * The first missing event, known from the next event of its stream, after a position; null if no stream shows one.
   */
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
/** A row of a page. An empty page is one row without an event; it holds only the end of the log. */
type PageRow = [
  position: string | bigint | null,
  text: string | null,
  endsAppend: boolean | null,
  head: string | bigint,
];

const stored = ([position, text, endsAppend]: LogRow): StoredEvent => ({
  position: BigInt(position),
  text,
  record: JSON.parse(text) as EventRecord, // not checked: this program wrote it, and checks would slow rebuilds
  endsAppend,
});

/** Whether the events after this one are missing. Two persons have set the gap aside, so it raises no alarm. */
const isCut = ({ position }: StoredEvent, next: StoredEvent | undefined): boolean =>
  next !== undefined && next.position !== position + 1n;

/** A text that changes if rows of the table of the log are deleted, or if the table is emptied. */
const REMOVED = `
  select concat_ws(' ', pg_stat_get_tuples_deleted('log.events'::regclass), pg_relation_filenode('log.events'::regclass))`;

/** The positions that are missing from the log. Rows are counted first: if the count is right, there is no gap. */
const GAPS = `
  select first, last from (
    select coalesce(lag(position) over (order by position), 0) + 1 as first, position - 1 as last from log.events
    union all
    select coalesce((select max(position) from log.events), 0) + 1, position from log.head) gaps
  where first <= last and (select count(*) from log.events) <> (select position from log.head)
  order by first`;

/** One page: as many events as the limit, and the rest of the last append. The positions of a page have no gaps. */
const READ_LOG = `
  select e.position, e.record, e.ends_append, h.position from log.head h left join lateral (
    select position, record, ends_append from log.events
    where position > $1 and position <= coalesce(
      (select position from log.events where position >= $1 + $2 and ends_append order by position limit 1), $1 + $2)
    order by position) e on true
  order by e.position`;
