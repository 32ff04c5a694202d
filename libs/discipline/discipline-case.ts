import { decider } from '#kernel/decider';
import { commands, decide, routes } from './case-commands.js';
import { type Case, concerned, events, evolve, initial } from './case-events.js';
import { plainCommands } from './intake/plain-commands.js';
import { possible } from './rules/possible.js';

/**
 * A discipline case (hồ sơ xem xét, thi hành kỷ luật), from its opening to the decision and what becomes of it
 * (docs/domain.md 4; confidence there). Entries may come late and in any order of recording; refused is what cannot be
 * on any calendar. Form and reason of a person are sealed, and so are the votes: what they say was checked before, at
 * the edge.
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
  possible,
});
