import { expect, it } from '@jest/globals';
import type { StoredEvent } from '#platform/event-store/event-store';
import { newStream, testRecord } from '../../../../tests/support/worlds/records.js';
import { Live } from './pass.js';

const never = new Promise<never>(() => undefined);

/** The end of a log. Each read returns all events appended since the last read, and waits until there is one. */
class EndOfLog {
  asked = 0;
  #waiting: StoredEvent[] = [];
  #position = 0n;

  append(...endsAppend: readonly boolean[]): void {
    for (const ends of endsAppend)
      this.#waiting.push({
        position: ++this.#position,
        text: '',
        record: testRecord(newStream(), 0),
        endsAppend: ends,
      });
  }

  subscribe(): AsyncIterable<readonly StoredEvent[]> {
    const next = async (): Promise<IteratorResult<readonly StoredEvent[]>> => {
      this.asked++;
      const value = this.#waiting;
      this.#waiting = [];
      return value.length === 0 ? never : Promise.resolve({ done: false, value });
    };
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }
}

const following = (log: EndOfLog) => new Live(log, 0n, new AbortController().signal, {});

it('asks for more at once after a batch that holds one append, however many events that has', async () => {
  const log = new EndOfLog();
  log.append(false, false, true);
  expect(await following(log).next(never)).toHaveLength(3);
  expect(log.asked).toBe(2);
});

it('lets more appends come after a batch that holds several, and gives them together', async () => {
  const log = new EndOfLog();
  log.append(true, true);
  const live = following(log);
  expect(await live.next(never)).toHaveLength(2);
  expect(log.asked).toBe(1);
  log.append(true);
  log.append(true);
  expect(await live.next(never)).toHaveLength(2);
  expect(log.asked).toBe(2);
});
