import { X509Certificate } from 'node:crypto';
import { ChannelCredentials, type ClientReadableStream, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import { StreamsClient } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { type Address, type Node, named } from './kurrentdb.address.js';
import { fileUnusable } from './kurrentdb.refusals.js';

export interface Account {
  readonly username: string;
  readonly password: string;
}

export interface Latest {
  readonly type: string;
  readonly revision: bigint;
  readonly data: string;
}

/**
 * The transport credentials of an address, with the files that the address names. @throws StartRefused if a file is not
 * valid PEM
 */
export function transportOf({ secure }: Address): ChannelCredentials {
  if (secure === null) return ChannelCredentials.createInsecure();
  try {
    // The transport silently accepts a file without certificates, and then trusts no authority.
    for (const file of [secure.ca, secure.cert]) if (file) new X509Certificate(file);
    const options = { rejectUnauthorized: secure.verify };
    return ChannelCredentials.createSsl(secure.ca ?? null, secure.key ?? null, secure.cert ?? null, options);
  } catch (error) {
    throw fileUnusable(error);
  }
}

/**
 * Single calls to one node with one account, for checks outside the event store: whether the node serves, and what the
 * account may do. Calls are not retried and go to no other node, since the answer of this node is wanted.
 */
export class DirectNode {
  readonly address: string;
  private readonly client: StreamsClient;

  constructor(
    private readonly node: Node,
    readonly transport: ChannelCredentials,
    private readonly account: Account | undefined,
    private readonly deadlineMs: number,
  ) {
    // This node gets its own connection pool, so that a connection which another check broke is not reused.
    this.address = named(node);
    this.client = new StreamsClient(this.address, transport, { 'grpc.use_local_subchannel_pool': 1 });
  }

  /** The same node with another account; the caller closes it. */
  as(account: Account): DirectNode {
    return new DirectNode(this.node, this.transport, account, this.deadlineMs);
  }

  /** The last event of a stream, or of the whole log (null); undefined if there is none. @throws ServiceError */
  last(stream: string | null): Promise<Latest | undefined> {
    const options = new streams.ReadReq.Options()
      .setReadDirection(streams.ReadReq.Options.ReadDirection.BACKWARDS)
      .setResolveLinks(false)
      .setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(empty()))
      .setNoFilter(empty())
      .setCount('1');
    if (stream === null) options.setAll(new streams.ReadReq.Options.AllOptions().setEnd(empty()));
    else options.setStream(new streams.ReadReq.Options.StreamOptions().setStreamIdentifier(id(stream)).setEnd(empty()));
    const call = this.client.read(new streams.ReadReq().setOptions(options), this.metadata(), this.within());
    return firstOf(call, (response) => {
      const event = response.getEvent()?.getEvent();
      return event && latest(event);
    });
  }

  /** Opens a subscription to the end of the log and closes it. @throws ServiceError unless it was confirmed */
  async follow(): Promise<void> {
    const options = new streams.ReadReq.Options()
      .setResolveLinks(false)
      .setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(empty()))
      .setNoFilter(empty())
      .setAll(new streams.ReadReq.Options.AllOptions().setEnd(empty()))
      .setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
    const call = this.client.read(new streams.ReadReq().setOptions(options), this.metadata(), this.within());
    await firstOf(call, (response) => (response.hasConfirmation() ? true : undefined));
  }

  /**
   * Appends one event. @param expected last revision; -1n for none, 'any' for no check
   * @returns whether it was written; false when the revision differs
   * @throws ServiceError
   */
  append(stream: string, expected: bigint | 'any', event: { type: string; data: string }): Promise<boolean> {
    const options = new streams.AppendReq.Options().setStreamIdentifier(id(stream));
    if (expected === 'any') options.setAny(empty());
    else if (expected < 0n) options.setNoStream(empty());
    else options.setRevision(expected.toString());
    const message = new streams.AppendReq.ProposedMessage()
      .setId(new shared.UUID().setString(crypto.randomUUID()))
      .setData(Buffer.from(event.data, 'utf8'));
    message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
    return new Promise((resolve, reject) => {
      const call = this.client.append(this.metadata(), this.within(), (error, response) => {
        if (error) reject(error);
        else resolve(response.hasSuccess());
      });
      call.on('error', () => undefined); // the callback gets the error, too
      call.write(new streams.AppendReq().setOptions(options));
      call.write(new streams.AppendReq().setProposedMessage(message));
      call.end();
    });
  }

  /** Deletes a stream at a revision. @throws ServiceError, also when the revision differs */
  delete(stream: string, expected: bigint): Promise<void> {
    const options = new streams.DeleteReq.Options().setStreamIdentifier(id(stream)).setRevision(expected.toString());
    return new Promise((resolve, reject) => {
      this.client.delete(new streams.DeleteReq().setOptions(options), this.metadata(), this.within(), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /**
   * Whether the account may do this to an ordinary stream. The operation is tried on a stream that does not exist, with
   * an impossible revision. The server checks rights first and then refuses the revision, so nothing is ever written.
   *
   * @throws ServiceError if the server answers neither that the right is missing nor that the revision is wrong
   */
  async may(what: 'append' | 'delete' | 'set metadata'): Promise<boolean> {
    try {
      if (what === 'delete') await this.delete(PROBE, IMPOSSIBLE_REVISION);
      else
        await this.append(what === 'append' ? PROBE : `$$${PROBE}`, IMPOSSIBLE_REVISION, { type: 'Probe', data: '{}' });
      return true;
    } catch (error) {
      const code = statusOf(error);
      if (code === status.PERMISSION_DENIED) return false;
      if (RIGHTS_SUFFICED.has(code)) return true;
      throw error;
    }
  }

  close(): void {
    this.client.close();
  }

  /** Metadata of each call. */
  metadata(): Metadata {
    const metadata = new Metadata();
    metadata.set('requires-leader', 'true');
    if (!this.account) return metadata;
    const { username, password } = this.account;
    metadata.set('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
    return metadata;
  }

  within(): { deadline: number } {
    return { deadline: Date.now() + this.deadlineMs };
  }
}

const PROBE = 'minhchung-rights-probe';
const IMPOSSIBLE_REVISION = 2n ** 62n;
/** Statuses by which the server refuses the revision; the rights were then sufficient. */
const RIGHTS_SUFFICED = new Set([status.FAILED_PRECONDITION, status.INVALID_ARGUMENT]);

/** The leader among the nodes of an address; the caller closes it. @throws ServiceError of the last node asked */
export async function leaderOf(address: Address, account: Account, deadlineMs: number): Promise<DirectNode> {
  const transport = transportOf(address);
  const candidates: Node[] = [...address.nodes];
  let failure: unknown = new Error('no node');
  for (let node = candidates.shift(), followed = false; node; node = candidates.shift()) {
    const direct = new DirectNode(node, transport, account, deadlineMs);
    try {
      await direct.may('append');
      return direct;
    } catch (error) {
      direct.close();
      failure = error;
      const leader = leaderNamedBy(error);
      if (leader && !followed) candidates.unshift(leader);
      followed ||= leader !== null;
    }
  }
  throw failure;
}

const empty = (): shared.Empty => new shared.Empty();
const id = (stream: string): shared.StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));

const latest = (event: streams.ReadResp.ReadEvent.RecordedEvent): Latest => ({
  type: event.getMetadataMap().get('type') ?? '',
  revision: BigInt(event.getStreamRevision()),
  data: Buffer.from(event.getData_asU8()).toString('utf8'),
});

/** The value that `found` returns for the first response that has one; undefined if none has. Cancels the call. */
function firstOf<T>(
  call: ClientReadableStream<streams.ReadResp>,
  found: (response: streams.ReadResp) => T | undefined,
): Promise<T | undefined> {
  return new Promise<T | undefined>((resolve, reject) => {
    call.on('data', (response: streams.ReadResp) => {
      const what = found(response);
      if (what === undefined) return;
      resolve(what);
      call.cancel();
    });
    call.on('error', reject);
    call.on('end', () => {
      resolve(undefined);
    });
  });
}

const STATUSES = Object.values(status).filter((code) => typeof code === 'number');

/** The gRPC status of a failed call; UNKNOWN for any other error. */
export function statusOf(error: unknown): status {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return STATUSES.find((known) => known === code) ?? status.UNKNOWN;
}

/** The leader named by a node that is not the leader. */
export function leaderNamedBy(error: unknown): Node | null {
  if (statusOf(error) !== status.NOT_FOUND || !isServiceError(error)) return null;
  const [host] = error.metadata.get('leader-endpoint-host');
  const [port] = error.metadata.get('leader-endpoint-port');
  if (host === undefined || port === undefined) return null;
  return { host: host.toString(), port: Number(port.toString()) };
}

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'metadata' in error && error.metadata instanceof Metadata;
