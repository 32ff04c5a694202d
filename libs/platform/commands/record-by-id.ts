import type { Decider } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { streamId, type Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import { maySee } from '#platform/access/wall';
import { StreamSetAside } from '#platform/event-store/event-store';
import type { Executor } from './execute.js';

/**
 * The persons whom the record of an id concerns or once concerned. 'hidden': the caller may not see the record, so the
 * answer has to be the one for an id of nothing. Null: no record of these kinds has the id.
 *
 * Cost: two reads of the store for each kind, the same for a hidden record as for none.
 *
 * @throws Unavailable
 */
export async function personsOfRecord(
  executor: Executor,
  kinds: readonly Decider[],
  id: Uuid,
  by: Caller,
): Promise<readonly Uuid[] | 'hidden' | null> {
  let isHidden = false;
  for (const kind of kinds) {
    const admit = (events: readonly PastEvent[]) => {
      const isSeen = maySee(kind, events, by);
      isHidden ||= !isSeen;
      return isSeen;
    };
    try {
      const history = await executor.historyIf(kind, streamId(kind.category, id), admit);
      if (history) {
        // No entry of the record of a person names that person: the id does.
        const own = kind.concerns.ofRecord?.(id).members ?? [];
        return [...new Set([...own, ...kind.concerned(history, []).members])];
      }
    } catch (error) {
      if (!(error instanceof StreamSetAside)) throw error;
      isHidden = true; // whom it concerns is uncertain
    }
  }
  return isHidden ? 'hidden' : null;
}
