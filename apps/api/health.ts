import { setTimeout as sleep } from 'node:timers/promises';
import type { LogWatch } from '#platform/event-store/log-watch';
import type { Health } from '#platform/http/health.controller';
import type { Platform } from '../platform.js';
import type { ReadModels } from '../read-models.js';

/** Maximum wait for one part. All parts are asked at the same time, so the whole answer takes no longer. */
const PATIENCE_MS = 1500;

/**
 * Whether the parts that a request needs work. Each part is checked on its own: a part that hangs delays no other part.
 */
export async function healthOf(
  {
    store,
    declared,
    durability,
    keeper,
  }: Pick<Platform, 'declared' | 'durability'> & {
    readonly keeper: { readonly watch: Pick<LogWatch, 'trouble'> };
    readonly store: Pick<Platform['store'], 'declaration'>;
  },
  readModels: Pick<ReadModels, 'lags' | 'notServing' | 'failed'>,
): Promise<Health> {
  const [log, lags] = await Promise.all([answerOf(() => store.declaration()), answerOf(() => readModels.lags())]);
  const { seen, seenAt = null, looked, generations = [] } = lags?.answer ?? {};
  const notServing = readModels.notServing(generations);
  const failed = readModels.failed();
  return {
    ready: log !== null && lags !== null && notServing.length === 0 && failed === null && !keeper.watch.trouble,
    parts: {
      store: { reachable: log !== null, purpose: declared.purpose, trouble: keeper.watch.trouble?.name ?? null },
      readModels: {
        reachable: lags !== null,
        notServing,
        failed,
      },
    },
    details: {
      readModels: {
        seen: textOf(seen),
        seenAt,
        looked: textOf(looked),
        generations: generations.map((generation) =>
          Object.assign({}, generation, { position: textOf(generation.position), seen: textOf(seen) }),
        ),
      },
      durability: { ...durability },
    },
  };
}

const textOf = (position: bigint | undefined): string | null => (position === undefined ? null : String(position));

/** The answer of a part; null if the part fails or does not answer in time. */
async function answerOf<T>(ask: () => Promise<T>): Promise<{ readonly answer: T } | null> {
  const over = new AbortController();
  const late = sleep(PATIENCE_MS, null, { signal: over.signal, ref: false }).catch(() => null);
  try {
    return await Promise.race([ask().then((answer) => ({ answer })), late]);
  } catch {
    return null;
  } finally {
    over.abort();
  }
}
