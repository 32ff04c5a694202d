import type { PoolClient } from 'pg';
import { type EventRecord, recordText } from '#kernel/record';
import type { CheckedAppend } from './checked-append.js';
import { call, type Value } from './postgres.call.js';

const MOST_APPENDS = 256;
const MOST_BYTES = 4 * 1024 * 1024;

/** How many of the waiting appends the next batch takes. */
export function batchSize(waiting: readonly { readonly append: CheckedAppend }[]): number {
  let bytes = 0;
  let size = 0;
  for (const { append } of waiting) {
    bytes += append.bytes;
    if (size === MOST_APPENDS || (size > 0 && bytes > MOST_BYTES)) break;
    size += 1;
  }
  return size;
}

/**
 * One append of a batch. `mayWrite` is false if the record that the append follows is not stored: the append is then
 * not written, but it is answered if its records are stored already.
 */
export interface BatchEntry {
  readonly append: CheckedAppend;
  readonly mayWrite: boolean;
}

export type Answer =
  | { readonly kind: 'stands'; readonly position: bigint; readonly repeated: boolean }
  | { readonly kind: 'conflict'; readonly actual: number }
  | { readonly kind: 'skew'; readonly seconds: number };

const STATEMENT = {
  name: 'append_batch',
  text: 'select base, letters, numbers from log.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
} as const;

const ONE = {
  name: 'append_one',
  text: 'select log.append_one($1, $2, $3, $4, $5)',
} as const;

const LOOK_UP = {
  name: 'records_at',
  text: `select e.record from unnest($1::text[], $2::integer[]) with ordinality as asked (stream, revision, ordinal)
    left join log.events e on e.stream = asked.stream and e.revision = asked.revision order by ordinal`,
  rowMode: 'array',
} as const;

interface Doubt {
  /** Index in the batch of the append that follows this record. */
  readonly at: number;
  readonly follows: EventRecord;
  readonly text: string;
}

/**
 * The appends of a batch, and the doubts: appends that follow a record which may not be stored. A record that was once
 * seen stored remains stored. A record that is earlier in the same batch needs no look-up either: PostgreSQL writes the
 * two appends in order and does not write the second without the first.
 */
export function batchEntries(
  appends: readonly CheckedAppend[],
  storedLasts: WeakSet<EventRecord>,
): { readonly entries: BatchEntry[]; readonly doubts: readonly Doubt[] } {
  const doubts: Doubt[] = [];
  const before = new Set<EventRecord>();
  for (const [at, { follows, records }] of appends.entries()) {
    if (follows && !storedLasts.has(follows) && !before.has(follows)) {
      const text = recordText(follows);
      if (!appends.slice(0, at).some(({ texts }) => texts.at(-1) === text)) doubts.push({ at, follows, text });
    }
    const last = records.at(-1);
    if (last) before.add(last);
  }
  return { entries: appends.map((append) => ({ append, mayWrite: true })), doubts };
}

/**
 * Looks up the doubtful records; an append that follows a missing record may not be written.
 *
 * @throws the errors of `pg`
 */
export async function lookUp(
  client: PoolClient,
  entries: BatchEntry[],
  doubts: readonly Doubt[],
  storedLasts: WeakSet<EventRecord>,
): Promise<void> {
  const asked = doubts.map(({ follows }) => follows);
  const places = [array(asked.map(({ stream }) => stream)), array(asked.map(({ revision }) => revision))];
  const { rows } = await client.query<[string | null]>({ ...LOOK_UP, values: places });
  for (const [i, { at, follows, text }] of doubts.entries()) {
    const entry = entries[at];
    if (rows[i]?.[0] === text) storedLasts.add(follows);
    else if (entry) entries[at] = { ...entry, mayWrite: false };
  }
}

