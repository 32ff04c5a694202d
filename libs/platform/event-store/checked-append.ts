import type { StreamId } from '#kernel/ids';
import { type EventRecord, leafHash, leafOf, MAX_RECORD_BYTES, recordText } from '#kernel/record';
import { TooLarge } from './event-store.js';

/** Maximum size of one append in UTF-8 bytes of its records: the smallest limit of the supported stores. */
export const MAX_APPEND_BYTES = 900 * 1024;

export interface CheckedAppend {
  readonly stream: StreamId;
  readonly expected: number;
  readonly records: readonly EventRecord[];
  readonly follows: EventRecord | undefined;
  readonly texts: readonly string[];
  /** The leaves of the records: the byte 0x00, then the text. Leaves are hashed, and stores send the text from them. */
  readonly leaves: readonly Buffer[];
  readonly bytes: number;
}

/**
 * Checks an append. A store calls this before it sends anything.
 *
 * @throws TooLarge for a record over MAX_RECORD_BYTES or an append over MAX_APPEND_BYTES
 * @throws TypeError for a programming error: there are no records, a record has another stream or revision, or
 * `follows` is not the record of the stream at revision `expected`
 */
export function checkedAppend(
  stream: StreamId,
  expected: number,
  records: readonly EventRecord[],
  follows?: EventRecord,
): CheckedAppend {
  if (records.length === 0) throw new TypeError(`an append to ${stream} without records`);
  if (!Number.isSafeInteger(expected) || expected < -1) throw new TypeError(`${expected} is no revision`);
  if (follows && (follows.stream !== stream || follows.revision !== expected))
    throw new TypeError(`${follows.stream} ${follows.revision} is not what ${stream} has at revision ${expected}`);
  const texts: string[] = [];
  const leaves: Buffer[] = [];
  let bytes = 0;
  for (const [i, record] of records.entries()) {
    if (record.stream !== stream || record.revision !== expected + 1 + i)
      throw new TypeError(
        `${record.stream} ${record.revision} cannot be recorded as ${stream} at revision ${expected + 1 + i}`,
      );
    const text = recordText(record);
    const leaf = leafOf(text);
    const size = leaf.length - 1;
    if (size > MAX_RECORD_BYTES) throw new TooLarge(size, MAX_RECORD_BYTES);
    bytes += size;
    texts.push(text);
    leaves.push(leaf);
  }
  if (bytes > MAX_APPEND_BYTES) throw new TooLarge(bytes, MAX_APPEND_BYTES);
  return { stream, expected, records, follows, texts, leaves, bytes };
}

/** The leaf hashes of an append, as its receipt holds them. */
export const leafHashesOf = ({ leaves }: CheckedAppend): string[] => leaves.map((leaf) => leafHash(leaf));
