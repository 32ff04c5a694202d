import { z } from 'zod';
import { Paper } from '#features/papers';
import { WHOLE_STORE } from '#kernel/concern';
import { decider } from '#kernel/decider';
import { permanent, v1 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { refuse } from './refusals.js';

const pair = {
  administratorId: Uuid.describe('The person who opens the first accounts'),
  chairId: Uuid.describe('The person who agrees to the first grants'),
};

const closing = { document: Paper.nullable().describe('The minutes of the opening; null: none') };

/** How far the set-up of a store is: never begun in a demo store and in stores opened before set-ups were recorded. */
export type SetUp = 'NONE' | 'OPEN' | 'CLOSED';

/**
 * The set-up of a ward's new store by two persons, stream `setUp-<log>`: the first administrator and the first chair,
 * to whom the program gives their ways in apart. Together they open accounts, grant roles, enter the register and open
 * the first term. Until they close the set-up no figure is official. The closing takes both, and is final.
 */
export const setUp = decider<SetUp>()({
  category: 'setUp',
  twins: 'none: a store is set up once',
  commands: {
    BeginSetUp: z.strictObject(pair),
    CloseSetUp: z.strictObject({ document: closing.document.default(null) }),
  },
  routes: {
    ifMatch: 'optional',
    of: {
      BeginSetUp: null,
      CloseSetUp: { path: 'closing', name: 'close', body: 'SetUpClosing' },
    },
    entries: null,
  },
  events: { SetUpBegun: permanent(v1(pair)), SetUpClosed: permanent(v1(closing)) },
  takes: { as: 'SetUp', at: 'closing', commands: { CloseSetUp: 2 }, amendments: {} },
  initial: 'NONE',
  decide: {
    BeginSetUp: (c, state) => {
      if (state === 'CLOSED') refuse('SetUpClosedAlready');
      return state === 'OPEN' ? [] : [{ type: 'SetUpBegun', data: c }];
    },
    CloseSetUp: (c, state) => {
      if (state === 'NONE') refuse('NoSetUp');
      return state === 'CLOSED' ? [] : [{ type: 'SetUpClosed', data: c }];
    },
  },
  evolve: { SetUpBegun: () => 'OPEN', SetUpClosed: () => 'CLOSED' },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
  depending: 'none',
});
