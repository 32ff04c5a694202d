import { UNKNOWN_PAPER } from '#features/papers';
import type { DataOf, EventOf } from '#kernel/event';
import type { Uuid } from '#kernel/ids';
import type { Events } from '../engagement-events.js';
import type { Finding, WholeFile } from './asked-shapes.js';

type News = EventOf<Events>;
type Conclusion = Pick<DataOf<Events['SubjectConcluded']>, 'subjectId' | 'concludedOn' | 'notice'>;

/** Returns a function that yields the ids of the command's new objects one by one, starting at ordinal `first`. */
export const counting = (newId: (ordinal: number) => Uuid, first = 0) => {
  let next = first;
  return (): Uuid => newId(next++);
};

/** The event of one conclusion, with ids for its remedies. */
export const wholeFileEvents = (
  { subjectId, concludedOn, notice }: Conclusion,
  { outcome, sealedOutcome, rulings, amounts, contentCodes, workedAt, remedies }: Finding,
  nextId: () => Uuid,
): Extract<News, { type: 'SubjectConcluded' }> => ({
  type: 'SubjectConcluded',
  data: {
    subjectId,
    concludedOn,
    notice,
    outcome,
    sealedOutcome,
    rulings,
    amounts,
    contentCodes,
    workedAt,
    remedies: remedies.map((remedy) => ({ remedyId: nextId(), ...remedy })),
  },
});

/** The steps of the file between decision and conclusions, as far as their days are known. */
const stepsOf = ({ deployedOn, conductedOn, reportedOn }: Pick<WholeFile, keyof Steps>): readonly News[] => [
  ...(deployedOn ? [{ type: 'EngagementDeployed', data: { deployedOn, paper: UNKNOWN_PAPER } } as const] : []),
  ...(conductedOn ? [{ type: 'ConductBegun', data: { conductedOn } } as const] : []),
  ...(reportedOn ? [{ type: 'TeamReported', data: { reportedOn, paper: UNKNOWN_PAPER } } as const] : []),
];
type Steps = Pick<WholeFile, 'deployedOn' | 'conductedOn' | 'reportedOn'>;

/**
 * Index, from 0, of the first conclusion among the events of a whole file. The conclusions on the other subjects follow
 * in order. The sealed outcome of a person is bound to the index of its event.
 */
export const firstConclusionOf = (file: Steps): number => 1 + stepsOf(file).length;

/** Events of a whole file: the opening, the steps with a known day, then one conclusion for each subject in order. */
export function eventsOfFile(file: WholeFile, newId: (ordinal: number) => Uuid, ruleSetId: string | null): News[] {
  const { deployedOn, conductedOn, reportedOn, concludedOn, notice, subjects, ...opening } = file;
  const nextRemedyId = counting(newId, subjects.length);
  const named = subjects.map(({ organizationId, capacity, memberId, isCommitteeMember, post }, i) => ({
    subjectId: newId(i),
    organizationId,
    capacity,
    memberId,
    isCommitteeMember,
    post,
  }));
  return [
    { type: 'EngagementOpened', data: { ...opening, ruleSetId, subjects: named } },
    ...stepsOf({ deployedOn, conductedOn, reportedOn }),
    ...subjects.map(({ notice: own, ...finding }, i) =>
      wholeFileEvents({ subjectId: newId(i), concludedOn, notice: own ?? notice }, finding, nextRemedyId),
    ),
  ];
}
