/** One of the programs whose speeds are compared. */
export interface Contestant {
  readonly name: string;
  /**
   * Runs one round. Preparation before its clock starts does not count.
   * @param round from 0; round -1 only warms up and is not counted
   * @returns what was done per second
   */
  readonly run: (round: number) => Promise<number>;
}

/** Results of each contestant by round. Values with the same index were measured next to each other. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

/**
 * Measures contestants in turns, in every other round in reverse order. So whatever disturbs the machine for a while
 * disturbs all of them.
 */
export async function interleaved(contestants: readonly Contestant[], rounds: number): Promise<Rounds> {
  const measured = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? contestants : [...contestants].reverse();
    for (const { name, run } of order) {
      const value = await run(round);
      process.stderr.write(`${name} ${value.toFixed(0)}  `);
      if (round >= 0) measured.get(name)?.push(value);
    }
  }
  return measured;
}

/** Runs `work`, which does `count` things. @returns things per second */
export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (count / (performance.now() - started)) * 1000;
}

/** Runs the tasks 0 to count − 1 in order, at most `callers` at a time. */
export async function concurrently(
  callers: number,
  count: number,
  one: (i: number, caller: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const caller = async (_: unknown, who: number) => {
    while (next < count) await one(next++, who);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** The value that this share of all values does not exceed (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function summary(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return {
    median: middle.reduce((sum, value) => sum + value, 0) / middle.length,
    min: sorted[0] ?? NaN,
    max: sorted.at(-1) ?? NaN,
  };
}
