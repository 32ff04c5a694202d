import {
  type CallOptions,
  type Channel,
  type ClientReadableStream,
  connectivityState,
  type Metadata,
} from '@grpc/grpc-js';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { StreamsClient } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import type { ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { isConnectionFailure, NoAnswer } from './kurrentdb.failures.js';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export type ReadCall = ClientReadableStream<ReadResp>;

/**
 * The part of the KurrentDB client that is used: a channel, which finds the nodes, follows a change of leader and sends
 * the credentials. The commands of the client are not used: its reads run in native code without deadline or fail-over,
 * its subscriptions may stop silently, and an append on a channel that closes at the wrong moment ends the process.
 */
export interface Wire {
  execute<T>(stub: typeof StreamsClient, name: string, action: (streams: StreamsClient) => Promise<T>): Promise<T>;
  GRPCStreamCreator(
    stub: typeof StreamsClient,
    name: string,
    open: (streams: StreamsClient) => ReadCall,
  ): () => Promise<ReadCall>;
  callArguments(
    options: { credentials?: Credentials; requiresLeader?: boolean; deadline?: number },
    callOptions?: CallOptions,
  ): [Metadata, CallOptions];
  getChannel(): Promise<Pick<Channel, 'close' | 'watchConnectivityState'>>;
  dispose(): Promise<void>;
}

const MEMBERS = ['execute', 'GRPCStreamCreator', 'callArguments', 'getChannel', 'dispose'] as const;

/**
 * Checks for the members of `Wire`. They are protected, so the version of the package is pinned and checked at the
 * start.
 */
function isWire(client: object): client is Wire {
  return MEMBERS.every((name) => typeof Reflect.get(client, name) === 'function');
}

/** One client with its state. A discarded client keeps its channel until the last call on it has ended. */
interface Lease {
  readonly wire: Wire;
  readonly made: number;
  calls: number;
  thrownAway: boolean;
  /** Whether the connection of the client is being watched for its end. */
  watched: boolean;
}

export interface OpenCall {
  readonly call: ReadCall;
  /** Reports that the call works. */
  well(): void;
  /** Reports that the call has ended. @param failure the error that ended the call, if any */
  leave(failure?: unknown): void;
}

/** After this many consecutive connection failures, the client itself is replaced. */
const FAILURES_BEFORE_A_NEW_CLIENT = 3;
/**
 * Minimum milliseconds between two new clients. Each client keeps some memory for ever, and a new client does not help
 * while the server is down.
 */
const BETWEEN_CLIENTS_MS = 5_000;
/** Minimum milliseconds between two log lines about new clients. */
const BETWEEN_LINES_MS = 10_000;
/** The watchdog gives up a call that exceeds its own deadline by so many milliseconds. */
const WATCHDOG_MS = 1_000;

/**
 * Access to the server: one client at a time, a watchdog around every call, and a new client when the current one seems
 * dead.
 */
export class KurrentConnection {
  private lease: Lease | undefined;
  private failures = 0;
  private clients = 0;
  private lost = 0;
  private loggedAt = -Infinity;
  private closed = false;
  /** Calls that were given up and may still be running. */
  private readonly held = new Set<Promise<void>>();

  constructor(
    private readonly connectionString: string,
    private readonly log: (line: string) => void,
    private readonly betweenClients = BETWEEN_CLIENTS_MS,
  ) {}

  /** Number of lost connections. A connection may be lost while no call is running. */
  get breaks(): number {
    return this.lost;
  }

  /** Reports that a connection was lost. */
  broke(): void {
    this.lost++;
  }

  /** Number of clients made so far. */
  get generation(): number {
    return this.clients;
  }

  /**
   * Runs one call. The call may register a promise that outlives its answer; the client is kept until that promise
   * settles.
   *
   * @param deadline milliseconds of the call's own deadline
   * @throws the errors of the call; NoAnswer if the call exceeds its own deadline
   */
  async use<T>(
    deadline: number,
    call: (wire: Wire, outlives: (call: Promise<void>) => void) => Promise<T>,
  ): Promise<T> {
    const lease = this.take();
    const outlives = (end: Promise<void>) => {
      this.hold(lease, end);
    };
    try {
      const result = await withWatchdog(call(lease.wire, outlives), deadline + WATCHDOG_MS);
      this.failures = 0;
      void this.watch(lease);
      return result;
    } catch (error) {
      this.failed(error, lease);
      throw error;
    } finally {
      this.giveBack(lease);
    }
  }

  /**
   * Opens a streaming read. The caller must call `leave` in every case, because that also ends the call on the server.
   *
   * @param deadline milliseconds for opening
   */
  async open(deadline: number, open: (wire: Wire) => Promise<ReadCall>): Promise<OpenCall> {
    const lease = this.take();
    const opening = open(lease.wire);
    try {
      const call = await withWatchdog(opening, deadline + WATCHDOG_MS);
      return {
        call,
        well: () => {
          this.failures = 0;
          void this.watch(lease);
        },
        leave: (failure) => {
          call.cancel();
          this.failed(failure, lease);
          this.giveBack(lease);
        },
      };
    } catch (error) {
      opening
        .then((late) => {
          late.on('error', () => undefined);
          late.cancel();
        })
        .catch(() => undefined);
      this.failed(error, lease);
      this.giveBack(lease);
      throw error;
    }
  }

  async close(): Promise<void> {
    const { lease } = this;
    this.closed = true;
    this.lease = undefined;
    if (!lease) return;
    lease.thrownAway = true;
    await withWatchdog(Promise.all(this.held), WATCHDOG_MS).catch(() => undefined);
    await withWatchdog(lease.wire.dispose(), WATCHDOG_MS).catch(() => undefined);
    await closeChannel(lease.wire);
  }

  private hold(lease: Lease, end: Promise<void>): void {
    lease.calls++;
    const held = end.then(() => {
      this.held.delete(held);
      this.giveBack(lease);
    });
    this.held.add(held);
  }

  private take(): Lease {
    if (this.closed) throw new Error('the store is closed');
    this.lease ??= { wire: this.client(), made: performance.now(), calls: 0, thrownAway: false, watched: false };
    this.lease.calls++;
    return this.lease;
  }

  private giveBack(lease: Lease): void {
    lease.calls--;
    if (lease.thrownAway && lease.calls === 0) void closeChannel(lease.wire);
  }

  /** Watches a connection that has just worked for its end, because the transport reconnects without telling. */
  private async watch(lease: Lease): Promise<void> {
    if (lease.watched) return;
    lease.watched = true;
    const ended = () => {
      lease.watched = false;
      this.broke();
    };
    try {
      const channel = await lease.wire.getChannel();
      channel.watchConnectivityState(connectivityState.READY, Infinity, ended);
    } catch {
      ended(); // the channel was shut down in the meantime
    }
  }

  private failed(error: unknown, lease: Lease): void {
    if (!isConnectionFailure(error)) return;
    this.broke();
    if (lease !== this.lease) return;
    this.failures++;
    const now = performance.now();
    if (this.failures < FAILURES_BEFORE_A_NEW_CLIENT || now - lease.made < this.betweenClients) return;
    if (now - this.loggedAt >= BETWEEN_LINES_MS) {
      this.log(`the connection to KurrentDB failed ${this.failures} times in a row: building a new client`);
      this.loggedAt = now;
    }
    this.failures = 0;
    this.lease = undefined;
    lease.thrownAway = true;
    lease.wire.dispose().catch(() => undefined);
  }

  private client(): Wire {
    const client: object = KurrentDBClient.connectionString(withUniqueOptions(this.connectionString, this.clients++));
    if (!isWire(client))
      throw new Error('the installed @kurrent/kurrentdb-client has another version than the pinned one; run npm ci');
    return client;
  }
}

/** Adds a unique option, so that a new client gets a connection of its own. Channels with equal options share one. */
function withUniqueOptions(connectionString: string, generation: number): string {
  if (/[?&]keepAliveInterval=/i.test(connectionString)) return connectionString;
  const separator = connectionString.includes('?') ? '&' : '?';
  return `${connectionString}${separator}keepAliveInterval=${10_000 + (generation % 1_000)}`;
}

async function closeChannel(wire: Wire): Promise<void> {
  try {
    const channel = await withWatchdog(wire.getChannel(), WATCHDOG_MS);
    channel.close();
  } catch {
    // No channel was opened, or it is closed already.
  }
}

async function withWatchdog<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const bark = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswer(milliseconds));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, bark]);
  } finally {
    clearTimeout(timer);
  }
}
