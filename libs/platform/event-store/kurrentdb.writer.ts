import { OutcomeUnknown, TooLarge, Unavailable } from './event-store.js';
import type { ProposedEvent } from './kurrentdb.codec.js';
import type { Credentials, KurrentConnection } from './kurrentdb.connection.js';
import { messageOf, outcomeOf } from './kurrentdb.failures.js';
import { pause, retryPause } from './kurrentdb.pauses.js';
import { LogReplaced } from './log-watch.js';
import * as wire from './kurrentdb.wire.js';
import { MaxAppendSizeExceededError } from '@kurrent/kurrentdb-client';
import type { StreamId } from '#kernel/ids';

export interface WriterSettings {
  /** Milliseconds that one try has. */
  readonly deadline: number;
  readonly credentials?: Credentials;
  readonly tries: number;
  readonly closing: AbortSignal;
}

/** Writes to one stream at a time, all events of a call or none. */
export class KurrentWriter {
  constructor(
    private readonly connection: KurrentConnection,
    private readonly settings: WriterSettings,
    /** Asked before whatever is sent again: the server may have come back as another. */
    private readonly beforeAgain: () => Promise<void>,
  ) {}

  /**
   * Sends the same events with the same expectation until the server has said what became of them.
   *
   * @param name of the stream on the server
   * @param stream as the errors name it
   * @throws TooLarge | Unavailable | OutcomeUnknown | LogReplaced
   * @throws StreamDeletedError
   */
  async send(
    name: string,
    expected: number,
    events: readonly ProposedEvent[],
    stream: StreamId,
  ): Promise<wire.AppendAnswer> {
    const { deadline, tries, closing } = this.settings;
    let mayStand = false;
    for (let attempt = 1; ; attempt++) {
      let sent = false;
      try {
        if (attempt > 1) await this.beforeAgain();
        sent = true;
        return await this.connection.use(deadline, (client, outlives) =>
          wire.append(client, name, BigInt(expected), events, this.settings, outlives),
        );
      } catch (error) {
        if (error instanceof LogReplaced) throw error;
        const outcome = sent ? outcomeOf(error) : 'nothing-written';
        if (error instanceof MaxAppendSizeExceededError) throw new TooLarge(sizeOf(events), error.maxAppendSize);
        if (outcome === 'deleted') throw error;
        mayStand ||= outcome === 'unknown';
        if (attempt >= tries || outcome === 'refused' || closing.aborted) {
          if (mayStand) throw new OutcomeUnknown(stream, { cause: error });
          throw new Unavailable(`KurrentDB: ${messageOf(error)}`, { cause: error });
        }
        await pause(retryPause(attempt), closing);
      }
    }
  }
}

/** As the server counts. */
const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce((sum, { data, metadata, type }) => sum + data.length + metadata.length + 2 * type.length, 0);
