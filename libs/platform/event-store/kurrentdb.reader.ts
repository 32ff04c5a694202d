import { convertToCommandError } from '@kurrent/kurrentdb-client';
import type { ReadReq, ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { Unavailable } from './event-store.js';
import type { RecordedEvent } from './kurrentdb.codec.js';
import type { Credentials, KurrentConnection, ReadCall } from './kurrentdb.connection.js';
import { messageOf, NoAnswer, outcomeOf } from './kurrentdb.failures.js';
import { pause, retryPause } from './kurrentdb.pauses.js';
import { SubscriptionCall, type Taken } from './kurrentdb.subscription.js';
import { eventOf, openRead } from './kurrentdb.wire.js';

export type ReadRequest = ReadReq;

export interface ReaderSettings {
  /** Milliseconds for a read with all its tries until the server begins to answer, and between two answers. */
  readonly deadline: number;
  readonly credentials?: Credentials;
  readonly tries: number;
  /** Milliseconds of silence after which a subscription that has not caught up is given up. */
  readonly patience: number;
  readonly closing: AbortSignal;
}

/** The tries of one read. All tries together wait for an answer no longer than the deadline of the read. */
export class Tries {
  private made = 0;
  private left: number;
  private begun = 0;

  constructor(private readonly settings: ReaderSettings) {
    this.left = settings.deadline;
  }

  /** Milliseconds for the next try: half of the remaining time; for the last try all of it. */
  next(): number {
    this.made++;
    this.begun = performance.now();
    return this.made < this.settings.tries ? this.left / 2 : this.left;
  }

  /** Called when the server answers: tries and time are counted from the beginning again. */
  renew(): void {
    this.made = 0;
    this.left = this.settings.deadline;
  }

  /** Pauses before the next try, unless the failure was a time-out. @throws Unavailable if no try is left */
  async failed(error: unknown): Promise<void> {
    const { tries, closing } = this.settings;
    this.left = Math.max(this.settings.deadline / 2 ** tries, this.left - (performance.now() - this.begun));
    if (this.made >= tries || closing.aborted || outcomeOf(error) === 'refused')
      throw new Unavailable(`KurrentDB: ${messageOf(error)}`, { cause: error });
    if (!(error instanceof NoAnswer)) await pause(retryPause(this.made), closing);
  }
}

/**
 * Reads over the channel of the client, with deadlines and cancellation. The client's native reads are not used: each
 * of them takes 40 ms to connect, and the connection does not recover if the first attempt fails.
 */
export class KurrentReader {
  constructor(
    private readonly connection: KurrentConnection,
    readonly settings: ReaderSettings,
  ) {}

  /**
   * The events that a request returns; none if the stream does not exist.
   *
   * @param enough called with each event; true ends the call
   * @throws Unavailable if the last try fails
   * @throws StreamDeletedError
   */
  async ask(request: ReadRequest, enough?: (event: RecordedEvent) => boolean): Promise<readonly RecordedEvent[]> {
    for (const tries = new Tries(this.settings); ;) {
      try {
        return await this.askOnce(request, tries.next(), enough);
      } catch (error) {
        if (outcomeOf(error) === 'deleted' || outcomeOf(error) === 'no-position') throw error;
        await tries.failed(error);
      }
    }
  }

  /** Like `ask`, but null if the server does not begin to answer within half of the deadline. */
  async askInTime(request: ReadRequest, enough: (event: RecordedEvent) => boolean) {
    try {
      return await this.askOnce(request, this.settings.deadline / 2, enough);
    } catch (error) {
      if (error instanceof NoAnswer) return null;
      return this.ask(request, enough);
    }
  }

  /**
   * Yields what one subscription receives until it ends normally or `end` aborts.
   *
   * @param wanted number of events worth returning before it has caught up
   * @param first milliseconds until the server must begin to answer
   * @throws the error that ended the subscription
   */
  async *follow(
    request: ReadRequest,
    end: AbortSignal,
    wanted?: number,
    first = this.settings.patience,
  ): AsyncGenerator<Taken, void> {
    const opened = await this.open(request, first);
    const subscription = new SubscriptionCall(opened.call, { first, silence: this.settings.patience }, wanted);
    let failure: unknown;
    try {
      for (let taken = await subscription.take(end); taken; taken = await subscription.take(end)) {
        if (taken.caughtUp) opened.well();
        yield taken;
      }
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      subscription.forget();
      opened.leave(failure);
    }
  }

  private async askOnce(
    request: ReadRequest,
    deadline: number,
    enough?: (event: RecordedEvent) => boolean,
  ): Promise<readonly RecordedEvent[]> {
    const opened = await this.open(request, deadline);
    let failure: unknown;
    try {
      const events = await collect(opened.call, deadline, enough);
      opened.well();
      return events;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      opened.leave(failure);
    }
  }

  private open(request: ReadRequest, deadline: number) {
    return this.connection.open(deadline, (wire) => openRead(wire, request, this.settings.credentials));
  }
}

/** @param patience maximum milliseconds between two answers */
function collect(
  call: ReadCall,
  patience: number,
  enough: (event: RecordedEvent) => boolean = () => false,
): Promise<RecordedEvent[]> {
  return new Promise((resolve, reject) => {
    const events: RecordedEvent[] = [];
    const silence = setTimeout(() => {
      reject(new NoAnswer(patience));
    }, patience);
    const over = () => {
      clearTimeout(silence);
      resolve(events);
    };
    let done = false;
    call.on('data', (response: ReadResp) => {
      if (done) return;
      silence.refresh();
      const event = eventOf(response);
      if (!event) return;
      events.push(event);
      done = enough(event);
      if (done) over();
    });
    call.on('end', over);
    call.on('error', (error) => {
      clearTimeout(silence);
      reject(convertToCommandError(error));
    });
  });
}
