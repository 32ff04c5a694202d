import type { Uuid } from '#kernel/ids';
import type { Sealing } from '#platform/sealing/sealing';
import { disciplineSteps } from './discipline-steps.js';
import { engagementSteps } from './engagement-steps.js';
import { grantSteps } from './grant-steps.js';
import { memberSteps } from './member-steps.js';
import { demoRegister } from './register-steps.js';
import { type DemoStep, inTime, type Scene } from './steps.js';
import { termSteps } from './term-steps.js';

/** The day of the demo's figures: those of the report for October 2026. */
export const DEMO_REPORTING_DAY = '2026-10-31';

/**
 * All commands of the demo ward in recording order, up to 2 November 2026, 8:00 in Việt Nam. The same for the same actor
 * and log, so that they can be sent again after an interruption.
 */
export async function demoSteps(actorId: Uuid, sealing: Sealing): Promise<readonly DemoStep[]> {
  const { wardId, idByName, steps } = demoRegister(actorId);
  const organization = (name: string): Uuid => {
    const id = idByName.get(name);
    if (!id) throw new Error(`the demo ward has no organization ${name}`);
    return id;
  };
  const scene: Scene = { actorId, sealing, wardId, organization };
  const granted = grantSteps({ organization });
  return inTime([
    ...granted,
    ...steps,
    ...termSteps(scene),
    ...(await memberSteps(scene)),
    ...(await engagementSteps(scene)),
    ...(await disciplineSteps(scene)),
  ]);
}
