/**
 * Draws at random until every case that a test needs has occurred, so that the test does not fail on draws that lack
 * one.
 *
 * @param draw makes one draw; called at least once
 * @param missing returns the names of the cases that no draw has given so far
 * @param most number of draws after which the generator counts as broken
 * @throws Error that names the cases still missing after that many draws
 */
export async function gather(draw: () => unknown, missing: () => readonly string[], most: number): Promise<void> {
  for (let n = 0; n < most; n++) {
    await draw();
    if (missing().length === 0) return;
  }
  throw new Error(`${most} draws did not give ${missing().join(', ')}`);
}

/** @returns the name if the case has not occurred, for a list of missing cases */
export const unless = (holds: boolean, name: string): readonly string[] => (holds ? [] : [name]);
