import { setMaxListeners } from 'node:events';
import { Server, ServerCredentials, type status } from '@grpc/grpc-js';
import { StreamsService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import { Appends } from './appends.js';
import { type Faults, noFaults } from './faults.js';
import { MemoryLog } from './memory-log.js';
import { Reads } from './reads.js';

/**
 * A server that speaks as much of the KurrentDB protocol as the event store needs, with the service definitions that the
 * real client brings. It says what we believe of the real server, and proves nothing about it: the contract runs against
 * a real one where there is one.
 */
export class StandInServer {
  readonly faults: Faults = noFaults();
  private port = 0;
  private server: Server | undefined;
  private down = new AbortController();
  private readonly reads: Reads;
  private readonly appends: Appends;

  constructor(readonly log = new MemoryLog()) {
    log.begin();
    this.reads = new Reads(log, this.faults, () => this.down.signal);
    this.appends = new Appends(log, this.faults);
  }

  get url(): string {
    return `kurrentdb://127.0.0.1:${this.port}?tls=false`;
  }

  get openSubscriptions(): number {
    return this.reads.openSubscriptions;
  }

  get hangingReads(): number {
    return this.reads.hanging;
  }

  /** @param port 0 for any; without it the one of the last time */
  async start(port = this.port): Promise<void> {
    this.down = new AbortController();
    setMaxListeners(0, this.down.signal); // one for each open read
    const server = new Server({
      'grpc.max_receive_message_length': 17 * 1024 * 1024,
      'grpc.max_send_message_length': -1,
    });
    server.addService(StreamsService, {
      append: this.appends.append,
      delete: this.appends.delete,
      tombstone: this.appends.tombstone,
      read: this.reads.read,
    });
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    this.server = server;
  }

  /** The sockets go, nothing is said. */
  stop(): void {
    this.down.abort();
    this.server?.forceShutdown();
    this.server = undefined;
  }

  endSubscriptions(code?: status): number {
    return this.reads.endSubscriptions(code);
  }
}
