import { register } from '#features/organizations';
import { BEGINNING, type EventStore } from '#platform/event-store/event-store';
import type { Executor } from '#platform/event-store/execute';
import { DEMO_ACTOR } from '#platform/http/actor';
import { demoRegister } from './plan.js';

/**
 * Records the demo ward through the way that every command takes, unless somebody began this store with data of their own.
 * Interrupted, it goes on at the next start. Cost: one read where it is loaded already, about 250 commands where not.
 */
export async function loadDemo(store: EventStore, executor: Executor): Promise<void> {
  const steps = demoRegister(DEMO_ACTOR.id);
  const [first, last] = [steps[0], steps.at(-1)];
  const [, begun] = await store.readAll(BEGINNING, 2);
  if (!first || !last || (begun && begun.record.commandId !== first.commandId)) return;
  const loaded = new Set((await store.read(first.stream)).map(({ record }) => record.commandId));
  if (loaded.has(last.commandId)) return;
  for (const { stream, command, commandId, recordedAt } of steps) {
    await executor.execute(register, stream, command, {
      commandId,
      recordedAt,
      actor: DEMO_ACTOR,
      correlationId: first.commandId,
      causationId: null,
      expectedRevision: null,
      facts: {},
    });
  }
}
