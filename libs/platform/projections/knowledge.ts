import type { Kysely } from 'kysely';
import type { EventStore } from '../event-store/event-store.js';
import type { Knowledge } from '../http/time-travel.js';
import { logTime } from './log-time.js';
import type { Progress } from './progress.js';
import type { AnyProjection } from './projection.js';
import { look, type Served } from './serving.js';
import { waitFor } from './wait.js';

/**
 * What questions ask of log and read models. The log's own clock counts among the tables of every question, since
 * `knownAt` is answered from it.
 *
 * @param progress of a runner in this process
 */
export function knowledgeOf(
  db: Kysely<unknown>,
  store: Pick<EventStore, 'head' | 'readAll'>,
  projections: readonly AnyProjection[],
  progress?: Progress,
): Knowledge {
  const named = (names: readonly string[]): Served[] => [
    logTime,
    ...names.map((name) => {
      const projection = projections.find((one) => one.name === name);
      if (!projection) throw new RangeError(`there is no read model ${name}`);
      return projection;
    }),
  ];
  return {
    look: (names, moment) => look(db, named(names), moment),
    waitFor: (position, names, timeoutMs) => waitFor(db, position, named(names), timeoutMs, progress),
    head: () => store.head(),
    ageOf: async (position) => {
      const [next] = await store.readAll(position, 1);
      return next ? Math.max(0, Math.floor((Date.now() - Date.parse(next.record.recordedAt)) / 1000)) : 0;
    },
  };
}
