import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordText } from '#kernel/record';
import { newStream, randomId, testRecords } from '../../../tests/support/worlds/records.js';
import { BEGINNING, type EventStore, LogLeft, NO_STREAM, StreamSetAside } from './event-store.js';
import { errorOf, texts } from './event-store.reading.contract.js';

/** A store at a place that no other test uses. */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** Opens a second store at the same place, as another process would. The tests close it. */
  readonly reopen?: () => Promise<EventStore>;
  readonly close: () => Promise<void>;
}

/** Tests the declaration of a log. Each test has a store at a place of its own, because a left log stays left. */
export function declaringContract(make: () => Promise<StoreUnderTest>): void {
  describe('a declared log', () => {
    let place: StoreUnderTest;
    beforeEach(async () => {
      place = await make();
    });
    afterEach(() => place.close());

    it('declares which log it is to every program, and refuses another declaration once it has records', async () => {
      const { store, reopen } = place;
      expect(await store.declaration()).toBeNull();
      const log = randomId();
      await store.declare(log, true);
      await store.declare(log, true);
      expect(await store.declaration()).toEqual({ log, leftFor: null });
      const other = await reopen?.();
      if (other) expect(await other.declaration()).toEqual({ log, leftFor: null });
      await other?.close();
    });

    it('that was left takes nothing any more, from whatever program, and can still be read', async () => {
      const { store, reopen } = place;
      await store.declare(randomId(), true);
      const stream = newStream();
      const records = testRecords(stream, NO_STREAM, 2);
      await store.append(stream, NO_STREAM, records);
      const other = await reopen?.();
      await store.leave('another store');
      expect(await store.declaration()).toMatchObject({ leftFor: 'another store' });
      for (const one of [store, ...(other ? [other] : [])]) {
        expect(await errorOf(one.append(stream, 1, testRecords(stream, 1, 1)))).toBeInstanceOf(LogLeft);
        expect(await errorOf(one.append(stream, 1, testRecords(stream, 1, 3)))).toBeInstanceOf(LogLeft);
      }
      expect(texts(await store.readAll(BEGINNING, 10))).toEqual(records.map(recordText));
      await other?.close();
    });

    it('takes nothing more in a stream of which something was set aside', async () => {
      const { store } = place;
      await store.declare(randomId(), true);
      const stream = newStream();
      const what = { kind: 'foreignEvent', stream, revision: '0', event: null, positions: null } as const;
      store.setAside([what]);
      expect(await errorOf(store.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 1)))).toBeInstanceOf(
        StreamSetAside,
      );
      expect([store.isSetAside(stream), store.isSetAside(newStream())]).toEqual([true, false]);
      store.setAside([]);
      expect((await store.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 1))).revision).toBe(0);
      await store.inspect(null); // a log without an anomaly
      await store.inspect(what);
    });
  });
}
