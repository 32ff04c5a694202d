import { issuerOf, paperKey } from '#features/papers';
import type { EventOf } from '#kernel/event';
import type { Twins } from '#kernel/twins';
import type { Engagement, Events } from '../engagement-events.js';

const OF_THE_RECORD = 'one paper may change several engagements; which engagement it is, its decision tells';

/**
 * Two engagements by one decision, or with one notice, may be one engagement recorded twice (docs/domain.md 15). Not
 * those that name each other: ordered by one decision, led to by a conclusion, or converted.
 */
export const twins = {
  as: 'Engagement',
  of: ({ type, data }) => {
    if (type === 'EngagementOpened') {
      const { decidingBody, decision, combinedWith, arisesFrom } = data;
      const tied = [combinedWith, arisesFrom?.engagementId].filter((id) => id != null);
      return [
        { says: 'begins', issuer: issuerOf(decidingBody) },
        ...paperKey(decision, decidingBody),
        ...tied.map((to) => ({ says: 'tie', to }) as const),
      ];
    }
    if (type === 'SubjectConcluded') return [...paperKey(data.notice, null), ...data.rulings.flatMap(tiedCase)];
    return type === 'EngagementConverted' ? [{ says: 'tie', to: data.into }] : [];
  },
  apart: {
    EngagementDeployed: OF_THE_RECORD,
    TeamReported: 'a report of the team is no paper of a body',
    EngagementExtended: OF_THE_RECORD,
    EngagementScopeChanged: OF_THE_RECORD,
    EngagementPostponed: OF_THE_RECORD,
    EngagementCancelled: OF_THE_RECORD,
    EngagementConverted: OF_THE_RECORD,
    ConclusionRevoked: OF_THE_RECORD,
    EngagementFollowedUp: OF_THE_RECORD,
  },
} as const satisfies Twins<Engagement, EventOf<Events>>;

type Ruling = Extract<EventOf<Events>, { type: 'SubjectConcluded' }>['data']['rulings'][number];
const tiedCase = ({ disciplineCaseId: to }: Ruling) => (to === null ? [] : [{ says: 'tie', to } as const]);
