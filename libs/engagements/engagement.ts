import { decider, listing } from '#kernel/decider';
import { commands, decide, routes } from './engagement-commands.js';
import { plainCommands } from './intake/plain-commands.js';
import { concerned, restriction, tellsOf } from './rules/concerns.js';
import { depending } from './rules/depending.js';
import { type Engagement, events } from './engagement-events.js';
import { possible } from './rules/possible.js';
import { twins } from './rules/twins.js';

/**
 * One inspection or supervision (một cuộc kiểm tra, giám sát), from the decision to the closed file (docs/domain.md 1.3
 * to 1.6, 15). All kinds share one stream category, so that a wrong kind can be corrected. Each subject has its own
 * notice, day and outcome. Papers may be recorded in any order and long after their day. A command is refused only if
 * its content is impossible. A missing number or day, a body without competence and an open obligation are reported and
 * never refused. The intake handler looks up the rule set in the rulebook and passes it as the fact `ruleSetId`.
 */
export const engagement = decider<Engagement>()({
  category: 'engagement',
  commands,
  routes: { ...routes, asked: plainCommands },
  events,
  confirmable: {
    as: 'Engagement',
    kind: 'ENGAGEMENT',
    at: 'engagements/:id',
    operations: 'Engagement',
    read: 'read:engagements',
  },
  initial: [],
  decide,
  ahead: ['dueOn', 'resumesOn'],
  evolve: listing(events),
  concerns: { judged: 'by record', of: concerned, tellsOf },
  restriction,
  depending,
  twins,
  possible,
});
