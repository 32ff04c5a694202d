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

/** @param turns as `confirmedTurns` returns them */
export function isConfirmedAt(turns: readonly number[], position: number): boolean {
  let confirmed = false;
  for (const turn of turns) {
    if (turn > position) break;
    confirmed = !confirmed;
  }
  return confirmed;
}
