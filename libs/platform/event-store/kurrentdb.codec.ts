import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '#kernel/canonical-json';
import { type EventRecord, recordText } from '#kernel/record';
import { IntegrityAlarm, type StoredEvent } from './event-store.js';
import { strangeEvent } from './kurrentdb.intact.js';

/** An event as sent to the server. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as read from the server; `position` is its commit position. */
export interface RecordedEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
}

/** Place of a record in its append: the first of five records has index 1 and size 5. */
export interface Part {
  readonly index: number;
  readonly size: number;
}

/** A record that was read, with its place in its append. The place is null for older events, which have no mark. */
export interface Decoded {
  readonly event: StoredEvent;
  readonly part: Part | null;
  /** Id of the event on the server. */
  readonly id: string;
}

/**
 * The fields of a record other than stream, revision, type and data. All values are strings, because later protocols of
 * the server accept only strings. Fields that are null are left out. The tools of the server know the two names with
 * `$`.
 */
interface Metadata {
  readonly v: '1';
  /** Id of the record. Absent in older events: their id on the server is the id of the record. */
  readonly id?: string;
  /** `2/5`: the second of five events of one append. Absent in older events. */
  readonly append?: string;
  readonly log: string;
  readonly schema: string;
  readonly recordedAt: string;
  readonly clock: string;
  readonly commandId: string;
  readonly commandHash: string;
  readonly $causationId?: string;
  readonly $correlationId: string;
  readonly actorId: string;
  readonly actorRole: string;
  readonly actorOrganizationId?: string;
  readonly actorDelegationId?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Converts a record to an event of the server. @param text the canonical text of the record, if the caller has it */
export function toEvent(record: EventRecord, part: Part, text = recordText(record)): ProposedEvent {
  const { actor } = record;
  const append = `${part.index}/${part.size}`;
  const metadata: Metadata = {
    v: '1',
    id: record.id,
    append,
    log: record.log,
    schema: String(record.schema),
    recordedAt: record.recordedAt,
    clock: record.clock,
    commandId: record.commandId,
    commandHash: record.commandHash,
    ...(record.causationId === null ? {} : { $causationId: record.causationId }),
    $correlationId: record.correlationId,
    actorId: actor.id,
    actorRole: actor.role,
    ...(actor.organizationId === null ? {} : { actorOrganizationId: actor.organizationId }),
    ...(actor.delegationId === null ? {} : { actorDelegationId: actor.delegationId }),
  };
  return {
    id: contentId(append, text),
    type: record.type,
    data: encoder.encode(canonicalJson(record.data)),
    metadata: encoder.encode(canonicalJson(metadata)),
  };
}

/**
 * The id of an event on the server: a digest of the content and place of the event. The server detects repeated events
 * by their id alone, so equal ids must mean equal bytes. A copy of an event at another revision or under another id is
 * detected by its id.
 */
function contentId(append: string, text: string): string {
  const hex = hash('sha256', `${append}\n${text}`);
  const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Rebuilds the record and its canonical text, byte for byte.
 *
 * @throws IntegrityAlarm for an event in a stream of this log that `toEvent` did not make
 */
export function fromEvent(prefix: string, event: RecordedEvent): Decoded {
  const stream = event.stream.slice(prefix.length);
  try {
    return decoded(event, stream);
  } catch (error) {
    const isCopy = error instanceof CopyOfOurs;
    const why = error instanceof NotOurs ? error.message : 'unreadable';
    const what = isCopy ? 'is a copy of a record of this log' : `is not a record of this log (${why})`;
    const kind = isCopy ? 'eventTwice' : 'foreignEvent';
    throw new IntegrityAlarm(
      `event ${event.revision} of ${stream} ${what}`,
      strangeEvent(kind, stream, event.revision, event.id),
    );
  }
}

class NotOurs extends Error {}

/** A copy of a record of this log: its revision or its id is not the one under which the record was written. */
class CopyOfOurs extends Error {}

function decoded(event: RecordedEvent, stream: string): Decoded {
  const metadata = JSON.parse(decoder.decode(event.metadata)) as unknown;
  const dataText = decoder.decode(event.data);
  const data = JSON.parse(dataText) as unknown;
  if (!isMetadata(metadata)) throw new NotOurs('metadata');
  if (!isObject(data)) throw new NotOurs('data');
  const revision = Number(event.revision);
  const { id = event.id, append } = metadata;
  if (!UUID.test(id)) throw new NotOurs('id');
  if (!STREAM.test(stream) || !TYPE.test(event.type) || !Number.isSafeInteger(revision)) throw new NotOurs('name');
  if ((append === undefined) !== (metadata.id === undefined)) throw new NotOurs('metadata');
  const record = {
    v: 1,
    log: metadata.log,
    id,
    stream,
    revision,
    type: event.type,
    schema: Number(metadata.schema),
    recordedAt: metadata.recordedAt,
    clock: metadata.clock,
    commandId: metadata.commandId,
    commandHash: metadata.commandHash,
    causationId: metadata.$causationId ?? null,
    correlationId: metadata.$correlationId,
    actor: {
      id: metadata.actorId,
      role: metadata.actorRole,
      organizationId: metadata.actorOrganizationId ?? null,
      delegationId: metadata.actorDelegationId ?? null,
    },
    data: data as JsonObject,
  } as EventRecord;
  const text = recordText(record);
  if (!text.includes(`,"data":${dataText},"id":`)) throw new NotOurs('data');
  if (append !== undefined && contentId(append, text) !== event.id) throw new CopyOfOurs();
  const part = append === undefined ? null : partOf(append);
  return {
    event: { position: event.position, text, record, endsAppend: part?.index === part?.size },
    part,
    id: event.id,
  };
}

function partOf(append: string): Part {
  const [, index, size] = APPEND.exec(append) ?? [];
  const part = { index: Number(index), size: Number(size) };
  if (!(part.index <= part.size)) throw new NotOurs('append');
  return part;
}

const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12})$/;
const STREAM = /^[a-z][a-zA-Z]*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE = /^[A-Z][A-Za-z]{1,79}$/;
const ROLE = /^[a-z][a-z-]{0,40}$/;
const COMMAND_HASH = /^[A-Za-z0-9-]{1,40}:[0-9a-f]{64}$/;
const SCHEMA = /^[1-9][0-9]{0,8}$/;
const APPEND = /^([1-9][0-9]{0,8})\/([1-9][0-9]{0,8})$/;
const INSTANT = /^(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isUuid = (value: unknown): boolean => typeof value === 'string' && UUID.test(value);
const isUuidOrNone = (value: unknown): boolean => value === undefined || isUuid(value);
const matches = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value);
const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && INSTANT.test(value) && isoText(Date.parse(value)) === value;
const isoText = (moment: number): string => (Number.isNaN(moment) ? '' : new Date(moment).toISOString());

/** A check written by hand: checking every event with a schema took longer than its transport. */
const isMetadata = (m: unknown): m is Metadata =>
  isObject(m) &&
  m.v === '1' &&
  isUuidOrNone(m.id) &&
  (m.append === undefined || matches(m.append, APPEND)) &&
  isUuid(m.log) &&
  matches(m.schema, SCHEMA) &&
  isInstant(m.recordedAt) &&
  (m.clock === 'system' || m.clock === 'injected') &&
  isUuid(m.commandId) &&
  matches(m.commandHash, COMMAND_HASH) &&
  isUuidOrNone(m.$causationId) &&
  isUuid(m.$correlationId) &&
  isUuid(m.actorId) &&
  matches(m.actorRole, ROLE) &&
  isUuidOrNone(m.actorOrganizationId) &&
  isUuidOrNone(m.actorDelegationId);
