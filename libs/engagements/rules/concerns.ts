import { type Concerned, NOBODY } from '#kernel/concern';
import type { EventOf } from '#kernel/event';
import type { Uuid } from '#kernel/ids';
import type { Restricting } from '#kernel/restriction';
import type { Events } from '../engagement-events.js';
import type { SubjectNamed } from './shapes.js';

type Said = EventOf<Events>;

/** The deciding body, if its organization is in a register here, and all current and former subjects. */
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

/** A conversion names the inspection on signs that it led to. */
export const tellsOf = ({ type, data }: Said): readonly Uuid[] => (type === 'EngagementConverted' ? [data.into] : []);

/**
 * The permission to see plans of inspections on signs. By default the chair of the inspection committee holds it: see
 * the roles.
 */
export const SEE_PLANS = 'see:planned-signs' as const;

/**
 * An inspection on signs of violation is visible only to its team, its recorder and holders of `see:planned-signs` in
 * the deciding body, until something of it is concluded (our own rule: docs/decisions/019-one-wall.md). Its subjects
 * never see it before.
 */
export const restriction: Restricting<Said> = {
  begins: ({ type, data }) =>
    type === 'EngagementOpened' && data.kind === 'INSP_SIGNS'
      ? [
          {
            item: null,
            shownTo: data.team.map(({ memberId }) => memberId),
            orWith: { permission: SEE_PLANS, organizationId: data.decidingBody.organizationId },
          },
        ]
      : [],
  lifts: ({ type }) => (type === 'SubjectConcluded' ? [null] : []),
};
