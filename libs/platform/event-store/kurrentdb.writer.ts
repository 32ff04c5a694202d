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
  /** Milliseconds for one try. */
  readonly deadline: number;
  readonly credentials?: Credentials;
  readonly tries: number;
  readonly closing: AbortSignal;
}

/** Appends to one stream: all events of a call or none. */
export class KurrentWriter {
  constructor(
    private readonly connection: KurrentConnection,
    private readonly settings: WriterSettings,
    /** Called before events are sent again, since the server may have been replaced in the meantime. */
    private readonly beforeAgain: () => Promise<void>,
  ) {}

  /**
   * Sends the same events with the same expected revision until the server's answer is known.
   *
   * @param name of the stream on the server
   * @param stream the name of the stream in errors
   * @throws TooLarge
   * Unavailable
   * OutcomeUnknown
   * LogReplaced
   * @throws StreamDeletedError
   */
  async send(
    name: string,
    expected: number,
    events: readonly ProposedEvent[],
    stream: StreamId,
  ): Promise<wire.AppendAnswer> {
    const { deadline, tries, closing } = this.settings;
    let mayBeStored = false;
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
        mayBeStored ||= outcome === 'unknown';
        if (attempt >= tries || outcome === 'refused' || closing.aborted) {
          if (mayBeStored) throw new OutcomeUnknown(stream, { cause: error });
          throw new Unavailable(`KurrentDB: ${messageOf(error)}`, { cause: error });
        }
        await pause(retryPause(attempt), closing);
      }
    }
  }
}

/** The size as the server counts it. */
const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce((sum, { data, metadata, type }) => sum + data.length + metadata.length + 2 * type.length, 0);
