import { convertToCommandError } from '@kurrent/kurrentdb-client';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import { StreamsClient } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { BEGINNING } from './event-store.js';
import type { ProposedEvent, RecordedEvent } from './kurrentdb.codec.js';
import { NoAnswer } from './kurrentdb.failures.js';
import type { Credentials, ReadCall, Wire } from './kurrentdb.connection.js';

const empty = (): shared.Empty => new shared.Empty();
const identifier = (stream: string): shared.StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));

export type AppendAnswer =
  | {
      readonly kind: 'written';
      readonly revision: bigint;
      /** Position of the last event; null if the server does not know the position. */
      readonly position: bigint | null;
    }
  | { readonly kind: 'conflict'; readonly actual: bigint };

/**
 * Sends one atomic append.
 *
 * @param expected exact last revision; -1n if the stream has no event
 * @param outlives gets a promise of the end of the call, which may come after this function has given up
 * @throws NoAnswer after the deadline
 */
export function append(
  wire: Wire,
  stream: string,
  expected: bigint,
  events: readonly ProposedEvent[],
  settings: { deadline: number; credentials?: Credentials },
  outlives: (call: Promise<void>) => void,
): Promise<AppendAnswer> {
  const options = new streams.AppendReq.Options().setStreamIdentifier(identifier(stream));
  if (expected < 0n) options.setNoStream(empty());
  else options.setRevision(expected.toString());
  return wire.execute(
    StreamsClient,
    'append',
    (client) =>
      new Promise((resolve, reject) => {
        const { deadline, ...more } = settings;
        // The call is never cancelled and has no deadline in the transport: if it were cut off in its middle, the
        // server would take it for a complete append with fewer events. After the deadline only the wait ends.
        const [metadata, callOptions] = wire.callArguments({ ...more, requiresLeader: true }, { deadline: Infinity });
        const over = setTimeout(() => {
          reject(new NoAnswer(deadline));
        }, deadline);
        let ended = (): void => undefined;
        outlives(new Promise((resolve) => (ended = resolve)));
        const call = client.append(metadata, callOptions, (error, response) => {
          clearTimeout(over);
          ended();
          if (error) reject(asError(convertToCommandError(error)));
          else resolve(answerOf(response));
        });
        call.on('error', () => undefined); // the callback gets the error, too
        call.write(new streams.AppendReq().setOptions(options));
        for (const event of events) call.write(new streams.AppendReq().setProposedMessage(proposed(event)));
        call.end();
      }),
  );
}

function answerOf(response: streams.AppendResp): AppendAnswer {
  const success = response.getSuccess();
  if (success) {
    const position = success.getPosition()?.getCommitPosition();
    return {
      kind: 'written',
      revision: success.hasNoStream() ? -1n : BigInt(success.getCurrentRevision()),
      position: position === undefined ? null : BigInt(position),
    };
  }
  const conflict = response.getWrongExpectedVersion();
  if (!conflict) throw new Error('an answer to an append that says nothing');
  return { kind: 'conflict', actual: conflict.hasCurrentRevision() ? BigInt(conflict.getCurrentRevision()) : -1n };
}

function proposed(event: ProposedEvent): streams.AppendReq.ProposedMessage {
  const message = new streams.AppendReq.ProposedMessage()
    .setId(new shared.UUID().setString(event.id))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
  return message;
}

/** Request for the events of one stream: from a revision on, or backwards from the last one. */
export const streamRead = (stream: string, from: bigint | 'end', limit: number): streams.ReadReq => {
  const options = new streams.ReadReq.Options.StreamOptions().setStreamIdentifier(identifier(stream));
  if (from === 'end') options.setEnd(empty());
  else options.setRevision(from.toString());
  return request(from === 'end', (o) => o.setStream(options).setNoFilter(empty()).setCount(String(limit)));
};

/** Request for the last events of all streams with a prefix, backwards. */
export const lastOfPrefix = (prefix: string, limit: number): streams.ReadReq =>
  request(true, (o) =>
    o
      .setAll(all('end'))
      .setFilter(byPrefix([prefix]))
      .setCount(String(limit)),
  );

/** Request for the event at a position, of any stream. The server refuses a position at which no event begins. */
export const eventAt = (position: bigint): streams.ReadReq =>
  request(false, (o) => o.setAll(all(position)).setNoFilter(empty()).setCount('1'));

/** Request for the last event on the server, of any stream. */
export const lastOfAll = (): streams.ReadReq =>
  request(true, (o) => o.setAll(all('end')).setNoFilter(empty()).setCount('1'));

/** Request for a subscription to the events after a position, of all streams with one of these prefixes. */
export const subscription = (prefixes: readonly string[], after: bigint): streams.ReadReq =>
  request(false, (o) =>
    o
      .setAll(all(after === BEGINNING ? 'start' : after))
      .setFilter(byPrefix(prefixes))
      .setSubscription(new streams.ReadReq.Options.SubscriptionOptions()),
  );

function request(backwards: boolean, fill: (options: streams.ReadReq.Options) => streams.ReadReq.Options) {
  const { FORWARDS, BACKWARDS } = streams.ReadReq.Options.ReadDirection;
  const options = new streams.ReadReq.Options()
    .setReadDirection(backwards ? BACKWARDS : FORWARDS)
    .setResolveLinks(false)
    .setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(empty()));
  return new streams.ReadReq().setOptions(fill(options));
}

function all(from: bigint | 'start' | 'end'): streams.ReadReq.Options.AllOptions {
  const options = new streams.ReadReq.Options.AllOptions();
  if (from === 'start') return options.setStart(empty());
  if (from === 'end') return options.setEnd(empty());
  const position = new streams.ReadReq.Options.Position().setCommitPosition(from.toString());
  return options.setPosition(position.setPreparePosition(from.toString()));
}

/** The server scans in windows of 32 events and sends a checkpoint after this many windows. */
const WINDOWS_PER_CHECKPOINT = 32;

const byPrefix = (prefixes: readonly string[]): streams.ReadReq.Options.FilterOptions =>
  new streams.ReadReq.Options.FilterOptions()
    .setStreamIdentifier(new streams.ReadReq.Options.FilterOptions.Expression().setPrefixList([...prefixes]))
    .setCount(empty())
    .setCheckpointintervalmultiplier(WINDOWS_PER_CHECKPOINT);

/** Opens the call of a read. The call has no deadline, because the reader watches for answers. */
export function openRead(wire: Wire, read: streams.ReadReq, credentials?: Credentials): Promise<ReadCall> {
  const settings = { requiresLeader: true, ...(credentials ? { credentials } : {}) };
  const [metadata, callOptions] = wire.callArguments(settings, { deadline: Infinity });
  return wire.GRPCStreamCreator(StreamsClient, 'read', (client) => client.read(read, metadata, callOptions))();
}

/** The event in a response; undefined if the response holds something else. */
export function eventOf(response: streams.ReadResp): RecordedEvent | undefined {
  const event = response.getEvent()?.getEvent();
  if (!event) return undefined;
  return {
    stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'),
    id: event.getId()?.getString() ?? '',
    revision: BigInt(event.getStreamRevision()),
    position: BigInt(event.getCommitPosition()),
    type: event.getMetadataMap().get('type') ?? '',
    data: event.getData_asU8(),
    metadata: event.getCustomMetadata_asU8(),
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
