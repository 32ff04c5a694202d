import { type ServerWritableStream, status } from '@grpc/grpc-js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { type Faults, strikes } from './faults.js';
import type { LoggedEvent, MemoryLog } from './memory-log.js';
import {
  caughtUp,
  checkpoint,
  confirmation,
  deletedError,
  filterOf,
  noSuchStream,
  rpcError,
  shown,
  streamName,
} from './messages.js';

const WINDOW = 32;

type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
type Send = (response: streams.ReadResp) => Promise<void>;

/** The read side of the streams service: a stream, `$all` with a prefix filter, live subscriptions to `$all`. */
export class Reads {
  private readonly subscriptions = new Set<ReadCall>();

  constructor(
    private readonly log: MemoryLog,
    private readonly faults: Faults,
    private readonly down: () => AbortSignal,
  ) {}

  /** How many calls were taken and never served. */
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
    if (strikes(this.faults, 'hangReads')) {
      this.hanging++;
      return;
    }
    const work = this.answer(call, sender(call, gone.signal), gone.signal);
    work
      .then(() => {
        if (!gone.signal.aborted) call.end();
      })
      .catch((error: unknown) => call.emit('error', error));
  };

  /** Ends every subscription, in good order where no code is given. */
  endSubscriptions(code?: status): number {
    const open = [...this.subscriptions];
    this.subscriptions.clear();
    for (const call of open) {
      if (code === undefined) call.end();
      else call.emit('error', rpcError(code, 'dropped by the test'));
    }
    return open.length;
  }

  private async answer(call: ReadCall, send: Send, gone: AbortSignal): Promise<void> {
    const options = call.request.getOptions();
    if (!options) throw rpcError(status.INVALID_ARGUMENT, 'no options');
    if (options.hasStream()) await this.readStream(options, send);
    else if (!options.hasSubscription()) await this.readAll(options, send);
    else {
      this.subscriptions.add(call);
      await this.subscribe(options, send, gone);
    }
  }

  private async readStream(options: streams.ReadReq.Options, send: Send): Promise<void> {
    const asked = options.getStream();
    const name = streamName(asked?.getStreamIdentifier());
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

  private async readAll(options: streams.ReadReq.Options, send: Send): Promise<void> {
    const asked = options.getAll();
    const matches = filterOf(options);
    const { all } = this.log;
    const backwards = isBackwards(options);
    let i = asked?.hasEnd() ? all.length : 0;
    if (asked?.hasPosition()) i = this.log.indexFrom(this.boundary(asked));
    let left = Number(options.getCount());
    // Forwards the event at the position is the first, backwards the one before it.
    for (i -= backwards ? 1 : 0; left > 0 && i >= 0 && i < all.length; i += backwards ? -1 : 1) {
      const event = all[i];
      if (!event || !matches(event)) continue;
      left--;
      await send(shown(event));
    }
  }

  private async subscribe(options: streams.ReadReq.Options, send: Send, gone: AbortSignal): Promise<void> {
    const asked = options.getAll();
    const matches = filterOf(options);
    const interval = Math.max(1, options.getFilter()?.getCheckpointintervalmultiplier() ?? 1) * WINDOW;
    let last = asked?.hasEnd() ? this.log.head : asked?.hasPosition() ? this.boundary(asked) : -1n;
    const progress = { considered: 0, told: last, live: false };
    await send(confirmation());
    const tell = async (event: LoggedEvent) => {
      last = event.position;
      if (matches(event)) await send(shown(event));
      if (++progress.considered < interval) return;
      progress.considered = 0;
      progress.told = last;
      await send(checkpoint(last));
    };
    const endsEarly = this.faults.endSubscriptionAfter;
    this.faults.endSubscriptionAfter = 0;
    for (let sent = 0; ;) {
      for (let i = this.log.indexFrom(last + 1n); !gone.aborted; i++) {
        const event = this.log.all[i];
        if (!event) break;
        await tell(event);
        if (++sent === endsEarly) return;
      }
      if (!progress.live) {
        progress.live = true;
        if (progress.told < last) await send(checkpoint(last));
        await send(caughtUp());
      }
      if (this.log.head <= last) await this.log.changed(gone);
      if (gone.aborted) return;
    }
  }

  private boundary(asked: streams.ReadReq.Options.AllOptions): bigint {
    const position = BigInt(asked.getPosition()?.getCommitPosition() ?? '0');
    if (this.log.isBoundary(position)) return position;
    throw rpcError(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.');
  }
}

const isBackwards = (options: streams.ReadReq.Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

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
