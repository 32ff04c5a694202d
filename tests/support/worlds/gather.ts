/**
 * Draws at random until every case that a test needs has come up, so that the test does not fail on a draw without one.
 *
 * @param draw one draw, called at least once
 * @param missing names the cases that no draw has given so far
 * @param most draws after which the generator is broken: it does not make what the test needs
 * @throws Error that names the cases still missing after that many draws
 */
export async function gather(draw: () => unknown, missing: () => readonly string[], most: number): Promise<void> {
  for (let n = 0; n < most; n++) {
    await draw();
    if (missing().length === 0) return;
  }
  throw new Error(`${most} draws did not give ${missing().join(', ')}`);
}

/** @returns the name, for a list of what is missing, where a case has not come up */
export const unless = (holds: boolean, name: string): readonly string[] => (holds ? [] : [name]);
