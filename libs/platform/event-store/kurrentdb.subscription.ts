import { convertToCommandError } from '@kurrent/kurrentdb-client';
import type { ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { RecordedEvent } from './kurrentdb.codec.js';
import type { ReadCall } from './kurrentdb.connection.js';
import { NoAnswer } from './kurrentdb.failures.js';
import { eventOf } from './kurrentdb.wire.js';

/** Most events in one batch, and most that wait here before the server is held back. */
const BATCH = 256;
/** Milliseconds between two of the server's checkpoints that are worth waking the reader for. */
const LOOK = 1_000;

/** What one subscription has told and nobody has taken yet. */
export interface Taken {
  readonly events: readonly RecordedEvent[];
  /** The server has, with these events, told all there is at the moment. */
  readonly caughtUp: boolean;
  /** It has caught up before and tells what comes as it comes; with these events, nothing that it told is left. */
  readonly live: boolean;
  /** The server has looked at everything up to here; undefined where it has not said, or has told more than was taken. */
  readonly looked: bigint | undefined;
}

export interface Patience {
  /** Milliseconds until the server must have begun to answer. */
  readonly first: number;
  /** Milliseconds of silence after which the call is given up, until it has caught up. */
  readonly silence: number;
}

/**
 * One subscription call, from its opening to its end. Events gather while their reader works, so that a slow reader gets
 * large batches; while it catches up, small ones are not worth waking it for.
 */
export class SubscriptionCall {
  private waiting: RecordedEvent[] = [];
  private caughtUp = false;
  private live = false;
  private ended = false;
  private failure: Error | undefined;
  private looked: bigint | undefined;
  private told = performance.now();
  private heard = performance.now();
  private begun = false;
  private wake: (() => void) | undefined;
  private readonly silence: NodeJS.Timeout;
  private readonly wanted: number;

  constructor(
    private readonly call: ReadCall,
    private readonly patience: Patience,
    wanted = BATCH,
  ) {
    this.wanted = Math.min(wanted, BATCH);
    call.on('data', (response: ReadResp) => {
      this.receive(response);
    });
    call.on('end', () => {
      this.end(undefined);
    });
    call.on('error', (error) => {
      this.end(convertToCommandError(error));
    });
    this.silence = setInterval(
      () => {
        this.listen();
      },
      Math.min(patience.first, patience.silence) / 4,
    );
  }

  /**
   * Waits for events, for having caught up, or for the server to have looked further; undefined when the call has ended
   * in good order.
   *
   * @throws what ended the call, after everything that came before has been taken
   */
  async take(signal: AbortSignal): Promise<Taken | undefined> {
    while (!this.isReady() && !signal.aborted) await this.next(signal);
    if (signal.aborted) return undefined;
    const events = this.waiting.length <= BATCH ? this.waiting : this.waiting.slice(0, BATCH);
    this.waiting = this.waiting.slice(events.length);
    const all = this.waiting.length === 0;
    if (this.waiting.length < BATCH && this.call.isPaused()) {
      this.heard = performance.now();
      this.call.resume();
    }
    const caughtUp = this.caughtUp && all;
    if (caughtUp) this.caughtUp = false;
    const looked = all ? this.looked : undefined;
    if (events.length > 0 || caughtUp || (looked !== undefined && !this.ended)) {
      if (all) this.looked = undefined;
      this.told = performance.now();
      return { events, caughtUp, live: this.live && all, looked };
    }
    if (this.failure) throw this.failure;
    return undefined;
  }

  /** No more is awaited of this call. */
  forget(): void {
    clearInterval(this.silence);
    this.ended = true;
  }

  private isReady(): boolean {
    if (this.ended || this.caughtUp) return true;
    if (this.waiting.length > 0 && (this.live || this.waiting.length >= this.wanted)) return true;
    return (this.waiting.length > 0 || this.looked !== undefined) && performance.now() - this.told >= LOOK;
  }

  private receive(response: ReadResp): void {
    this.begun = true;
    this.heard = performance.now();
    const event = eventOf(response);
    if (event) {
      this.waiting.push(event);
      this.looked = undefined;
    } else {
      const checkpoint = response.getCheckpoint();
      if (checkpoint) this.looked = BigInt(checkpoint.getCommitPosition());
      if (response.hasCaughtUp()) this.live = this.caughtUp = true;
    }
    if (this.waiting.length >= 2 * BATCH) this.call.pause();
    if (this.wake && this.isReady()) this.wake();
  }

  private end(failure: Error | undefined): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    clearInterval(this.silence);
    this.wake?.();
  }

  /** A server that accepts the call and then says nothing is as good as gone; one that has caught up may be silent. */
  private listen(): void {
    if (this.wake && this.isReady()) this.wake();
    if (this.live || this.ended || this.call.isPaused()) return;
    const patience = this.begun ? this.patience.silence : this.patience.first;
    if (performance.now() - this.heard >= patience) this.end(new NoAnswer(patience));
  }

  private next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.wake = undefined;
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
