import { access } from '#features/access';
import { account } from '#features/identity';
import { categoryOf } from '#kernel/ids';
import { BEGINNING, type EventStore } from '#platform/event-store/event-store';
import type { Executor } from '#platform/commands/execute';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { OwnerErased } from '#platform/sealing/key-ring';
import type { Sealing } from '#platform/sealing/sealing';
import { demoSteps } from './demo.js';
import { DEMO_ACTOR } from './persons.js';
import type { DemoStep } from './steps.js';

/** Whether the demo was recorded now, was recorded before, or was not recorded because the store holds other data. */
export type DemoLoaded = 'loaded' | 'found' | 'other data';

export interface DemoTarget {
  readonly store: EventStore;
  readonly executor: Executor;
  readonly sealing: Sealing;
}

const PAGE = 1000;
const NO_DATA: ReadonlySet<string> = new Set([storeDeclaration.category, access.category, account.category]);

/**
 * Records the demo ward through the executor, unless the store holds other data. After an interruption the next start
 * continues where it stopped. Cost: one read if the demo is loaded already.
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
    await grantRoles(executor, steps);
    return 'other data';
  }
  for (const { decider, stream, command, commandId, recordedAt, facts, actor, notTwinOf } of steps.slice(recorded)) {
    await executor.execute(decider, stream, command, {
      commandId,
      recordedAt,
      facts,
      actor: actor ?? DEMO_ACTOR,
      correlationId: first.commandId,
      causationId: null,
      expectedRevision: null,
      ...(notTwinOf && { notTwinOf }),
    });
  }
  return 'loaded';
}

/** Null if a key was destroyed: an erasure can be requested only after the complete demo was recorded. */
async function stepsUnlessErased(sealing: Sealing): Promise<readonly DemoStep[] | null> {
  try {
    return await demoSteps(DEMO_ACTOR.id, sealing);
  } catch (error) {
    if (error instanceof OwnerErased) return null;
    throw error;
  }
}

/**
 * Grants the demo's roles for the whole store, so that a demo store with other data can be used with the demo's
 * accounts.
 */
async function grantRoles(executor: Executor, steps: readonly DemoStep[]): Promise<void> {
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

/**
 * How many of the steps the log holds; null if it holds other data. The store's own records and grants do not count.
 */
async function recordedSteps(store: EventStore, steps: readonly DemoStep[]): Promise<number | null> {
  let position = BEGINNING;
  let done = 0;
  for (;;) {
    const page = await store.readAll(position, PAGE);
    for (const { record } of page) {
      if (done > 0 && steps[done - 1]?.commandId === record.commandId) continue;
      // The store's own records and grants are not data of a ward. The demo's own grants are its first steps.
      if (steps[done]?.commandId !== record.commandId && NO_DATA.has(categoryOf(record.stream))) continue;
      if (steps[done]?.commandId !== record.commandId) return null;
      done++;
    }
    const last = page.at(-1);
    if (!last) return done;
    position = last.position;
  }
}
