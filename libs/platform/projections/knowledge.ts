import type { Kysely } from 'kysely';
import type { EventStore } from '../event-store/event-store.js';
import type { Knowledge } from '../http/time-travel.js';
import { logTime } from './log-time.js';
import type { AnyProjection } from './projection.js';
import type { Runner } from './runner.js';
import { look, lookAt, type Look, type Served } from './serving.js';
import { waitFor } from './wait.js';

/**
 * What questions ask of log and read models. The log's own clock counts among the tables of every question, since
 * `knownAt` is answered from it.
 *
 * @param runner in this process: where it leads, it knows where the read models stand
 */
export function knowledgeOf(
  db: Kysely<unknown>,
  store: Pick<EventStore, 'head' | 'readAll'>,
  projections: readonly AnyProjection[],
  runner: Pick<Runner, 'progress' | 'standing'> | null,
): Knowledge {
  const named = (names: readonly string[]): Served[] => [
    logTime,
    ...names.map((name) => {
      const projection = projections.find((one) => one.name === name);
      if (!projection) throw new RangeError(`there is no read model ${name}`);
      return projection;
    }),
  ];
  const lookNow = async (of: readonly Served[]): Promise<Look> => {
    const standing = runner?.standing(of);
    return standing ? lookAt(standing, null) : look(db, of);
  };
  return {
    look: (names, moment) => (moment === null ? lookNow(named(names)) : look(db, named(names), moment)),
    waitFor: async (position, names, timeoutMs) => {
      const of = named(names);
      await waitFor(position, async () => (await lookNow(of)).served, timeoutMs, runner?.progress);
    },
    onMove: (wake) => runner?.progress.onMove(wake) ?? (() => undefined),
    head: () => store.head(),
    ageOf: async (position) => {
      const [next] = await store.readAll(position, 1);
      return next ? Math.max(0, Math.floor((Date.now() - Date.parse(next.record.recordedAt)) / 1000)) : 0;
    },
  };
}
