import { type Concerned, NOBODY } from '#kernel/concern';
import type { EventOf } from '#kernel/event';
import type { Uuid } from '#kernel/ids';
import type { Restricting } from '#kernel/restriction';
import type { Events } from '../engagement-events.js';
import type { SubjectNamed } from './shapes.js';

type Said = EventOf<Events>;

/**
 * What an entry concerns: the organization of the deciding body, if it is in a register here, and the subjects that the
 * entry names.
 */
export function concerned({ type, data }: Said): Concerned {
  if (type === 'EngagementOpened') {
    const { decidingBody, subjects } = data;
    const acting = decidingBody.organizationId === null ? [] : [decidingBody.organizationId];
    return { organizations: [...acting, ...subjects.map(organizationOf)], members: subjects.flatMap(memberOf) };
  }
  if (type === 'EngagementScopeChanged')
    return { organizations: data.added.map(organizationOf), members: data.added.flatMap(memberOf) };
  return NOBODY;
}
const organizationOf = ({ organizationId }: SubjectNamed): Uuid => organizationId;
const memberOf = ({ memberId }: SubjectNamed): readonly Uuid[] => (memberId === null ? [] : [memberId]);

/**
 * Other records that an entry names: a conversion names the inspection on signs of violation into which the engagement
 * was converted.
 */
export const tellsOf = ({ type, data }: Said): readonly Uuid[] => (type === 'EngagementConverted' ? [data.into] : []);

/**
 * The permission to see planned inspections on signs of violation. The chair of the inspection committee holds it; see
 * the roles.
 */
export const SEE_PLANS = 'see:planned-signs' as const;

/**
 * Until its first conclusion, an inspection on signs of violation is visible only to its team, to its recorder, to the
 * persons to whom it was entrusted, and to holders of `see:planned-signs` for the deciding body (our own rule:
 * docs/decisions/019-one-wall.md). Subjects never see the
 * inspection before that.
 */
export const restriction: Restricting<Said> = {
  begins: ({ type, data }) => {
    const shown = (shownTo: readonly Uuid[], organizationId: Uuid | null) => [
      { item: null, shownTo, orWith: { permission: SEE_PLANS, organizationId } },
    ];
    if (type === 'EngagementOpened' && data.kind === 'INSP_SIGNS')
      return shown(
        data.team.map(({ memberId }) => memberId),
        data.decidingBody.organizationId,
      );
    return type === 'EngagementEntrusted' ? shown([data.personId], data.bodyOrganizationId) : [];
  },
  lifts: ({ type }) => (type === 'SubjectConcluded' ? [null] : []),
};
