/**
 * What the id in a field refers to.
 *
 * - `organization`: an organization of a register
 * - `member`: a person whom records name; commands may name only persons of the register of persons
 * - `person`: whoever acts or is given something to do: the holder of an account, or a person of the register
 * - `owner`: a person or a record, whose key seals content
 * - `item`: a thing that an entry of the record introduces
 * - `elsewhere`: a subject of another record, which an id beside it names
 * - `own`: an id that means nothing outside of its field
 */
export type IdKind =
  'organization' | 'member' | 'person' | 'owner' | 'item' | 'elsewhere' | 'own' | { readonly record: string };

/** Fields with ids, by the last part of their paths. A test compares the fields of all events. */
const BY_NAME: Readonly<Record<string, IdKind>> = {
  organizationId: 'organization',
  parentId: 'organization',
  bodyOrganizationId: 'organization',
  byOrganizationId: 'organization',
  continues: 'organization',
  custom: 'organization',
  organizationIds: 'organization',
  workedAt: 'organization',
  from: 'organization',
  memberId: 'member',
  members: 'member',
  otherId: 'member',
  notTwinOf: 'member',
  personId: 'person',
  delegateId: 'person',
  by: 'person',
  administratorId: 'person',
  chairId: 'person',
  ownerId: 'owner',
  linkedIds: 'owner',
  subjectId: 'item',
  subjectIds: 'item',
  removed: 'item',
  remedyId: 'item',
  grantId: 'item',
  delegationId: 'item',
  assignmentId: 'item',
  holdId: 'item',
  postId: 'item',
  engagementId: { record: 'engagement' },
  combinedWith: { record: 'engagement' },
  into: { record: 'engagement' },
  disciplineCaseId: { record: 'disciplineCase' },
};

/** Fields that mean something else than their last part says. */
const BY_PATH: Readonly<Record<string, IdKind>> = {
  'arisesFrom.subjectId': 'elsewhere',
  'source.subjectId': 'elsewhere',
};

/** Fields whose id is told as an id of its own, so that a new field is classified on purpose. */
export const OWN_IDS: ReadonlySet<string> = new Set([
  'accountId',
  'ballotId',
  'countingRuleId',
  'id',
  'item',
  'masterKey',
  'programmeItemId',
  'reminderId',
  'targetId',
  'tokenId',
]);

/** The last name in a path, without the indexes of lists: `subjects.0.memberId` and `team[].memberId`. */
export const lastName = (path: string): string =>
  path
    .replaceAll('[]', '')
    .split('.')
    .findLast((name) => !/^\d+$/.test(name)) ?? '';

/** A path without the indexes of lists, so that it can be looked up. */
const withoutIndexes = (path: string): string =>
  path
    .replaceAll('[]', '')
    .split('.')
    .filter((name) => !/^\d+$/.test(name))
    .join('.');

/** What the id in a field refers to, by the path of the field in a command or an event. */
export function idKindOf(path: string): IdKind {
  const whole = withoutIndexes(path);
  const name = lastName(path);
  if (Object.hasOwn(BY_PATH, whole)) return BY_PATH[whole] ?? 'own';
  return Object.hasOwn(BY_NAME, name) ? (BY_NAME[name] ?? 'own') : 'own';
}
/** Whether somebody has said what the ids in a field refer to. */
export const isClassified = (path: string): boolean => idKindOf(path) !== 'own' || OWN_IDS.has(lastName(path));
