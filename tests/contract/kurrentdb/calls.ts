import { type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Connections } from './connections.js';
import { type Faults, strikes } from './faults.js';
import { rpcError } from './messages.js';
import type { Right, Rights } from './rights.js';

/** The members of every call of the service. */
export interface Call {
  readonly metadata: Metadata;
  getPeer(): string;
}

/** Faults of all kinds of calls: refusal for a missing right, and the ways in which a cluster ends calls. */
export class Calls {
  constructor(
    private readonly faults: Faults,
    private readonly rights: Rights,
    private readonly connections: Connections,
  ) {}

  refusal(call: Call, stream: string, right: Right): ServiceError | undefined {
    return this.rights.refusal(call.metadata, stream, right);
  }

  /** Ends a call with a fault instead of its answer. @returns whether a fault was set */
  end(call: Call, fail: (error: ServiceError) => void): boolean {
    if (strikes(this.faults, 'cancelCalls')) fail(rpcError(status.CANCELLED, 'Cancelled on client'));
    else if (strikes(this.faults, 'resetConnections')) this.connections.end('reset', call.getPeer());
    else if (strikes(this.faults, 'dropConnections')) this.connections.end('drop', call.getPeer());
    else return false;
    return true;
  }
}
