import type { Role } from './codes.js';

const FIGURES = [
  'read:front-page',
  'read:coverage',
  'read:organizations',
  'read:terms',
  'read:legacy-totals',
  'read:counting-rules',
  'read:periods',
  'read:rule-sets',
  'read:code-lists',
  'read:data-dictionary',
  'read:own-readings',
];
const RECORDS = [
  'read:engagements',
  'read:facts',
  'read:routine-supervision',
  'read:discipline-cases',
  'read:obligations',
  'read:history',
  'read:confirmations',
];
const IN_REGISTER = [
  'EstablishOrganization',
  'RenameOrganization',
  'MoveOrganization',
  'ReclassifyOrganization',
  'DissolveOrganization',
  'DisbandOrganization',
  'ReorganizeOrganizations',
  'CountMembers',
];
const IN_ENGAGEMENTS = [
  'OpenEngagement',
  'RecordConcludedEngagement',
  'DeployEngagement',
  'BeginConduct',
  'ReportByTeam',
  'ExtendEngagement',
  'ChangeScope',
  'ConcludeSubjects',
  'PostponeEngagement',
  'CancelEngagement',
  'ConvertEngagement',
  'FollowUp',
  'CloseEngagement',
  'RevokeConclusion',
  'DischargeObligation',
  'AssignRoutineSupervision',
  'RecordRoutineContact',
  'GiveRoutineReminder',
];
const IN_DISCIPLINE = [
  'OpenDisciplineCase',
  'CountBallot',
  'DecideDiscipline',
  'AnnounceDecision',
  'HandOverDecision',
  'ImposeNoDiscipline',
  'PostponeDiscipline',
  'ChangeDecision',
];
const VERDICTS = [
  'ConfirmEngagement',
  'ReturnEngagement',
  'ConfirmDisciplineCase',
  'ReturnDisciplineCase',
  'ConfirmCountingRule',
  'ReturnCountingRule',
  'ConfirmPeriod',
  'ReturnPeriod',
];
const AMENDMENTS = ['CorrectEntry', 'AnnulEntry'];

/**
 * What each role may do and read. The lists are this product's own (least privilege), no rule of law:
 * what a regulation says of competence is the rulebook's, and warns. Who records does not approve, and
 * confirms only what somebody else recorded; who runs the machines or
 * the accounts reads no record; who audits changes none.
 */
const PERMISSIONS: Readonly<Record<Role, readonly string[]>> = {
  clerk: [
    ...FIGURES,
    ...RECORDS,
    ...IN_REGISTER,
    ...IN_ENGAGEMENTS,
    ...IN_DISCIPLINE,
    ...AMENDMENTS,
    ...VERDICTS,
    'OpenTerm',
    'EndTerm',
    'SetTarget',
    'RecordLegacyTotals',
    'DefineCountingRule',
    'PreparePeriod',
    'RequestErasure',
    'WithdrawErasure',
    'PlaceHold',
    'read:erasures',
    'GiveDelegation',
    'EndDelegation',
  ],
  inspector: [...FIGURES, ...RECORDS, ...VERDICTS, 'GiveDelegation', 'EndDelegation'],
  'inspection-chair': [
    ...FIGURES,
    ...RECORDS,
    ...VERDICTS,
    'ApproveErasure',
    'WithdrawErasure',
    'PlaceHold',
    'ClosePeriod',
    'LiftHold',
    'read:erasures',
    'read:grants',
    'read:readings',
    'GiveDelegation',
    'EndDelegation',
  ],
  committee: [...FIGURES, ...RECORDS, 'ApproveCountingRule', 'ClosePeriod', 'GiveDelegation', 'EndDelegation'],
  'cell-secretary': [...FIGURES, 'read:engagements', 'read:routine-supervision', 'read:obligations'],
  'base-officer': [
    ...FIGURES,
    ...RECORDS,
    ...IN_ENGAGEMENTS,
    ...AMENDMENTS,
    'CountMembers',
    'ConfirmEngagement',
    'ReturnEngagement',
    'GiveDelegation',
    'EndDelegation',
  ],
  registrar: [...FIGURES, 'read:engagements', 'read:obligations', 'CloseEngagement'],
  auditor: [...FIGURES, ...RECORDS, 'read:grants', 'read:erasures', 'read:accounts', 'read:readings'],
  viewer: FIGURES,
  operator: [
    'read:metrics',
    'read:parked-streams',
    'RetryParkedStream',
    'SkipParkedEvent',
    'read:erasures',
    'ExecuteErasure',
    'read:code-lists',
    'read:data-dictionary',
  ],
  admin: [
    'ManageAccounts',
    'read:accounts',
    'GrantRole',
    'WithdrawRole',
    'EndDelegation',
    'read:grants',
    'read:organizations',
    'read:code-lists',
    'read:data-dictionary',
  ],
  guest: ['read:front-page'],
};

const SETS = new Map(Object.entries(PERMISSIONS).map(([role, list]) => [role, new Set(list)]));

/** Whether a role holds a permission; a role that this program does not know holds none. */
export const permits = (role: string, permission: string): boolean => SETS.get(role)?.has(permission) ?? false;

/** Every permission that a role holds, in alphabetical order. */
export const permissionsOf = (role: Role): readonly string[] => [...PERMISSIONS[role]].sort();

/** Every permission that any role holds. */
export const allPermissions = (): ReadonlySet<string> => new Set(Object.values(PERMISSIONS).flat());
