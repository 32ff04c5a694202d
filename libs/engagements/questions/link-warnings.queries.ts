import type { PersonOf } from '#features/members';
import { kinKnown, type OrganizationsDb } from '#features/organizations';
import { type Bilingual } from '#kernel/text';
import type { Uuid } from '#kernel/ids';
import {
  judge,
  type Link,
  type LinkedEngagement,
  isOneTwice,
  ONE_PERSON_TWICE,
  UNUSUAL_LINKS,
  type UnusualLink,
  type WrongLink,
  WRONG_LINKS,
  type LinkingAct,
  withPersons,
} from '../rules/links.js';
import { engagementsNamed, type EngagementWithFacts } from './engagements.queries.js';
import type { VisibleEngagements } from './visible.queries.js';

type Moment = Parameters<typeof engagementsNamed>[1];
export type LinkWarning = Bilingual & { readonly code: WrongLink | UnusualLink | 'ONE_PERSON_TWICE' };

interface Reading {
  readonly visible: VisibleEngagements;
  readonly organizations: OrganizationsDb;
  /** One id for each person, as known at the moment. */
  readonly personOf: PersonOf;
  readonly moment: Moment;
}

/**
 * What is impossible or unusual about the links of an engagement, as of a day. New entries with impossible links are
 * refused; entries of an older release, and links to records that were corrected since, are reported here. A link to an
 * engagement that is restricted for the reader is not judged.
 */
export async function linkWarnings(match: EngagementWithFacts, reading: Reading): Promise<LinkWarning[]> {
  const { opening, on } = match;
  const { combinedWith, arisesFromEngagementId, arisesFromSubjectId: subjectId } = opening;
  const links: Link[] = [];
  if (combinedWith !== null) links.push({ how: 'COMBINED', id: combinedWith, field: '' });
  if (arisesFromEngagementId !== null) links.push({ how: 'SOURCE', id: arisesFromEngagementId, subjectId, field: '' });
  for (const { what, detail } of on.milestones)
    if (what === 'CONVERTED') links.push({ how: 'INTO', id: detail.into as Uuid, field: '' });
  const twice = isOneTwice(match.facts.subjects, reading.personOf)
    ? [{ code: 'ONE_PERSON_TWICE' as const, ...ONE_PERSON_TWICE }]
    : [];
  return [...(await linkWarningsOf(actOf(match), links, reading)), ...twice];
}

/** What is unusual about the links of any act. Cost: none without links, else about a dozen queries. */
export async function linkWarningsOf(
  act: LinkingAct,
  links: readonly Link[],
  { visible, organizations, personOf, moment }: Reading,
): Promise<LinkWarning[]> {
  const named = await engagementsNamed(
    visible,
    moment,
    links.map(({ id }) => id),
  );
  const subjects = [...act.subjects, ...named.flatMap(({ facts }) => facts.subjects)];
  const ids = [...new Set(subjects.map(({ organizationId }) => organizationId))];
  const kin = ids.length < 2 ? () => 'same' as const : await kinKnown(organizations, moment.position, ids);
  const codes = links.flatMap((link): readonly (WrongLink | UnusualLink)[] => {
    const other = named.find(({ engagementId }) => engagementId === link.id);
    if (!other) return [];
    const { wrong, unusual } = judge(link, withPersons(act, personOf), withPersons(actOf(other), personOf), kin);
    return wrong ? [wrong, ...unusual] : unusual;
  });
  return codes.map((code) => ({
    code,
    ...(code in WRONG_LINKS ? WRONG_LINKS[code as WrongLink] : UNUSUAL_LINKS[code as UnusualLink]),
  }));
}

function actOf({ opening, facts, on }: EngagementWithFacts): LinkedEngagement {
  return {
    kind: opening.kind,
    body: { organizationId: opening.bodyOrganizationId, body: opening.body },
    decision: { number: opening.decisionNumber, signedOn: opening.signedOn },
    subjects: facts.subjects,
    conclusions: on.subjects.flatMap(({ subjectId, conclusion, revokedOn }) =>
      conclusion && revokedOn === null
        ? [{ subjectId, countsOn: conclusion.countsOn, outcome: conclusion.outcome }]
        : [],
    ),
  };
}
