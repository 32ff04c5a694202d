import { feature as access, type Role, RoleTable } from '#features/access';
import { feature as countingRules } from '#features/counting-rules';
import { feature as engagements } from '#features/engagements';
import { feature as erasure } from '#features/erasure';
import { feature as identity } from '#features/identity';
import { feature as members } from '#features/members';
import { feature as obligations } from '#features/obligations';
import { feature as organizations } from '#features/organizations';
import { feature as periods } from '#features/periods';
import { feature as proposals } from '#features/proposals';
import { feature as readings } from '#features/readings';
import { feature as routineSupervision } from '#features/routine-supervision';
import { feature as setUp } from '#features/set-up';
import { feature as terms } from '#features/terms';
import { entryCommands } from '#kernel/entry-commands';
import { commandsOf } from '#platform/feature';
import { projectionOperations } from '#platform/projections/operations';
import { type FeaturePermission, type Group, permissionsIn } from './features.js';

/** Permissions of routes that belong to no feature, and of the amendments that every record has. */
export const OWN = {
  frontPage: ['read:front-page'],
  words: ['read:code-lists', 'read:data-dictionary'],
  history: ['read:history'],
  // Whoever answers a person's request for what is held about them; and the person themselves.
  held: ['read:held'],
  ownHeld: ['read:own-held'],
  // One person proposes how to settle an alarm of the log, and another person does it.
  log: ['read:log'],
  proposeForLog: ['ProposeRestore', 'ProposeSettingAside'],
  settleLog: ['DeclareRestore', 'SetStrangeThingAside'],
  operate: ['read:metrics', 'read:parked-streams', ...commandsOf(projectionOperations)],
  amend: commandsOf({ commands: entryCommands }),
} as const;

export type Permission = FeaturePermission | (typeof OWN)[keyof typeof OWN][number];
type Permissions = readonly Permission[];

/**
 * The permissions of a group, of all features: a new feature belongs to the roles that hold its groups without a line
 * here.
 */
const all = (group: Group): Permissions => permissionsIn(group);

const FIGURES: Permissions = [...OWN.frontPage, ...OWN.words, ...OWN.ownHeld, ...all('figures')];
const RECORDS: Permissions = [...all('records'), ...OWN.history];

/**
 * What each role may do and read. This product chose the lists (least privilege); they are not law. Regulations on
 * competence are in the rulebook, and breaking them only gives a warning. A recorder does not approve, and confirms
 * only what others recorded. Operators and administrators read no record. Auditors change no record; they are
 * among those who can be the second person when the credential of another is reset.
 */
const PERMISSIONS: Readonly<Record<Role, Permissions>> = {
  clerk: [
    ...proposals.permissions.read,
    ...FIGURES,
    ...RECORDS,
    ...OWN.amend,
    ...all('record'),
    ...all('verdicts'),
    ...erasure.permissions.read,
    ...access.permissions.delegate,
  ],
  inspector: [...FIGURES, ...RECORDS, ...all('verdicts'), ...access.permissions.delegate],
  'inspection-chair': [
    ...proposals.permissions.read,
    ...FIGURES,
    ...RECORDS,
    ...all('verdicts'),
    ...OWN.held,
    ...engagements.permissions.seePlans,
    ...periods.permissions.close,
    ...terms.permissions.agree,
    ...countingRules.permissions.agree,
    ...erasure.permissions.read,
    ...erasure.permissions.approve,
    ...erasure.permissions.agree,
    'WithdrawErasure',
    'PlaceHold',
    ...OWN.log,
    ...OWN.proposeForLog,
    ...OWN.settleLog,
    ...access.permissions.read,
    ...access.permissions.delegate,
    ...readings.permissions.read,
    ...setUp.permissions.close,
    ...identity.permissions.read,
    ...identity.permissions.seeActs,
    ...identity.permissions.agree,
    ...access.permissions.agree,
  ],
  committee: [
    ...proposals.permissions.read,
    ...FIGURES,
    ...RECORDS,
    ...countingRules.permissions.approve,
    ...countingRules.permissions.agree,
    ...erasure.permissions.read,
    ...erasure.permissions.agree,
    ...terms.permissions.agree,
    ...periods.permissions.close,
    ...access.permissions.delegate,
  ],
  'cell-secretary': [
    ...FIGURES,
    'read:engagements',
    ...routineSupervision.permissions.records,
    ...obligations.permissions.records,
  ],
  'base-officer': [
    ...FIGURES,
    ...RECORDS,
    ...OWN.amend,
    'CountMembers',
    ...engagements.permissions.record,
    ...engagements.permissions.verdicts,
    ...members.permissions.record,
    ...routineSupervision.permissions.record,
    ...access.permissions.delegate,
  ],
  registrar: [...FIGURES, 'read:engagements', 'CloseEngagement', ...obligations.permissions.records],
  auditor: [
    ...proposals.permissions.read,
    ...FIGURES,
    ...RECORDS,
    ...erasure.permissions.read,
    ...access.permissions.read,
    ...identity.permissions.read,
    ...identity.permissions.seeActs,
    ...identity.permissions.agree,
    ...access.permissions.agree,
    ...readings.permissions.read,
    ...OWN.held,
    ...OWN.log,
  ],
  viewer: FIGURES,
  operator: [
    ...OWN.operate,
    ...OWN.ownHeld,
    ...OWN.log,
    ...OWN.proposeForLog,
    ...OWN.words,
    ...erasure.permissions.read,
    ...erasure.permissions.execute,
  ],
  admin: [
    ...proposals.permissions.read,
    ...OWN.words,
    ...OWN.ownHeld,
    ...organizations.permissions.figures,
    ...identity.permissions.read,
    ...identity.permissions.manage,
    ...identity.permissions.agree,
    ...access.permissions.agree,
    ...access.permissions.read,
    ...access.permissions.grant,
    'EndDelegation',
    ...setUp.permissions.figures,
    ...setUp.permissions.close,
  ],
  // Only during the set-up of a store, by the two persons who set it up.
  founder: [
    ...proposals.permissions.read,
    ...FIGURES,
    ...OWN.amend,
    ...organizations.permissions.record,
    ...terms.permissions.record,
    ...terms.permissions.agree,
  ],
  guest: OWN.frontPage,
};

export const roles = new RoleTable(PERMISSIONS, all('verdicts'));
