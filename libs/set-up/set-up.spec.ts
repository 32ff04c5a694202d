import { describe, it } from '@jest/globals';
import { Uuid } from '#kernel/ids';
import type { Context } from '#kernel/command';
import { scenario } from '#kernel/testing';
import { setUp } from './set-up.js';

const person = (n: number) => Uuid.parse(`00000000-0000-4000-8000-00000000000${n}`);
const begun = { type: 'SetUpBegun', data: { administratorId: person(1), chairId: person(2) } } as const;
const closed = { type: 'SetUpClosed', data: { document: null } } as const;
const proposed = {
  type: 'SetUpActProposed' as const,
  data: { persons: 2, acts: [{ type: 'SetUpClosed', schema: 1, data: { document: null } }] },
};
const close = { type: 'CloseSetUp', data: { document: null } } as const;
const agreeing = (before: number, by: number) => ({
  facts: { agreeing: { upTo: 1, confirmed: false, before: [person(before)], approvers: [person(by)] } },
});
const program: Context['actor'] = { id: person(0), role: 'system', organizationId: null, delegationId: null };

describe('the set-up of a store', () => {
  it('is closed by two persons', () => {
    scenario(setUp).given(begun).when(close).thenRecorded(proposed);
    const agree = { type: 'AgreeToSetUpAct', data: { proposal: 1 } } as const;
    const agreed = { type: 'SetUpActAgreed', data: { proposal: 1 } };
    scenario(setUp, agreeing(1, 2)).given(begun, proposed).when(agree).thenRecorded(agreed, closed);
    scenario(setUp, agreeing(1, 1)).given(begun, proposed).when(agree).thenRefused('ActTakesOthers');
  });

  it('is not opened again', () => {
    const again = { type: 'BeginSetUp', data: begun.data } as const;
    scenario(setUp, { actor: program }).given(begun, closed).when(again).thenRefused('SetUpClosedAlready');
    scenario(setUp, { actor: program }).given(begun).when(again).thenNothing();
    scenario(setUp).given(begun, closed).when(close).thenNothing();
  });

  it('cannot be closed where there is none', () => {
    scenario(setUp).given().when(close).thenRefused('NoSetUp');
  });
});
