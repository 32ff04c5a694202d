import { decider, listing } from '#kernel/decider';
import { commands, decide, routes } from './engagement-commands.js';
import { plainCommands } from './intake/plain-commands.js';
import { concerned, restriction, tellsOf } from './rules/concerns.js';
import { type Engagement, events } from './engagement-events.js';
import { possible } from './rules/possible.js';

/**
 * One inspection or supervision (một cuộc kiểm tra, giám sát), from the decision to the closed file (docs/domain.md 1.3
 * to 1.6, 15). One kind of stream for every kind of work, because a clerk may enter one for another and the kind is
 * then corrected. Each subject has its own notice, day and outcome.
 *
 * Papers are recorded in any order and long after their day. Refused is only what cannot have been on any reading of the
 * papers; a missing number or day, a body that is not competent or an obligation left open is shown, never refused.
 * What comes from the rulebook, `ruleSetId`, is looked up by the handler and given as the fact of that name.
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
  evolve: listing(events),
  concerns: { judged: 'by record', of: concerned, tellsOf },
  restriction,
  possible,
});
