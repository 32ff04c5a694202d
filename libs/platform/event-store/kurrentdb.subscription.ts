import { convertToCommandError } from '@kurrent/kurrentdb-client';
import type { ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { RecordedEvent } from './kurrentdb.codec.js';
import type { ReadCall } from './kurrentdb.connection.js';
import { NoAnswer } from './kurrentdb.failures.js';
import { eventOf } from './kurrentdb.wire.js';

/** Most events in one batch, and most that wait here before the server is held back. */
const BATCH = 256;

/** What one subscription has told and nobody has taken yet. */
export interface Taken {
  readonly events: readonly RecordedEvent[];
  /** The server has, with these events, told all there is at the moment. */
  readonly caughtUp: boolean;
}

/**
 * One subscription call, from its opening to its end. Events gather while their reader works, so that a slow reader gets
 * large batches; while it catches up, small ones are not worth waking it for.
 */
export class SubscriptionCall {
  private readonly waiting: RecordedEvent[] = [];
  private caughtUp = false;
  private live = false;
  private ended = false;
  private failure: Error | undefined;
  private reached: bigint | undefined;
  private wake: (() => void) | undefined;
  private silence: NodeJS.Timeout | undefined;

  /** @param patience milliseconds of silence, until it has caught up, after which the call is given up */
  constructor(
    private readonly call: ReadCall,
    private readonly patience: number,
  ) {
    call.on('data', (response: ReadResp) => {
      this.receive(response);
    });
    call.on('end', () => {
      this.end(undefined);
    });
    call.on('error', (error) => {
      this.end(convertToCommandError(error));
    });
    this.listen();
  }

  /** The position up to which the server has looked, once all events told so far are taken. */
  get checkpoint(): bigint | undefined {
    return this.waiting.length === 0 ? this.reached : undefined;
  }

  /**
   * Waits for events or for having caught up; undefined when the call has ended in good order.
   *
   * @throws what ended the call, after everything that came before has been taken
   */
  async take(signal: AbortSignal): Promise<Taken | undefined> {
    while (!this.isReady() && !signal.aborted) await this.next(signal);
    if (signal.aborted) return undefined;
    const events = this.waiting.splice(0, BATCH);
    if (this.waiting.length < BATCH && this.call.isPaused()) {
      this.call.resume();
      this.listen();
    }
    const caughtUp = this.caughtUp && this.waiting.length === 0;
    if (caughtUp) this.caughtUp = false;
    if (events.length > 0 || caughtUp) return { events, caughtUp };
    if (this.failure) throw this.failure;
    return undefined;
  }

  /** No more is awaited of this call. */
  forget(): void {
    clearTimeout(this.silence);
    this.ended = true;
  }

  private isReady(): boolean {
    const enough = this.live ? 1 : BATCH;
    return this.ended || this.caughtUp || this.waiting.length >= enough;
  }

  private receive(response: ReadResp): void {
    const event = eventOf(response);
    if (event) {
      this.waiting.push(event);
      this.reached = event.position;
    }
    const checkpoint = response.getCheckpoint();
    if (checkpoint) this.reached = BigInt(checkpoint.getCommitPosition());
    if (response.hasCaughtUp()) this.live = this.caughtUp = true;
    if (this.waiting.length >= 2 * BATCH) this.call.pause();
    this.listen();
    if (this.isReady()) this.wake?.();
  }

  private end(failure: Error | undefined): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    clearTimeout(this.silence);
    this.wake?.();
  }

  /** A server that accepts the call and then says nothing is as good as gone; one that has caught up may be silent. */
  private listen(): void {
    if (this.live || this.ended || this.call.isPaused()) {
      clearTimeout(this.silence);
      this.silence = undefined;
      return;
    }
    this.silence ??= setTimeout(() => {
      this.end(new NoAnswer(this.patience));
    }, this.patience);
    this.silence.refresh();
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
