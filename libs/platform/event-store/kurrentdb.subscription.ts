import { convertToCommandError } from '@kurrent/kurrentdb-client';
import type { ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { RecordedEvent } from './kurrentdb.codec.js';
import type { ReadCall } from './kurrentdb.connection.js';
import { NoAnswer } from './kurrentdb.failures.js';
import { eventOf } from './kurrentdb.wire.js';

/** Maximum number of events in one batch. If twice as many events wait, the server is paused. */
const BATCH = 256;
/** Minimum milliseconds between two checkpoints of the server that wake the reader. */
const LOOK = 1_000;

/** The events that a reader takes from a subscription. */
export interface Taken {
  readonly events: readonly RecordedEvent[];
  /** Whether the reader, with these events, has all events that are readable at the moment. */
  readonly caughtUp: boolean;
  /** Whether the subscription has caught up before, and no received event is left after these. */
  readonly live: boolean;
  /** The position to which the server has scanned; undefined if it has not said, or if received events are left. */
  readonly scannedTo: bigint | undefined;
}

export interface Patience {
  /** Milliseconds until the server must begin to answer. */
  readonly first: number;
  /** Maximum milliseconds of silence before the subscription has caught up; after them the call is given up. */
  readonly silence: number;
}

/**
 * One subscription call, from its opening to its end. Events gather while the reader works, so a slow reader gets large
 * batches. While the reader catches up, it is not woken for small batches.
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
   * Waits until there are events, until the subscription has caught up, or until a checkpoint of the server comes.
   * Undefined if the call has ended normally.
   *
   * @throws the error that ended the call, after all received events have been taken
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

  /** Stops the timer. The call must not be used after this. */
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

  /**
   * Starts the timer for silence: a silent server counts as lost. After the subscription has caught up, silence is
   * normal.
   */
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
