import { hash } from 'node:crypto';
import { z } from 'zod';

/** A UUID in canonical lower-case text (RFC 9562, section 4). Upper case is accepted as input. */
export const Uuid = z
  .uuid()
  .overwrite((text) => text.toLowerCase())
  .brand<'Uuid'>();
export type Uuid = z.output<typeof Uuid>;

/** Name of a stream: `<category>-<uuid>`. A category contains no hyphen, so it ends at the first hyphen. */
export type StreamId = string & z.$brand<'StreamId'>;
const STREAM_ID = /^[a-z][a-zA-Z]*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const StreamId = z.string().regex(STREAM_ID).brand<'StreamId'>();

/** @throws ZodError for a category or an id of another form */
export function streamId(category: string, id: Uuid): StreamId {
  const name = `${category}-${id}`;
  return STREAM_ID.test(name) ? (name as StreamId) : StreamId.parse(name);
}

export const categoryOf = (stream: StreamId): string => stream.slice(0, stream.indexOf('-'));

export const idOf = (stream: StreamId): Uuid => stream.slice(stream.indexOf('-') + 1) as Uuid;

/** Namespace of every derived id. Never change it: the same inputs would then give other ids. */
const NAMESPACE = Buffer.from('6f1c9a520f4e5b0a9d3c6d696e686368', 'hex');

/** Shared buffer for namespace and name. A name that does not fit gets a buffer of its own. */
const ROOM = Buffer.concat([NAMESPACE, Buffer.alloc(1008)]);
const MOST_LETTERS = (ROOM.length - NAMESPACE.length) / 3;

/**
 * UUID version 5 (RFC 9562, section 5.5). Not taken from the library: every event needs one, and the library takes five
 * times as long.
 */
const derive = (what: string, of: string, by: string, n: string | number): Uuid => {
  const name = `${what}\n${of}\n${by}\n${n}`;
  const bytes =
    name.length <= MOST_LETTERS
      ? ROOM.subarray(0, NAMESPACE.length + ROOM.write(name, NAMESPACE.length))
      : Buffer.concat([NAMESPACE, Buffer.from(name, 'utf8')]);
  const hex = hash('sha1', bytes, 'hex');
  const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as Uuid;
};

/** Id of a stream that a request creates. A repeated request gets the same id. */
export const newStreamId = (category: string, actorId: string, key: Uuid): Uuid =>
  derive('stream', category, actorId, key);

/** The id of the n-th event (from 0) that a command records in a stream. */
export const eventId = (stream: StreamId, commandId: Uuid, ordinal: number): Uuid =>
  derive('event', stream, commandId, ordinal);

/** The id of the n-th thing (from 0) that a command creates inside a stream. */
export const itemId = (stream: StreamId, commandId: Uuid, ordinal: number): Uuid =>
  derive('item', stream, commandId, ordinal);
