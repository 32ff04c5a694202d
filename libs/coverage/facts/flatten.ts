import { OUTCOMES } from '#features/engagements';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Act, ActEnd, EngagementRows, FactRow, Known, Remedy } from './facts.js';

const end = ({ knownTo }: Known): number => knownTo ?? Infinity;
const isKnown = (row: Known, position: number): boolean => row.knownFrom <= position && position < end(row);

/**
 * Turns the facts of one engagement into acts. There is no act at positions where the opening is annulled. Cost: the
 * number of rows, times the number of position ranges between changes.
 */
export function flatten(engagementId: Uuid, rows: EngagementRows): Act[] {
  const conducts = rows.milestones.filter(({ what }) => what === 'CONDUCTED');
  const cancellations = rows.milestones.filter(({ what }) => what === 'CANCELLED');
  const restricted = isRestricted(rows);
  const acts: Act[] = [];
  for (const subject of rows.subjects) {
    const own = <T extends { readonly subjectId: Uuid }>(table: readonly T[]): readonly T[] =>
      table.filter(({ subjectId }) => subjectId === subject.subjectId);
    const conclusions = own(rows.conclusions);
    const repeated = rows.subjects.some(
      ({ subjectId, organizationId }) => subjectId !== subject.subjectId && organizationId === subject.organizationId,
    );
    const ends: ActEnd[] = [
      ...cancellations.map((row) => ended(row, row.happenedOn, 'CANCELLED')),
      ...own(rows.removals).map((row) => ended(row, row.removedOn, 'CANCELLED')),
      ...own(rows.revocations).map((row) => ended(row, row.revokedOn, 'REVOKED')),
    ];
    const remedies = own(rows.remedies).map((remedy) => remedyOf(remedy, rows.followUps));
    for (const opening of rows.openings)
      for (const [knownFrom, knownTo] of spans([opening, subject], [...conducts, ...conclusions])) {
        const conducted = earliest(conducts, knownFrom);
        const conclusion = earliest(conclusions, knownFrom);
        acts.push({
          engagementId,
          subjectId: subject.subjectId,
          organizationId: subject.organizationId,
          capacity: subject.capacity,
          memberId: subject.memberId,
          kind: opening.kind,
          restricted,
          bodyOrganizationId: opening.bodyOrganizationId,
          body: opening.body,
          combinedWith: opening.combinedWith,
          decided: { on: subject.since ?? opening.signedOn, position: subject.position },
          added: subject.since !== null,
          repeated,
          item: subject.item,
          conducted: conducted && { on: later(conducted.happenedOn, subject.since), position: conducted.position },
          concluded: conclusion && { on: conclusion.countsOn, position: conclusion.position },
          fault: isFault(conclusion?.outcome ?? null),
          workedAt: conclusion?.workedAt ?? [],
          ends,
          remedies,
          knownFrom,
          knownTo: knownTo === Infinity ? null : knownTo,
        });
      }
  }
  return acts;
}

/**
 * Whether the engagement is restricted now: an opening stated once, even if it no longer counts, that it was a plan, and
 * no conclusion counts. The same rule as `restriction` of engagements, on rows.
 */
const isRestricted = ({ openings, conclusions }: EngagementRows): boolean =>
  openings.some(({ kind }) => kind === 'INSP_SIGNS') && conclusions.every(({ knownTo }) => knownTo !== null);

/** The day on which a milestone counts for a subject: not before the day on which the subject was added. */
const later = (on: PlainDate | null, since: PlainDate | null): PlainDate | null =>
  on !== null && since !== null && since > on ? since : on;

const ended = ({ knownFrom, knownTo }: FactRow, on: ActEnd['on'], how: ActEnd['how']): ActEnd => ({
  on,
  how,
  knownFrom,
  knownTo,
});

const isFault = (outcome: string | null): boolean =>
  outcome !== null && outcome in OUTCOMES && OUTCOMES[outcome as keyof typeof OUTCOMES].fault;

function remedyOf(remedy: EngagementRows['remedies'][number], followUps: EngagementRows['followUps']): Remedy {
  const { dueOn, knownFrom, knownTo } = remedy;
  return {
    dueOn,
    knownFrom,
    knownTo,
    followUps: followUps
      .filter(({ remedyId }) => remedyId === remedy.remedyId)
      .map((row) => ({
        on: row.followedUpOn,
        position: row.position,
        done: row.done,
        knownFrom: row.knownFrom,
        knownTo: row.knownTo,
      })),
  };
}

/** The position ranges in which all of `all` count, divided wherever one of `others` begins or ends to count. */
function spans(all: readonly Known[], others: readonly Known[]): (readonly [number, number])[] {
  const from = Math.max(...all.map(({ knownFrom }) => knownFrom));
  const to = Math.min(...all.map(end));
  const within = (position: number) => position > from && position < to;
  const cuts = new Set(others.flatMap((row) => [row.knownFrom, end(row)]).filter(within));
  const at = [from, ...[...cuts].sort((a, b) => a - b), to];
  return at.slice(1).flatMap((until, i) => {
    const since = at[i] ?? from;
    return since < until ? [[since, until] as const] : [];
  });
}

/** Of the rows that count at a position, the one stated first. */
function earliest<T extends FactRow>(rows: readonly T[], position: number): T | null {
  let first: T | null = null;
  for (const row of rows) if (isKnown(row, position) && (first === null || row.position < first.position)) first = row;
  return first;
}
