import { hash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, type Json, type JsonObject, quoted } from './canonical-json.js';
import { Instant } from './dates.js';
import { StreamId, Uuid } from './ids.js';

/** Who acted, in which role, for which organization, and under which delegation. Ids only, never names. */
export const Actor = z.strictObject({
  id: Uuid,
  role: z.string().regex(/^[a-z][a-z-]{0,40}$/),
  organizationId: Uuid.nullable(),
  delegationId: Uuid.nullable(),
});
export type Actor = z.output<typeof Actor>;

/** `<key id>:<hex>`: keyed hash of a request. The key is destroyed after its term; the record remains. */
export const CommandHash = z.string().regex(/^[A-Za-z0-9-]{1,40}:[0-9a-f]{64}$/);

/**
 * One recorded event as stored and hashed. `recordedAt` is the time of recording in UTC. `clock` says where that time
 * comes from: the system clock, or (in a DEMO store only) the command. A record holds no position and no server time,
 * since these differ from store to store.
 */
export const EventRecord = z.strictObject({
  v: z.literal(1),
  log: Uuid,
  id: Uuid,
  stream: StreamId,
  revision: z.int().min(0),
  type: z.string().regex(/^[A-Z][A-Za-z]{1,79}$/),
  schema: z.int().min(1),
  recordedAt: Instant,
  clock: z.enum(['system', 'injected']),
  commandId: Uuid,
  commandHash: CommandHash,
  causationId: Uuid.nullable(),
  correlationId: Uuid,
  actor: Actor,
  data: z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
});
export type EventRecord = z.output<typeof EventRecord>;

/** Maximum size of one record in UTF-8 bytes; every store accepts that size. */
export const MAX_RECORD_BYTES = 256 * 1024;

/**
 * The canonical text of a record: JCS (RFC 8785) of all its members. Every store returns exactly these bytes.
 *
 * @throws TypeError for data that a record may not hold: numbers that are not safe integers, text that is not NFC or
 * not well-formed, U+0000
 */
export function recordText(record: EventRecord): string {
  const { actor, data } = record;
  assertRecordable(data, 'data');
  // Written out member by member: `canonicalJson(record)` gives the same text and takes twice as long.
  return (
    `{"actor":{"delegationId":${orNull(actor.delegationId)},"id":${quoted(actor.id)},` +
    `"organizationId":${orNull(actor.organizationId)},"role":${quoted(actor.role)}},` +
    `"causationId":${orNull(record.causationId)},"clock":${quoted(record.clock)},` +
    `"commandHash":${quoted(record.commandHash)},"commandId":${quoted(record.commandId)},` +
    `"correlationId":${quoted(record.correlationId)},"data":${canonicalJson(data)},"id":${quoted(record.id)},` +
    `"log":${quoted(record.log)},"recordedAt":${quoted(record.recordedAt)},"revision":${record.revision},` +
    `"schema":${record.schema},"stream":${quoted(record.stream)},"type":${quoted(record.type)},"v":${record.v}}`
  );
}

const orNull = (text: string | null) => (text === null ? 'null' : quoted(text));

function assertRecordable(value: Json | undefined, path: string): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`${path}: not a safe integer`);
  if (typeof value === 'string') assertText(value, path);
  if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      assertText(key, path);
      assertRecordable((value as JsonObject)[key], `${path}.${key}`);
    }
  }
}

function assertText(value: string, path: string): void {
  if (ASCII.test(value)) return;
  if (!value.isWellFormed()) throw new TypeError(`${path}: lone surrogate`);
  if (value.includes('\u0000')) throw new TypeError(`${path}: U+0000`);
  if (value !== value.normalize('NFC')) throw new TypeError(`${path}: not NFC`);
}
const ASCII = /^[\u0001-\u007f]*$/;

/** Parses a canonical text. @throws when it is not a valid record */
export const parseRecord = (recordedText: string): EventRecord => EventRecord.parse(JSON.parse(recordedText));

/** A record as a leaf of the log's tree: 0x00 ‖ UTF-8 text (RFC 9162, section 2.1.1). */
export const leafOf = (recordedText: string): Buffer => Buffer.from(`\u0000${recordedText}`);

/** Leaf hash of a record, or of its leaf: SHA-256, in hex. */
export const leafHash = (recorded: string | Buffer): string =>
  hash('sha256', typeof recorded === 'string' ? leafOf(recorded) : recorded);
