import { convertToCommandError } from '@kurrent/kurrentdb-client';
import type { ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { RecordedEvent } from './kurrentdb.codec.js';
import type { ReadCall } from './kurrentdb.connection.js';
import { NoAnswer } from './kurrentdb.failures.js';
import { eventOf } from './kurrentdb.wire.js';

/** Maximum number of events in one batch; with twice as many waiting, the server is paused. */
const BATCH = 256;
/** Minimum milliseconds between two server checkpoints that wake the reader. */
const LOOK = 1_000;

/** Events received by a subscription and not yet taken. */
export interface Taken {
  readonly events: readonly RecordedEvent[];
  /** With these events, the reader has everything readable at the moment. */
  readonly caughtUp: boolean;
  /** The subscription has caught up before, and with these events nothing received is left. */
  readonly live: boolean;
  /** The server has scanned everything up to here; undefined when it has not said, or when received events are left. */
  readonly scannedTo: bigint | undefined;
}

export interface Patience {
  /** Milliseconds until the server must begin to answer. */
  readonly first: number;
  /** Maximum milliseconds of silence until it has caught up; then the call is given up. */
  readonly silence: number;
}

/**
 * One subscription call, from its opening to its end. Events gather while their reader works, so a slow reader gets
 * large batches; while it catches up, small batches do not wake it.
 */
export class SubscriptionCall {
  private waiting: RecordedEvent[] = [];
  private caughtUp = false;
  private live = false;
  private ended = false;
  private failure: Error | undefined;
  private scannedTo: bigint | undefined;
  private takenAt = performance.now();
  private heardAt = performance.now();
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
   * Waits for events, for having caught up, or for a server checkpoint; undefined when the call has ended normally.
   *
   * @throws the error that ended the call, after everything received before has been taken
   */
  async take(signal: AbortSignal): Promise<Taken | undefined> {
    while (!this.isReady() && !signal.aborted) await this.next(signal);
    if (signal.aborted) return undefined;
    const events = this.waiting.length <= BATCH ? this.waiting : this.waiting.slice(0, BATCH);
    this.waiting = this.waiting.slice(events.length);
    const all = this.waiting.length === 0;
    if (this.waiting.length < BATCH && this.call.isPaused()) {
      this.heardAt = performance.now();
      this.call.resume();
    }
    const caughtUp = this.caughtUp && all;
    if (caughtUp) this.caughtUp = false;
    const scannedTo = all ? this.scannedTo : undefined;
    if (events.length > 0 || caughtUp || (scannedTo !== undefined && !this.ended)) {
      if (all) this.scannedTo = undefined;
      this.takenAt = performance.now();
      return { events, caughtUp, live: this.live && all, scannedTo };
    }
    if (this.failure) throw this.failure;
    return undefined;
  }

  /** Stops the timer; the call is not used any more. */
  forget(): void {
    clearInterval(this.silence);
    this.ended = true;
  }

  private isReady(): boolean {
    if (this.ended || this.caughtUp) return true;
    if (this.waiting.length > 0 && (this.live || this.waiting.length >= this.wanted)) return true;
    return (this.waiting.length > 0 || this.scannedTo !== undefined) && performance.now() - this.takenAt >= LOOK;
  }

  private receive(response: ReadResp): void {
    this.begun = true;
    this.heardAt = performance.now();
    const event = eventOf(response);
    if (event) {
      this.waiting.push(event);
      this.scannedTo = undefined;
    } else {
      const checkpoint = response.getCheckpoint();
      if (checkpoint) this.scannedTo = BigInt(checkpoint.getCommitPosition());
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

  /** A server that accepts the call and stays silent is treated as lost; after it has caught up, silence is normal. */
  private listen(): void {
    if (this.wake && this.isReady()) this.wake();
    if (this.live || this.ended || this.call.isPaused()) return;
    const patience = this.begun ? this.patience.silence : this.patience.first;
    if (performance.now() - this.heardAt >= patience) this.end(new NoAnswer(patience));
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
