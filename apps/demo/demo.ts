import type { Uuid } from '#kernel/ids';
import type { Sealing } from '#platform/sealing/sealing';
import { disciplineSteps } from './discipline-steps.js';
import { engagementSteps } from './engagement-steps.js';
import { grantSteps } from './grant-steps.js';
import { demoRegister } from './register-steps.js';
import { type DemoStep, inTime, type Scene } from './steps.js';
import { termSteps } from './term-steps.js';

/** The day as of which the figures of the demo are told: those of the report for October 2026. */
export const DEMO_REPORTING_DAY = '2026-10-31';

/**
 * Everything of the demo ward, in the order in which it is recorded, by 2 November 2026, 8:00 in Việt Nam. The same for
 * the same actor and the same log, so it may be sent again after an interruption.
 */
export async function demoSteps(actorId: Uuid, sealing: Sealing): Promise<readonly DemoStep[]> {
  const { wardId, idByName, steps } = demoRegister(actorId);
  const organization = (name: string): Uuid => {
    const id = idByName.get(name);
    if (!id) throw new Error(`the demo ward has no ${name}`);
    return id;
  };
  const scene: Scene = { actorId, sealing, wardId, organization };
  const granted = grantSteps({ organization });
  return inTime([
    ...granted,
    ...steps,
    ...termSteps(scene),
    ...(await engagementSteps(scene)),
    ...(await disciplineSteps(scene)),
  ]);
}
