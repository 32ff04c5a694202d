import { decider, listing } from '#kernel/decider';
import { plainCommands } from './intake/plain-commands.js';
import { commands, decide, routes } from './member-commands.js';
import { concerned, events, type Member, tellsOf } from './member-events.js';
import { depending } from './rules/depending.js';
import { possible } from './rules/possible.js';

/**
 * A person whom the records name (decision 041): posts, membership and status with their days, and which other record is
 * of the same person. It is no copy of a database of members. The particulars are sealed under the person's key, so an
 * erasure of the person leaves a record that names nobody. The intake handler seals them, and gives the number of the
 * code as the fact `number`.
 */
export const member = decider<Member>()({
  category: 'member',
  commands,
  routes: { ...routes, asked: plainCommands },
  events,
  initial: [],
  decide,
  // A post may end on a day to come.
  ahead: ['on'],
  evolve: listing(events),
  concerns: {
    judged: 'by record',
    of: concerned,
    tellsOf,
    // Nobody enters themselves.
    ofRecord: (id) => ({ organizations: [], members: [id] }),
  },
  restriction: 'none',
  depending,
  twins: 'none: persons are compared by their names in memory, since the names are sealed (decision 041)',
  possible,
});
