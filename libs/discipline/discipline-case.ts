import { decider } from '#kernel/decider';
import { commands, decide, routes } from './case-commands.js';
import { type Case, concerned, events, evolve, initial } from './case-events.js';
import { plainCommands } from './intake/plain-commands.js';
import { possible } from './rules/possible.js';
import { twins } from './rules/twins.js';

/**
 * A discipline case (hồ sơ xem xét, thi hành kỷ luật), from its opening to the decision and the later changes of the
 * decision (docs/domain.md 4, which also gives the confidence). Entries may be recorded late and in any order; only an
 * impossible history is refused. Form, reason and votes are sealed if the subject is a person. The intake handler
 * checks them before it seals them.
 */
export const disciplineCase = decider<Case>()({
  category: 'disciplineCase',
  commands,
  routes: { ...routes, asked: plainCommands },
  events,
  confirmable: {
    as: 'DisciplineCase',
    kind: 'DISCIPLINE_CASE',
    at: 'discipline-cases/:id',
    operations: 'Case',
    read: 'read:discipline-cases',
  },
  initial,
  decide,
  evolve,
  concerns: { judged: 'by record', of: concerned },
  restriction: 'none',
  depending: { on: 'DisciplineCaseOpened' },
  twins,
  possible,
});
