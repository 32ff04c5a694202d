import { feature as access, type Role, RoleTable } from '#features/access';
import { feature as confirmations } from '#features/confirmations';
import { feature as countingRules } from '#features/counting-rules';
import { feature as coverage } from '#features/coverage';
import { feature as discipline } from '#features/discipline';
import { feature as engagements } from '#features/engagements';
import { feature as erasure } from '#features/erasure';
import { feature as identity } from '#features/identity';
import { feature as obligations } from '#features/obligations';
import { feature as organizations } from '#features/organizations';
import { feature as periods } from '#features/periods';
import { feature as readings } from '#features/readings';
import { feature as routineSupervision } from '#features/routine-supervision';
import { feature as rulebook } from '#features/rulebook';
import { feature as terms } from '#features/terms';
import { entryCommands } from '#kernel/entry-commands';
import { commandsOf } from '#platform/feature';
import { projectionOperations } from '#platform/projections/operations';
import type { FeaturePermission } from './features.js';

/** What routes ask for that belong to no feature, and the amendments that every record knows. */
const own = {
  frontPage: ['read:front-page'],
  words: ['read:code-lists', 'read:data-dictionary'],
  history: ['read:history'],
  operate: ['read:metrics', 'read:parked-streams', ...commandsOf(projectionOperations)],
  amend: commandsOf({ commands: entryCommands }),
} as const;

export type Permission = FeaturePermission | (typeof own)[keyof typeof own][number];
type Permissions = readonly Permission[];

const FIGURES: Permissions = [
  ...own.frontPage,
  ...own.words,
  ...coverage.permissions.read,
  ...organizations.permissions.read,
  ...terms.permissions.read,
  ...countingRules.permissions.read,
  ...periods.permissions.read,
  ...rulebook.permissions.read,
  ...readings.permissions.readOwn,
];
const RECORDS: Permissions = [
  ...engagements.permissions.read,
  ...routineSupervision.permissions.read,
  ...discipline.permissions.read,
  ...obligations.permissions.read,
  ...confirmations.permissions.read,
  ...own.history,
];
const VERDICTS: Permissions = [
  ...engagements.permissions.verdicts,
  ...discipline.permissions.verdicts,
  ...countingRules.permissions.verdicts,
  ...periods.permissions.verdicts,
];

/**
 * What each role may do and read. The lists are this product's own (least privilege), no rule of law:
 * what a regulation says of competence is the rulebook's, and warns. Who records does not approve, and
 * confirms only what somebody else recorded; who runs the machines or
 * the accounts reads no record; who audits changes none.
 */
const PERMISSIONS: Readonly<Record<Role, Permissions>> = {
  clerk: [
    ...FIGURES,
    ...RECORDS,
    ...VERDICTS,
    ...own.amend,
    ...organizations.permissions.record,
    ...engagements.permissions.record,
    ...routineSupervision.permissions.record,
    ...discipline.permissions.record,
    ...terms.permissions.record,
    ...countingRules.permissions.define,
    ...periods.permissions.prepare,
    ...erasure.permissions.read,
    ...erasure.permissions.request,
    ...access.permissions.delegate,
  ],
  inspector: [...FIGURES, ...RECORDS, ...VERDICTS, ...access.permissions.delegate],
  'inspection-chair': [
    ...FIGURES,
    ...RECORDS,
    ...VERDICTS,
    ...engagements.permissions.seePlans,
    ...periods.permissions.close,
    ...erasure.permissions.read,
    ...erasure.permissions.approve,
    'WithdrawErasure',
    'PlaceHold',
    ...access.permissions.read,
    ...access.permissions.delegate,
    ...readings.permissions.read,
  ],
  committee: [
    ...FIGURES,
    ...RECORDS,
    ...countingRules.permissions.approve,
    ...periods.permissions.close,
    ...access.permissions.delegate,
  ],
  'cell-secretary': [
    ...FIGURES,
    'read:engagements',
    ...routineSupervision.permissions.read,
    ...obligations.permissions.read,
  ],
  'base-officer': [
    ...FIGURES,
    ...RECORDS,
    ...own.amend,
    'CountMembers',
    ...engagements.permissions.record,
    ...engagements.permissions.verdicts,
    ...routineSupervision.permissions.record,
    ...access.permissions.delegate,
  ],
  registrar: [...FIGURES, 'read:engagements', 'CloseEngagement', ...obligations.permissions.read],
  auditor: [
    ...FIGURES,
    ...RECORDS,
    ...erasure.permissions.read,
    ...access.permissions.read,
    ...identity.permissions.read,
    ...readings.permissions.read,
  ],
  viewer: FIGURES,
  operator: [...own.operate, ...own.words, ...erasure.permissions.read, ...erasure.permissions.execute],
  admin: [
    ...own.words,
    ...organizations.permissions.read,
    ...identity.permissions.read,
    ...identity.permissions.manage,
    ...access.permissions.read,
    ...access.permissions.grant,
    'EndDelegation',
  ],
  guest: own.frontPage,
};

export const roles = new RoleTable(PERMISSIONS);
