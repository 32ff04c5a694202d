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
 * What the client offers to its own commands: a channel with discovery, change of leader and credentials. Its commands
 * themselves are not used: reads go through native code without deadline and fail-over, subscriptions may stop without
 * a word, and an append on a channel that closes at the wrong moment ends the process.
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

/** They are protected members, so the package is pinned exactly; another version is refused here and not in use. */
function isWire(client: object): client is Wire {
  return MEMBERS.every((name) => typeof Reflect.get(client, name) === 'function');
}

/** One client and what hangs on it. A thrown-away client keeps its channel until its last call has ended. */
interface Lease {
  readonly wire: Wire;
  readonly made: number;
  calls: number;
  thrownAway: boolean;
  /** Whether the end of its connection will be told. */
  watched: boolean;
}

export interface OpenCall {
  readonly call: ReadCall;
  /** It works as it should. */
  well(): void;
  /** @param failure why it ended, where it did not end as it should */
  leave(failure?: unknown): void;
}

/** After so many failures of connection kind in a row, the client itself is suspected. */
const FAILURES_BEFORE_A_NEW_CLIENT = 3;
/** Milliseconds between two new clients: each keeps some memory for ever, and a server that is away mends by none. */
const BETWEEN_CLIENTS_MS = 5_000;
/** Milliseconds between two lines about it. */
const BETWEEN_LINES_MS = 10_000;
/** A call that outlives its own deadline by this much is given up by the watchdog. */
const WATCHDOG_MS = 1_000;

/** The way to the server: one client at a time, a watchdog around every call, and a new client where one seems dead. */
export class KurrentConnection {
  private lease: Lease | undefined;
  private failures = 0;
  private clients = 0;
  private lost = 0;
  private said = -Infinity;
  private closed = false;
  /** Calls whose answer was given up, and that may still be on their way. */
  private readonly held = new Set<Promise<void>>();

  constructor(
    private readonly connectionString: string,
    private readonly log: (line: string) => void,
    private readonly betweenClients = BETWEEN_CLIENTS_MS,
  ) {}

  /** Grows with every connection that was lost, also where no call was under way. */
  get breaks(): number {
    return this.lost;
  }

  /** A connection is not to be relied on any more. */
  broke(): void {
    this.lost++;
  }

  /** How many clients were made so far. */
  get generation(): number {
    return this.clients;
  }

  /**
   * Makes one call. It may name another promise that it outlives its answer by: so long its client is kept.
   *
   * @param deadline milliseconds that the call has by itself
   * @throws whatever the call throws; NoAnswer when it does not even keep its own deadline
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
   * Opens a reading call. Whoever opened it leaves it in any case: that ends it on the server too.
   *
   * @param deadline milliseconds that the opening has
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

  /** The transport takes a lost connection up again in silence, so one that has just worked is asked to tell of its end. */
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
      ended(); // it was shut down meanwhile
    }
  }

  private failed(error: unknown, lease: Lease): void {
    if (!isConnectionFailure(error)) return;
    this.broke();
    if (lease !== this.lease) return;
    this.failures++;
    const now = performance.now();
    if (this.failures < FAILURES_BEFORE_A_NEW_CLIENT || now - lease.made < this.betweenClients) return;
    if (now - this.said >= BETWEEN_LINES_MS) {
      this.log(`the connection to KurrentDB failed ${this.failures} times in a row: building a new client`);
      this.said = now;
    }
    this.failures = 0;
    this.lease = undefined;
    lease.thrownAway = true;
    lease.wire.dispose().catch(() => undefined);
  }

  private client(): Wire {
    const client: object = KurrentDBClient.connectionString(withUniqueOptions(this.connectionString, this.clients++));
    if (!isWire(client)) throw new Error('this version of @kurrent/kurrentdb-client is not the one that was pinned');
    return client;
  }
}

/** The transport shares connections between channels of equal options; a new client is to have one of its own. */
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
    // No channel was ever opened, or it cannot be found any more: there is nothing to close.
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
