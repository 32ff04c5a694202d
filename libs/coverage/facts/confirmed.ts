import type { EngagementRows, Known } from './facts.js';

/** Steps of an engagement that decide whether it counts and when. Other steps need no comparison for a figure. */
const COUNTED_STEPS: ReadonlySet<string> = new Set(['CONDUCTED', 'CANCELLED', 'SCOPE_CHANGED']);

/**
 * The log positions at which an engagement becomes confirmed and unconfirmed, in turn, ascending. It is confirmed while
 * no counted entry was recorded, corrected or annulled after the last confirmation in force; a return ends that
 * confirmation (decision 013).
 */
export function confirmedTurns(rows: EngagementRows): readonly number[] {
  if (rows.verdicts.length === 0) return [];
  const { openings, subjects, removals, conclusions, revocations } = rows;
  const milestones = rows.milestones.filter(({ what }) => COUNTED_STEPS.has(what));
  const counted: readonly Known[] = [openings, subjects, removals, conclusions, revocations, milestones].flat();
  const changes = counted.flatMap(({ knownFrom, knownTo }) => (knownTo === null ? [knownFrom] : [knownFrom, knownTo]));
  const steps = [
    ...changes.map((position) => ({ position, outcome: null })),
    ...rows.verdicts.map(({ position, outcome }) => ({ position, outcome })),
  ].sort((a, b) => a.position - b.position);
  const turns: number[] = [];
  let [since, before, changed] = [0, 0, 0];
  for (const { position, outcome } of steps) {
    if (outcome === null) changed = position;
    else if (outcome === 'CONFIRMED') [since, before] = [position, since];
    else since = before;
    const isConfirmed = changed <= since;
    if (isConfirmed !== (turns.length % 2 === 1)) turns.push(position);
  }
  return turns;
}

/**
 * When each engagement became confirmed and unconfirmed, by its global number. A figure asks about every engagement that
 * counts, and nearly all have no turn or one, so the first turns stand in one typed array: a list for each engagement
 * doubled the time of a city's figure.
 */
export class Confirmations {
  /** Position of the first turn; infinite without one, negative where more turns follow. */
  #first = new Float64Array(1024).fill(Infinity);
  readonly #several = new Map<number, readonly number[]>();

  /** @param turns as `confirmedTurns` returns them; positions are greater than 0 */
  set(engagement: number, turns: readonly number[]): void {
    if (engagement >= this.#first.length) this.#grow(engagement + 1);
    const [first = Infinity] = turns;
    this.#first[engagement] = turns.length > 1 ? -first : first;
    if (turns.length > 1) this.#several.set(engagement, turns);
    else this.#several.delete(engagement);
  }

  /** Whether an engagement was confirmed at a position. */
  at(engagement: number, position: number): boolean {
    const first = this.#first[engagement] ?? Infinity;
    if (first > position) return false;
    return first >= 0 || isConfirmedAt(this.#several.get(engagement) ?? [], position);
  }

  #grow(atLeast: number): void {
    const grown = new Float64Array(Math.max(atLeast, this.#first.length * 2)).fill(Infinity);
    grown.set(this.#first);
    this.#first = grown;
  }
}

function isConfirmedAt(turns: readonly number[], position: number): boolean {
  let confirmed = false;
  for (const turn of turns) {
    if (turn > position) break;
    confirmed = !confirmed;
  }
  return confirmed;
}
