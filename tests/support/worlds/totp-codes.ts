import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';

const STEP_MS = 30_000;
/** So much of a step must be left for a test: a code of the step before is refused once the next step begins. */
const LEFT_MS = 8_000;

/** A code of the present step, or of one some steps away. */
export const codeOf = (secret: string, steps = 0): string =>
  generateSync({ secret, epoch: (Date.now() + steps * STEP_MS) / 1000 });

/** Waits for the next step if the present one is nearly over. */
export async function earlyInStep(): Promise<void> {
  const left = STEP_MS - (Date.now() % STEP_MS);
  if (left < LEFT_MS) await sleep(left + 50); // a timer may end a little early
}
