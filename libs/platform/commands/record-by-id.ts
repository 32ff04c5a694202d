import type { Decider } from '#kernel/decider';
import { streamId, type Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import { maySee } from '#platform/access/wall';
import { StreamSetAside } from '#platform/event-store/event-store';
import type { Executor } from './execute.js';

/**
 * The persons whom the record of an id concerns or once concerned. 'hidden': the caller may not see the record, so the
 * answer has to be the one for an id of nothing. Null: no record of these kinds has the id.
 *
 * Cost: one read of the store for each kind that the cache does not hold.
 *
 * @throws Unavailable
 */
export async function personsOfRecord(
  executor: Executor,
  kinds: readonly Decider[],
  id: Uuid,
  by: Caller,
): Promise<readonly Uuid[] | 'hidden' | null> {
  for (const kind of kinds) {
    try {
      const history = await executor.history(kind, streamId(kind.category, id));
      if (history.size === 0) continue;
      return maySee(kind, history.events, by) ? kind.concerned(history, []).members : 'hidden';
    } catch (error) {
      if (error instanceof StreamSetAside) return 'hidden'; // whom it concerns is uncertain
      throw error;
    }
  }
  return null;
}
