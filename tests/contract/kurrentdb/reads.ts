import { type ServerWritableStream, type ServiceError, status } from '@grpc/grpc-js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { readAll } from './all-reads.js';
import type { Calls } from './calls.js';
import { strikes } from './faults.js';
import type { MemoryLog } from './memory-log.js';
import {
  deletedError,
  isBackwards,
  noSuchStream,
  notLeader,
  rpcError,
  type Send,
  shown,
  streamName,
} from './messages.js';
import { Subscription } from './subscriptions.js';

type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** The read side of the streams service: a stream, `$all` with a prefix filter, live subscriptions to `$all`. */
export class Reads {
  private readonly subscriptions = new Set<ReadCall>();

  constructor(
    private readonly log: MemoryLog,
    private readonly calls: Calls,
    private readonly down: () => AbortSignal,
  ) {}

  /** Number of calls that were accepted and never served. */
  hanging = 0;

  get openSubscriptions(): number {
    return this.subscriptions.size;
  }

  readonly read = (call: ReadCall): void => {
    const gone = new AbortController();
    const quit = () => {
      gone.abort();
      this.subscriptions.delete(call);
    };
    call.on('cancelled', quit);
    call.on('close', quit);
    const down = this.down();
    down.addEventListener('abort', quit, { once: true });
    gone.signal.addEventListener('abort', () => {
      down.removeEventListener('abort', quit);
    });
    if (strikes(this.log.faults, 'hangReads')) {
      this.hanging++;
      return;
    }
    const fail = (error: unknown) => call.emit('error', error);
    if (this.calls.end(call, fail)) return;
    const work = this.answer(call, sender(call, gone.signal), gone.signal);
    work
      .then(() => {
        if (!gone.signal.aborted) call.end();
      })
      .catch(fail);
  };

  /** Ends every subscription; normally, without an error. */
  endSubscriptions(error?: ServiceError): number {
    const open = [...this.subscriptions];
    this.subscriptions.clear();
    for (const call of open) {
      if (error === undefined) call.end();
      else call.emit('error', error);
    }
    return open.length;
  }

  /** Ends the subscriptions of users whose right was withdrawn. */
  checkRights(): void {
    for (const call of [...this.subscriptions]) {
      const refusal = this.calls.refusal(call, '$all', 'read');
      if (!refusal) continue;
      this.subscriptions.delete(call);
      call.emit('error', refusal);
    }
  }

  private async answer(call: ReadCall, send: Send, gone: AbortSignal): Promise<void> {
    const options = call.request.getOptions();
    if (!options) throw rpcError(status.INVALID_ARGUMENT, 'no options');
    if (call.metadata.get('requires-leader')[0] === 'true' && strikes(this.log.faults, 'notLeaderOnReads'))
      throw notLeader(call.getHost());
    const stream = options.hasStream() ? streamName(options.getStream()?.getStreamIdentifier()) : '$all';
    const refusal = this.calls.refusal(call, stream, 'read');
    if (refusal) throw refusal;
    if (options.hasStream()) await this.readStream(options, stream, send);
    else if (!options.hasSubscription()) await readAll(this.log, options, this.start(options), send, gone);
    else {
      this.subscriptions.add(call);
      await this.subscribe(options, send, gone);
    }
  }

  private async readStream(options: streams.ReadReq.Options, name: string, send: Send): Promise<void> {
    const asked = options.getStream();
    const events = this.log.visible(name);
    if (events === 'tombstoned') throw deletedError(name);
    if (!events) {
      await send(noSuchStream(asked?.getStreamIdentifier()));
      return;
    }
    const from = asked?.hasRevision() ? BigInt(asked.getRevision()) : 0n;
    const chosen = isBackwards(options)
      ? events.filter(({ revision }) => !asked?.hasRevision() || revision <= from).reverse()
      : events.filter(({ revision }) => revision >= from);
    for (const event of chosen.slice(0, Number(options.getCount()))) await send(shown(event));
  }

  private async subscribe(options: streams.ReadReq.Options, send: Send, gone: AbortSignal): Promise<void> {
    const last = options.getAll()?.hasEnd() ? this.log.head : (this.start(options) ?? -1n);
    const { endSubscriptionAfter } = this.log.faults;
    this.log.faults.endSubscriptionAfter = 0;
    await new Subscription(this.log, options, last, endSubscriptionAfter, send, gone).run();
  }

  /** The position in a read of `$all`; undefined for its start or end. */
  private start(options: streams.ReadReq.Options): bigint | undefined {
    const asked = options.getAll();
    if (!asked?.hasPosition()) return undefined;
    const position = BigInt(asked.getPosition()?.getCommitPosition() ?? '0');
    if (this.log.isBoundary(position)) return position;
    throw rpcError(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.');
  }
}

/** Writes to a call, no faster than its reader reads. */
const sender =
  (call: ReadCall, gone: AbortSignal): Send =>
  async (response) => {
    if (gone.aborted || call.write(response)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        gone.removeEventListener('abort', done);
        call.removeListener('drain', done);
        resolve();
      };
      call.once('drain', done);
      gone.addEventListener('abort', done, { once: true });
    });
  };
