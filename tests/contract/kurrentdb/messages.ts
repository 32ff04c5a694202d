import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { Expected, LoggedEvent, NewEvent } from './events.js';

/** An error as the server sends it; `exception` is the name that its clients use. */
export function rpcError(
  code: status,
  details: string,
  exception?: string,
  extra: Record<string, string> = {},
): ServiceError {
  const metadata = new Metadata();
  if (exception) metadata.set('exception', exception);
  for (const [key, value] of Object.entries(extra)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const deletedError = (stream: string): ServiceError =>
  rpcError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, 'stream-deleted', {
    'stream-name': stream,
  });

export const streamName = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export function proposedEvent(message: streams.AppendReq.ProposedMessage): NewEvent {
  const metadata = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    json: metadata.get('content-type') === 'application/json',
    data: message.getData_asU8(),
    meta: message.getCustomMetadata_asU8(),
  };
}

export function expectedOf(
  options: streams.AppendReq.Options | streams.DeleteReq.Options | streams.TombstoneReq.Options,
): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return options.hasNoStream() ? -1n : BigInt(options.getRevision());
}

export function written(revision: bigint, position: bigint): streams.AppendResp {
  const at = String(position);
  const success = new streams.AppendResp.Success()
    .setCurrentRevision(String(revision))
    .setPosition(new streams.AppendResp.Position().setCommitPosition(at).setPreparePosition(at));
  return new streams.AppendResp().setSuccess(success);
}

export function wrongVersion(expected: Expected, actual: bigint): streams.AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (actual < 0n) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(actual));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty());
  else if (expected < 0n) wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}

/** The error of a deletion in cases in which an append gets a regular answer. */
export const wrongVersionError = (stream: string, expected: Expected, actual: bigint): ServiceError =>
  rpcError(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    'wrong-expected-version',
    { 'stream-name': stream, 'expected-version': String(expected), 'actual-version': String(actual) },
  );

export const accessDenied = (): ServiceError => rpcError(status.PERMISSION_DENIED, 'Access Denied', 'access-denied');

export function notLeader(host: string): ServiceError {
  const [address = '', port = ''] = host.split(':');
  const leader = { 'leader-endpoint-host': address, 'leader-endpoint-port': port };
  return rpcError(status.NOT_FOUND, 'Leader info available', 'not-leader', leader);
}

export function shown(event: LoggedEvent): streams.ReadResp {
  const at = String(event.position);
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(event.stream).toString('base64')))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(at)
    .setPreparePosition(at)
    .setData(event.data)
    .setCustomMetadata(event.meta);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('created', String(event.ticks))
    .set('content-type', event.json ? 'application/json' : 'application/octet-stream');
  return new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(at));
}

export const confirmation = (): streams.ReadResp =>
  new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID()),
  );

export const checkpoint = (position: bigint): streams.ReadResp =>
  new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );

/** The answer without position and time, as servers before 24.10.5 send it. */
export const caughtUp = (): streams.ReadResp => new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

export const noSuchStream = (identifier: shared.StreamIdentifier | undefined): streams.ReadResp =>
  new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier));

export type Send = (response: streams.ReadResp) => Promise<void>;

/** Default number of events that the server scans at once. */
const WINDOW = 32;

export interface Filter {
  readonly filtered: boolean;
  /** Events scanned between two checkpoints. */
  readonly interval: number;
  readonly matches: (event: LoggedEvent) => boolean;
}

/** The filter of a read or a subscription. */
export function filterOf(options: streams.ReadReq.Options): Filter {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return { filtered: false, interval: Infinity, matches: () => true };
  const prefixes = expression.getPrefixList();
  const by = filter.hasStreamIdentifier() ? 'stream' : 'type';
  const window = filter.hasMax() ? Math.max(1, filter.getMax()) : WINDOW;
  return {
    filtered: true,
    interval: Math.max(1, filter.getCheckpointintervalmultiplier()) * window,
    matches: (event) => prefixes.some((prefix) => event[by].startsWith(prefix)),
  };
}

export const isBackwards = (options: streams.ReadReq.Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
