import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientReadableStream, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import { StreamsClient } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';

/** An event as the server sends it. */
export interface Shown {
  readonly kind: 'event';
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly data: string;
}

export type Message =
  | Shown
  | { readonly kind: 'checkpoint'; readonly position: bigint }
  | { readonly kind: 'confirmation' | 'caught up' | 'no such stream' };

export interface Wanted {
  /** A position; undefined is the start of the log. Subscriptions begin after it, reads at it. */
  readonly from?: bigint | 'end';
  readonly prefixes?: readonly string[];
  readonly count?: number;
  readonly backwards?: boolean;
}

/**
 * Direct calls of the streams service, without the product's code: a test sees what the server sends, as it arrives.
 */
export class RawCalls {
  private readonly client: StreamsClient;
  private readonly metadata = new Metadata();
  private readonly open = new Set<RawRead>();

  constructor(connectionString: string) {
    const url = new URL(connectionString);
    const caFile = url.searchParams.get('tlsCaFile');
    const channel = caFile === null ? credentials.createInsecure() : credentials.createSsl(readFileSync(caFile));
    this.client = new StreamsClient(url.host, channel);
    const account = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    if (url.username) this.metadata.set('authorization', `Basic ${Buffer.from(account).toString('base64')}`);
    this.metadata.set('requires-leader', 'true');
  }

  readAll(wanted: Wanted): RawRead {
    return this.read(ofAll(wanted).setCount(String(wanted.count ?? 1_000_000)));
  }

  subscribe(wanted: Wanted): RawRead {
    return this.read(ofAll(wanted).setSubscription(new streams.ReadReq.Options.SubscriptionOptions()));
  }

  /** An append that its sender cancels after the given number of events, before it has marked the end of the append. */
  async cancelledAppend(stream: string, count: number): Promise<void> {
    const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));
    const asked = new streams.AppendReq.Options().setStreamIdentifier(identifier).setNoStream(empty());
    const call = this.client.append(this.metadata, () => undefined);
    call.on('error', () => undefined);
    call.write(new streams.AppendReq().setOptions(asked));
    for (let i = 0; i < count; i++) {
      const message = new streams.AppendReq.ProposedMessage()
        .setId(new shared.UUID().setString(randomUUID()))
        .setData(Buffer.from('{}'));
      message.getMetadataMap().set('type', 'SampleRecorded').set('content-type', 'application/json');
      await new Promise((sent) => call.write(new streams.AppendReq().setProposedMessage(message), sent));
    }
    await sleep(100); // until the events that were sent have arrived
    call.cancel();
    await sleep(100);
  }

  readStream(stream: string): RawRead {
    const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));
    const asked = new streams.ReadReq.Options.StreamOptions().setStreamIdentifier(identifier).setStart(empty());
    return this.read(options().setStream(asked).setNoFilter(empty()).setCount('1000000'));
  }

  close(): void {
    for (const read of this.open) read.cancel();
    this.client.close();
  }

  private read(asked: streams.ReadReq.Options): RawRead {
    const read = new RawRead(this.client.read(new streams.ReadReq().setOptions(asked), this.metadata));
    this.open.add(read);
    return read;
  }
}

/** One call that reads, and what it has received so far. */
export class RawRead {
  readonly messages: Message[] = [];
  /** Undefined while the call is open; then `OK`, or the error that ended it. */
  ending: 'OK' | ServiceError | undefined;

  constructor(private readonly call: ClientReadableStream<streams.ReadResp>) {
    call.on('data', (response: streams.ReadResp) => this.messages.push(messageOf(response)));
    call.on('end', () => (this.ending ??= 'OK'));
    call.on('error', (error: ServiceError) => (this.ending = error));
  }

  get events(): Shown[] {
    return this.messages.filter((message) => message.kind === 'event');
  }

  get checkpoints(): bigint[] {
    return this.messages.flatMap((message) => (message.kind === 'checkpoint' ? [message.position] : []));
  }

  get revisions(): number[] {
    return this.events.map(({ revision }) => Number(revision));
  }

  /** Waits; only the time limit of the test ends the wait. */
  async until(reached: (read: this) => boolean): Promise<this> {
    while (!reached(this)) await sleep(5);
    return this;
  }

  /** Resolves when the call has ended normally. @throws the error if it ended with one */
  async whole(): Promise<this> {
    await this.until(({ ending }) => ending !== undefined);
    if (this.ending !== 'OK') throw this.ending ?? new Error('not ended');
    return this;
  }

  /** The error that ended the call. */
  async error(): Promise<ServiceError> {
    await this.until(({ ending }) => ending !== undefined);
    if (this.ending === 'OK' || this.ending === undefined) throw new Error('ended in good order');
    return this.ending;
  }

  async caughtUp(): Promise<this> {
    return this.until(({ messages }) => messages.some(({ kind }) => kind === 'caught up'));
  }

  cancel(): void {
    this.call.cancel();
  }
}

function messageOf(response: streams.ReadResp): Message {
  const event = response.getEvent()?.getEvent();
  const checkpoint = response.getCheckpoint();
  if (checkpoint) return { kind: 'checkpoint', position: BigInt(checkpoint.getCommitPosition()) };
  if (response.hasConfirmation()) return { kind: 'confirmation' };
  if (response.hasCaughtUp()) return { kind: 'caught up' };
  if (!event) return { kind: 'no such stream' };
  return {
    kind: 'event',
    id: event.getId()?.getString() ?? '',
    stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'),
    revision: BigInt(event.getStreamRevision()),
    position: BigInt(event.getCommitPosition()),
    type: event.getMetadataMap().get('type') ?? '',
    data: Buffer.from(event.getData_asU8()).toString('utf8'),
  };
}

function ofAll({ from, prefixes, backwards }: Wanted): streams.ReadReq.Options {
  const { FORWARDS, BACKWARDS } = streams.ReadReq.Options.ReadDirection;
  const all = new streams.ReadReq.Options.AllOptions();
  if (from === undefined) all.setStart(empty());
  else if (from === 'end') all.setEnd(empty());
  else
    all.setPosition(new streams.ReadReq.Options.Position().setCommitPosition(`${from}`).setPreparePosition(`${from}`));
  const asked = options()
    .setAll(all)
    .setReadDirection(backwards ? BACKWARDS : FORWARDS);
  if (!prefixes) return asked.setNoFilter(empty());
  const filter = new streams.ReadReq.Options.FilterOptions()
    .setStreamIdentifier(new streams.ReadReq.Options.FilterOptions.Expression().setPrefixList([...prefixes]))
    .setCount(empty())
    .setCheckpointintervalmultiplier(1);
  return asked.setFilter(filter);
}

const options = (): streams.ReadReq.Options =>
  new streams.ReadReq.Options().setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(empty()));

const empty = (): shared.Empty => new shared.Empty();
