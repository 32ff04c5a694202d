import { describe, expect, it } from '@jest/globals';
import { confirming, type Review, sendingBack } from './confirmation.js';
import type { Context } from './command.js';
import { streamId, Uuid } from './ids.js';
import { Rejection } from './rejection.js';

const person = (n: number) => Uuid.parse(`00000000-0000-4000-8000-00000000000${n}`);
const [clerk, inspector, chair, deputy] = [person(1), person(2), person(3), person(4)];
const HASH = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';

function compared(known: Partial<Review>, contentHash = HASH, how: 'confirming' | 'sending back' = 'confirming') {
  const review = { upTo: 4, contentHash: HASH, stands: false, recorders: [clerk], reviewers: [inspector], ...known };
  const context: Context = {
    now: '2026-11-28T02:03:04.005Z' as Context['now'],
    actor: { id: inspector, role: 'inspector', organizationId: null, delegationId: null },
    stream: streamId('thing', person(9)),
    facts: { review },
    newId: () => person(8),
  };
  try {
    if (how === 'confirming') return confirming({ contentHash }, context);
    return sendingBack({ contentHash, ground: 'DIFFERS', entries: [3] }, context);
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
}

describe('a confirmation', () => {
  it('by a person who recorded none of it is bound to the last entry and the content that was compared', () => {
    expect(compared({})).toEqual({ upTo: 4, contentHash: HASH });
  });

  it('of content that has changed meanwhile is refused', () => {
    expect(compared({}, HASH.replace('6', '7'))).toBe('ContentDiffers');
  });

  it('of a record already confirmed and unchanged is refused', () => {
    expect(compared({ stands: true, recorders: [] })).toBe('ConfirmedAlready');
  });

  it.each([
    ['recorded some of it', { recorders: [chair, inspector] }],
    ['acts for somebody who recorded some of it', { reviewers: [deputy, clerk] }],
    ['had some of it recorded by a delegate', { recorders: [deputy, inspector] }],
    ['acts for the same person as whoever recorded it', { recorders: [clerk, chair], reviewers: [deputy, chair] }],
  ])('of somebody who %s is refused', (_, known) => {
    expect(compared(known)).toBe('OwnEntries');
  });

  it('does not prevent that the record is sent back', () => {
    expect(compared({ stands: true, recorders: [] }, HASH, 'sending back')).toEqual({
      upTo: 4,
      contentHash: HASH,
      ground: 'DIFFERS',
      entries: [3],
    });
    expect(compared({}, HASH.replace('6', '7'), 'sending back')).toBe('ContentDiffers');
  });

  it('is refused when a person for whom an entry was recorded cannot be determined', () => {
    expect(compared({ recorders: [clerk, null] })).toBe('OwnEntries');
  });
});
