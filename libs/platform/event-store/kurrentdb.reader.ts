import { convertToCommandError } from '@kurrent/kurrentdb-client';
import type { ReadReq, ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { Unavailable } from './event-store.js';
import type { RecordedEvent } from './kurrentdb.codec.js';
import type { Credentials, KurrentConnection, ReadCall } from './kurrentdb.connection.js';
import { messageOf, NoAnswer, outcomeOf } from './kurrentdb.failures.js';
import { pause, retryPause } from './kurrentdb.pauses.js';
import { SubscriptionCall } from './kurrentdb.subscription.js';
import { eventOf, openRead } from './kurrentdb.wire.js';

export type ReadRequest = ReadReq;

/** What a subscription has told. */
export interface Told {
  readonly events: readonly RecordedEvent[];
  /** With these events, that was all there is at the moment. */
  readonly caughtUp: boolean;
  /** The server has looked at everything up to here, in vain or not: 0n when it has not said. */
  readonly reached: bigint;
}

export interface ReaderSettings {
  readonly deadline: number;
  readonly credentials?: Credentials;
  readonly tries: number;
  readonly patience: number;
  readonly closing: AbortSignal;
}

/**
 * Reads over the client's own channel: with an end to every wait, with cancellation, and without the client's native
 * half, whose connection takes 40 ms a read and does not come back when its first attempt has failed.
 */
export class KurrentReader {
  constructor(
    private readonly connection: KurrentConnection,
    private readonly settings: ReaderSettings,
  ) {}

  /**
   * All events that a bounded request is answered with; none where the stream does not exist.
   *
   * @throws Unavailable after the last try
   * @throws StreamDeletedError
   */
  async ask(request: ReadRequest): Promise<readonly RecordedEvent[]> {
    const { tries, closing } = this.settings;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.askOnce(request);
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome === 'deleted') throw error;
        if (attempt >= tries || outcome === 'refused' || closing.aborted)
          throw new Unavailable(`KurrentDB: ${messageOf(error)}`, { cause: error });
        await pause(retryPause(attempt), closing);
      }
    }
  }

  /** What one subscription tells, until it ends in good order or `end` aborts. @throws what else ended it */
  async *follow(request: ReadRequest, end: AbortSignal): AsyncGenerator<Told, void> {
    const opened = await this.open(request);
    const subscription = new SubscriptionCall(opened.call, this.settings.patience);
    let failure: unknown;
    try {
      for (let taken = await subscription.take(end); taken; taken = await subscription.take(end)) {
        if (taken.caughtUp) opened.well();
        yield { ...taken, reached: subscription.checkpoint ?? taken.events.at(-1)?.position ?? 0n };
      }
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      subscription.forget();
      opened.leave(failure);
    }
  }

  private async askOnce(request: ReadRequest): Promise<readonly RecordedEvent[]> {
    const opened = await this.open(request);
    let failure: unknown;
    try {
      const events = await collect(opened.call, this.settings.deadline);
      opened.well();
      return events;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      opened.leave(failure);
    }
  }

  private open(request: ReadRequest) {
    const { deadline, credentials } = this.settings;
    return this.connection.open(deadline, (wire) => openRead(wire, request, credentials));
  }
}

/** @param patience milliseconds that may pass between two answers */
function collect(call: ReadCall, patience: number): Promise<RecordedEvent[]> {
  return new Promise((resolve, reject) => {
    const events: RecordedEvent[] = [];
    const silence = setTimeout(() => {
      reject(new NoAnswer(patience));
    }, patience);
    call.on('data', (response: ReadResp) => {
      silence.refresh();
      const event = eventOf(response);
      if (event) events.push(event);
    });
    call.on('end', () => {
      clearTimeout(silence);
      resolve(events);
    });
    call.on('error', (error) => {
      clearTimeout(silence);
      reject(convertToCommandError(error));
    });
  });
}
