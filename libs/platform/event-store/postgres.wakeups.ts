import { Client } from 'pg';
import { jittered } from './jittered.js';

/** The channel on which every commit to the log is announced; migration 0001 names it, too. */
const CHANNEL = 'minhchung_log';
/** Announcements can be lost with their connection. The reader therefore reads the log at this interval in any case. */
const POLL_MS = 1000;
const LONGEST_PAUSE_MS = 5000;

/** Wakes one subscription to read the log: after an announcement (LISTEN), a write by this process, or an interval. */
export class Wakeups {
  #awake = false;
  #hears = false;
  #wakeUp: (() => void) | undefined;
  #failures = 0;
  readonly #closed = new AbortController();
  readonly #end: AbortSignal;
  readonly #listening: Promise<void>;

  constructor(
    private readonly url: string,
    end: AbortSignal,
    private readonly warn: (sentence: string, cause: unknown) => void,
  ) {
    this.#end = AbortSignal.any([end, this.#closed.signal]);
    this.#listening = this.#listen();
  }

  readonly wake = (): void => {
    this.#awake = true;
    this.#wakeUp?.();
  };

  /** Called when this process has written. Ignored while LISTEN works, since the announcement wakes the reader, too. */
  readonly written = (): void => {
    if (!this.#hears) this.wake();
  };

  /** Called before the log is read: announcements up to now need no further read. */
  reset(): void {
    this.#awake = false;
  }

  /** Resolves after an announcement since the last reset, after a second, or when the subscription ends. */
  async next(): Promise<void> {
    if (this.#awake) return;
    await pause(POLL_MS, this.#end, (over) => {
      this.#wakeUp = over;
    });
    this.#wakeUp = undefined;
  }

  /** Called when the store has answered: the next pause after a failure is short again. */
  serving(): void {
    this.#failures = 0;
  }

  /** Pauses after a failure. The pause grows with every failure, up to 5 s, and is random. */
  async backOff(): Promise<void> {
    const longest = Math.min(LONGEST_PAUSE_MS, 50 * 2 ** this.#failures++);
    await pause(jittered(longest), this.#end);
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    let failures = 0;
    const ended = () => this.#end.aborted;
    while (!ended()) {
      const client = new Client({ connectionString: this.url, application_name: 'minh-chung subscription' });
      let cause: unknown = new Error('the connection ended');
      const over = new Promise<void>((resolve) => {
        client.on('end', resolve);
        client.on('error', (error) => {
          cause = error;
          resolve();
        });
        this.#end.addEventListener('abort', () => {
          resolve();
        });
      });
      try {
        client.on('notification', this.wake);
        await Promise.race([client.connect(), over]);
        await Promise.race([client.query(`listen ${CHANNEL}`), over]);
        failures = 0;
        this.#hears = true;
        this.wake();
        await over;
      } catch (error) {
        cause = error;
      }
      this.#hears = false;
      void client.end().catch(() => undefined);
      if (ended()) return;
      this.warn('announcements of new events were cut off; the log is read once a second meanwhile', cause);
      await pause(jittered(Math.min(LONGEST_PAUSE_MS, 50 * 2 ** failures++)), this.#end);
    }
  }
}

/** @param begun gets a function that ends the pause early, so that no timer remains */
function pause(ms: number, signal: AbortSignal, begun?: (over: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
    begun?.(over);
    if (signal.aborted) over();
  });
}
