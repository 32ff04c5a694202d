import type { CodeList } from '#kernel/text';
import {
  BODIES,
  CAPACITIES,
  DISCHARGE_REASONS,
  KINDS,
  MILESTONES,
  POSTS,
  SECRECY_GRADES,
  TEAM_ROLES,
} from './codes.js';
import { SIGNING_CAPACITIES } from './decision-taken.js';
import { AMOUNTS, CONTENTS, OUTCOMES, RULINGS } from './outcomes.js';
import { REMINDER_TOPICS, ROUTINE_MANNERS } from './routine-codes.js';
import { REMEDY_STATES, STATUSES } from './statuses.js';

/** Code lists by the name under which they are published. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'engagement-kinds': KINDS,
  bodies: BODIES,
  capacities: CAPACITIES,
  posts: POSTS,
  'signing-capacities': SIGNING_CAPACITIES,
  'team-roles': TEAM_ROLES,
  'secrecy-grades': SECRECY_GRADES,
  milestones: MILESTONES,
  outcomes: OUTCOMES,
  rulings: RULINGS,
  amounts: AMOUNTS,
  'engagement-contents': CONTENTS,
  'discharge-reasons': DISCHARGE_REASONS,
  'engagement-statuses': STATUSES,
  'remedy-states': REMEDY_STATES,
  'routine-manners': ROUTINE_MANNERS,
  'reminder-topics': REMINDER_TOPICS,
};
