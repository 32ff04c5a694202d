import { setMaxListeners } from 'node:events';
import { Server, ServerCredentials, type ServiceError } from '@grpc/grpc-js';
import { StreamsService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import { UsersService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/usermanagement_grpc_pb.js';
import { Appends, MAX_APPEND_SIZE } from './appends.js';
import { Calls } from './calls.js';
import { Connections } from './connections.js';
import type { Faults } from './faults.js';
import { rollBackTo } from './maintenance.js';
import { MemoryLog } from './memory-log.js';
import { Reads } from './reads.js';
import { type Accounts, changesRights, Rights } from './rights.js';
import { Users } from './users.js';

export interface ServerOptions {
  /** Without accounts every client may do everything. Accounts need `tls`: the client sends passwords over TLS only. */
  readonly accounts?: Accounts;
  /** Milliseconds after a start during which correct passwords are refused, too. */
  readonly warmUpMs?: number;
  /** PEM, and the path of the authority's certificate for clients. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer; readonly caFile: string };
  /** Bytes of one append: `--max-append-size`. */
  readonly maxAppendSize?: number;
}

/**
 * A server with the part of the KurrentDB protocol that the event store uses, with the service definitions of the real
 * client. It implements what we know of the real server and proves nothing about it. The contract tests also run
 * against a real server if there is one.
 */
export class StandInServer {
  readonly faults: Faults;
  private port = 0;
  private server: Server | undefined;
  private down = new AbortController();
  private readonly connections = new Connections();
  private readonly rights: Rights;
  private readonly users: Users;
  private readonly reads: Reads;
  private readonly appends: Appends;

  constructor(
    readonly log = new MemoryLog(),
    private readonly options: ServerOptions = {},
  ) {
    log.begin();
    this.faults = log.faults;
    const accounts = options.accounts && { ...options.accounts };
    this.rights = new Rights(log, accounts, options.warmUpMs ?? 0);
    this.users = new Users(accounts ?? {}, this.rights);
    const calls = new Calls(this.faults, this.rights, this.connections);
    this.reads = new Reads(log, calls, () => this.down.signal);
    this.appends = new Appends(log, calls, options.maxAppendSize ?? MAX_APPEND_SIZE, (stream) => {
      if (changesRights(stream)) this.reads.checkRights();
    });
  }

  get url(): string {
    const { tls } = this.options;
    const security = tls ? `tls=true&tlsCaFile=${encodeURIComponent(tls.caFile)}` : 'tls=false';
    return `kurrentdb://127.0.0.1:${this.port}?${security}`;
  }

  get openSubscriptions(): number {
    return this.reads.openSubscriptions;
  }

  get hangingReads(): number {
    return this.reads.hanging;
  }

  /** @param port 0 for any; default: the previous port */
  async start(port = this.port): Promise<void> {
    this.down = new AbortController();
    setMaxListeners(0, this.down.signal); // one listener for each open read
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
    const { create, details, enable, resetPassword } = this.users;
    server.addService(UsersService, { create, details, enable, resetPassword });
    const { tls } = this.options;
    const credentials = tls
      ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.cert }])
      : ServerCredentials.createInsecure();
    this.rights.begin();
    this.server = server;
    this.port = await this.connections.listen(server, credentials, port);
  }

  /** Closes the sockets; calls are not ended first. */
  stop(): void {
    this.down.abort();
    this.connections.close();
    this.server?.forceShutdown();
    this.server = undefined;
  }

  endSubscriptions(error?: ServiceError): number {
    return this.reads.endSubscriptions(error);
  }

  /** Ends every connection; calls are not ended first. */
  endConnections(how: 'reset' | 'drop'): number {
    return this.connections.end(how);
  }

  /** Restarts with the log up to the event at a position, like a restored backup. */
  async rollBackTo(position: bigint): Promise<void> {
    this.stop();
    rollBackTo(this.log, position);
    await this.start();
  }
}
