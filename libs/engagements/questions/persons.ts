import { type NamedInAct, NOTHING_SAID } from '#features/members';
import type { EngagementOnDay, Opening } from './engagement-on-day.js';

const DECISION = { vi: 'quyết định', en: 'decision' };

/** The persons whom an engagement names, with what it says of them: its subjects, and its team. */
export function personsIn(
  { signedOn, team }: Pick<Opening, 'signedOn' | 'team'>,
  { subjects }: Pick<EngagementOnDay, 'subjects'>,
): readonly NamedInAct[] {
  const asSubjects = subjects.flatMap(
    ({ memberId, organizationId, capacity, post, isCommitteeMember, since }): readonly NamedInAct[] => {
      if (memberId === null) return [];
      const on = since ?? signedOn;
      return [{ memberId, what: DECISION, on, organizationId, capacity, post, isCommitteeMember, status: null }];
    },
  );
  return [...asSubjects, ...team.map(({ memberId }) => ({ memberId, what: DECISION, on: signedOn, ...NOTHING_SAID }))];
}