/** Appends one event by a quicker function; null if only `append_batch` can answer the append. */
async function appendOne(client: PoolClient, { append, mayWrite }: BatchEntry): Promise<Answer | null> {
  const [record, more] = append.records;
  const [leaf] = append.leaves;
  if (!record || !leaf || more || !mayWrite) return null;
  const { stream, revision, recordedAt, clock } = record;
  const values = [stream, String(revision), leaf.subarray(1), recordedAt, String(clock === 'injected')];
  const [position = null] = (await call(client, ONE, values)) ?? [];
  return position === null ? null : { kind: 'stands', position: BigInt(position), repeated: false };
}

/**
 * Sends a batch in one round trip and answers each of its appends, in order.
 * @throws the errors of `pg`, for the whole batch
 */
export async function appendBatch(client: PoolClient, entries: readonly BatchEntry[]): Promise<Answer[]> {
  const [first, second] = entries;
  const alone = first && !second ? await appendOne(client, first) : null;
  if (alone) return [alone];
  const [base, letters, numbers] = (await call(client, STATEMENT, values(entries))) ?? [];
  if (!base) throw new Error('append_batch gave no row');
  if (!letters || !numbers) {
    let position = BigInt(base);
    return entries.map(({ append }) => {
      position += BigInt(append.texts.length);
      return { kind: 'stands', position, repeated: false };
    });
  }
  const each = numbers.slice(1, -1).split(',');
  return entries.map((_, i) => answer(letters[i], each[i]));
}

function answer(letter: string | undefined, number: string | undefined): Answer {
  if (number !== undefined) {
    if (letter === 'W' || letter === 'R') return { kind: 'stands', position: BigInt(number), repeated: letter === 'R' };
    if (letter === 'C') return { kind: 'conflict', actual: Number(number) };
    if (letter === 'S') return { kind: 'skew', seconds: Number(number) };
  }
  throw new Error(`append_batch answered ${letter ?? 'nothing'}`);
}

/** An array literal. The items need no escaping: names of streams, numbers and times hold no comma and no quote. */
const array = (items: readonly (string | number | boolean)[]) => `{${items.join(',')}}`;

/**
 * The texts of records, separated by line feeds, which no canonical text holds. Each replaces the first byte of a leaf.
 */
function linesOf(leaves: readonly Buffer[]): Buffer {
  const lines = Buffer.concat(leaves);
  let at = 0;
  for (const { length } of leaves) {
    lines[at] = LINE_FEED;
    at += length;
  }
  return lines.subarray(1);
}
const LINE_FEED = 10;

function values(entries: readonly BatchEntry[]): Value[] {
  const streams: string[] = [];
  const revisions: number[] = [];
  const leaves: Buffer[] = [];
  const ends: boolean[] = [];
  const next = new Map<string, number>();
  const firstExpected: number[] = [];
  const counts: number[] = [];
  const mayWrite: boolean[] = [];
  const earliest: string[] = [];
  const latest: string[] = [];
  const injected: boolean[] = [];
  let plain = true;
  for (const entry of entries) {
    const { stream, expected, records, leaves: own } = entry.append;
    const chained = next.get(stream);
    if (chained === undefined) firstExpected.push(expected);
    else if (chained !== expected) plain = false;
    if (!entry.mayWrite) plain = false;
    next.set(stream, expected + own.length);
    for (const [i, leaf] of own.entries()) {
      streams.push(stream);
      revisions.push(expected + 1 + i);
      leaves.push(leaf);
      ends.push(i === own.length - 1);
    }
    const times = records.map(({ recordedAt }) => recordedAt).sort();
    counts.push(own.length);
    mayWrite.push(entry.mayWrite);
    earliest.push(times[0] ?? '');
    latest.push(times.at(-1) ?? '');
    injected.push(records.some(({ clock }) => clock === 'injected'));
  }
  const firstStreams = [...next.keys()];
  const events = [
    array(streams),
    array(revisions),
    linesOf(leaves),
    String(plain),
    array(firstStreams),
    array(firstExpected),
  ];
  return [...events, array(counts), array(mayWrite), array(earliest), array(latest), array(injected), array(ends)];
}
