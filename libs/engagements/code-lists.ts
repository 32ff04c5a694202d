import type { CodeList } from '#kernel/text';
import { DISCHARGE_REASONS, MILESTONES, SECRECY_GRADES, TEAM_ROLES } from './codes.js';
import { REMEDY_STATES, STATUSES } from './questions/statuses.js';
import { AMOUNTS, CONTENTS, OUTCOMES, RULINGS } from './rules/outcomes.js';

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
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
};
