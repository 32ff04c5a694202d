import { access } from '#features/access';
import { categoryOf } from '#kernel/ids';
import { BEGINNING, type EventStore } from '#platform/event-store/event-store';
import type { Executor } from '#platform/commands/execute';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { OwnerErased } from '#platform/sealing/key-ring';
import type { Sealing } from '#platform/sealing/sealing';
import { demoSteps } from './demo.js';
import { DEMO_ACTOR } from './persons.js';
import type { DemoStep } from './steps.js';

/** What became of the demo: recorded now, there already, or not recorded because the store holds other data. */
export type DemoLoaded = 'loaded' | 'found' | 'other data';

export interface DemoTarget {
  readonly store: EventStore;
  readonly executor: Executor;
  readonly sealing: Sealing;
}

const PAGE = 1000;
const NO_DATA: ReadonlySet<string> = new Set([storeDeclaration.category, access.category]);

/**
 * Records the demo ward through the way that every command takes, unless somebody began this store with data of their
 * own. Interrupted, it goes on at the next start where it stopped. Cost: a read where it is loaded already.
 */
export async function loadDemo({ store, executor, sealing }: DemoTarget): Promise<DemoLoaded> {
  const steps = await stepsUnlessErased(sealing);
  if (steps === null) return 'found';
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return 'found';
  const ended = await store.read(last.stream);
  if (ended.some(({ record }) => record.commandId === last.commandId)) return 'found';
  const recorded = await recordedSteps(store, steps);
  if (recorded === null) {
    await letIn(executor, steps);
    return 'other data';
  }
  for (const { decider, stream, command, commandId, recordedAt, facts, actor } of steps.slice(recorded)) {
    await executor.execute(decider, stream, command, {
      commandId,
      recordedAt,
      facts,
      actor: actor ?? DEMO_ACTOR,
      correlationId: first.commandId,
      causationId: null,
      expectedRevision: null,
    });
  }
  return 'loaded';
}

/** Nobody can ask for an erasure before all of the demo is recorded: where a key was destroyed, it is. */
async function stepsUnlessErased(sealing: Sealing): Promise<readonly DemoStep[] | null> {
  try {
    return await demoSteps(DEMO_ACTOR.id, sealing);
  } catch (error) {
    if (error instanceof OwnerErased) return null;
    throw error;
  }
}

/** Whoever began a demo store with data of their own still enters it by the demo's accounts, as far as those know no place. */
async function letIn(executor: Executor, steps: readonly DemoStep[]): Promise<void> {
  for (const { decider, stream, command, commandId, actor = DEMO_ACTOR } of steps) {
    if (command.type !== 'GrantRole' || !isForAll(command.data as object)) continue;
    await executor.execute(decider, stream, command, {
      commandId,
      actor,
      correlationId: commandId,
      causationId: null,
      expectedRevision: null,
      facts: {},
    });
  }
}
const isForAll = (grant: object): boolean => 'organizationId' in grant && grant.organizationId === null;

/** How many of the steps the log holds; null where it holds anything but the first of them, and what the store tells of itself. */
async function recordedSteps(store: EventStore, steps: readonly DemoStep[]): Promise<number | null> {
  let position = BEGINNING;
  let done = 0;
  for (;;) {
    const page = await store.readAll(position, PAGE);
    for (const { record } of page) {
      if (done > 0 && steps[done - 1]?.commandId === record.commandId) continue;
      // What the store says of itself and who may act is no data of a ward; the demo's own rights come first of all.
      if (steps[done]?.commandId !== record.commandId && NO_DATA.has(categoryOf(record.stream))) continue;
      if (steps[done]?.commandId !== record.commandId) return null;
      done++;
    }
    const last = page.at(-1);
    if (!last) return done;
    position = last.position;
  }
}
