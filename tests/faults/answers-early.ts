import { setImmediate as soon } from 'node:timers/promises';
import type { Appended, EventStore } from '#platform/event-store/event-store';

/** Broken on purpose: answers after the append was sent and before its commit, with the position that it expects. */
export function answersEarly(store: EventStore): Pick<EventStore, 'append'> {
  let position: bigint | undefined;
  return {
    append: async (stream, expected, records, follows): Promise<Appended> => {
      position ??= await store.head();
      position += BigInt(records.length);
      const answer = { revision: expected + records.length, position, leafHashes: [] };
      void store.append(stream, expected, records, follows).catch(() => undefined);
      await soon();
      return answer;
    },
  };
}
