import { describe, it } from '@jest/globals';
import type { JsonObject } from '#kernel/canonical-json';
import { instant, plainDate } from '#kernel/dates';
import type { Context } from '#kernel/command';
import { Uuid } from '#kernel/ids';
import { scenario } from '#kernel/testing';
import { erasure } from './erasure.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);
const OWNER = Uuid.parse('00000000-0000-4000-8000-000000000000');
const [ASKS, APPROVES, EXECUTES, HOLDS] = [id(71), id(72), id(73), id(74)];
const owned = { ownerKind: 'person' as const, ownerId: OWNER };
const document = { number: '12-QĐ/ĐU', signedOn: plainDate('2026-01-05') };

const at = (person: Uuid, day = '2026-03-01', more: Partial<Context> = {}) =>
  scenario(erasure, {
    actor: { id: person, role: 'operator', organizationId: null, delegationId: null },
    now: instant(new Date(`${day}T03:00:00.000Z`)),
    facts: { hasKey: true },
    ...more,
  });
const byDelegate = (person: Uuid) =>
  at(person, '2026-03-01', { actor: { id: person, role: 'clerk', organizationId: null, delegationId: id(9) } });

const requested = {
  type: 'ErasureRequested' as const,
  data: { ...owned, by: ASKS, legalBasis: 'SUBJECT_ASKED' as const, document },
};
const approved = {
  type: 'ErasureApproved' as const,
  data: { by: APPROVES, executableFrom: plainDate('2026-03-31'), delayDays: 30, linkedIds: [] as Uuid[] },
};
const withdrawn = { type: 'ErasureWithdrawn' as const, data: { by: ASKS, reason: null } };
const executed = {
  type: 'ErasureExecuted' as const,
  data: { ...owned, by: EXECUTES, on: plainDate('2026-03-31'), linkedIds: [] as Uuid[] },
};
const held = {
  type: 'HoldPlaced' as const,
  data: { holdId: id(0), ...owned, by: HOLDS, ground: 'COMPLAINT' as const, document: null },
};
const lifted = { type: 'HoldLifted' as const, data: { holdId: id(0), by: HOLDS } };

const request = {
  type: 'RequestErasure' as const,
  data: { ownerKind: 'person' as const, legalBasis: 'SUBJECT_ASKED' as const, document },
};
const approve = { type: 'ApproveErasure' as const, data: {} };
const withdraw = { type: 'WithdrawErasure' as const, data: { reason: null } };
const execute = { type: 'ExecuteErasure' as const, data: {} };
const hold = {
  type: 'PlaceHold' as const,
  data: { ownerKind: 'person' as const, ground: 'COMPLAINT' as const, document: null },
};
const lift = { type: 'LiftHold' as const, data: { holdId: id(0) } };

describe('an erasure', () => {
  it('is asked for with its legal basis and a document', () => at(ASKS).given().when(request).thenRecorded(requested));
  it('is not asked for where nothing is sealed', () =>
    at(ASKS, '2026-03-01', { facts: { hasKey: false } })
      .given()
      .when(request)
      .thenRefused('NothingSealed'));
  it('is not asked for twice, but again once it was withdrawn', () => {
    at(ASKS).given(requested).when(request).thenRefused('RequestedAlready');
    at(ASKS).given(requested, approved, withdrawn).when(request).thenRecorded(requested);
  });
  it('is approved by another person, and waits for the days of the policy from then on', () => {
    at(APPROVES).given(requested).when(approve).thenRecorded(approved);
    at(ASKS).given(requested).when(approve).thenRefused('ThreePersons');
  });
  it('is not approved without a request, nor twice, nor on a withdrawn one', () => {
    at(APPROVES).given().when(approve).thenRefused('NotRequested');
    at(APPROVES).given(requested, approved).when(approve).thenRefused('ApprovedAlready');
    at(APPROVES).given(requested, withdrawn).when(approve).thenRefused('NotRequested');
  });
  it('is executed by a third person, from the day on which the delay is over', () => {
    at(EXECUTES, '2026-03-31').given(requested, approved).when(execute).thenRecorded(executed);
    at(EXECUTES, '2026-03-30')
      .given(requested, approved)
      .when(execute)
      .thenRefused('DelayNotOver', { from: '2026-03-31' });
    for (const same of [ASKS, APPROVES])
      at(same, '2026-04-30').given(requested, approved).when(execute).thenRefused('ThreePersons');
  });
  it('is not executed without an approval of this very request', () => {
    at(EXECUTES, '2026-04-30').given(requested).when(execute).thenRefused('NotApproved');
    at(EXECUTES, '2026-04-30').given(requested, approved, withdrawn).when(execute).thenRefused('NotRequested');
    at(EXECUTES, '2026-04-30')
      .given(requested, approved, withdrawn, requested)
      .when(execute)
      .thenRefused('NotApproved');
  });
  it('is neither approved nor executed while a hold is in force, however early or late the hold was placed', () => {
    at(APPROVES).given(held, requested).when(approve).thenRefused('HoldStands', { holds: 1 });
    at(EXECUTES, '2026-04-30').given(requested, approved, held).when(execute).thenRefused('HoldStands');
    at(EXECUTES, '2026-03-31').given(requested, approved, held, lifted).when(execute).thenRecorded(executed);
  });
  it('is withdrawn by one person before the approval, and by two after it', () => {
    at(ASKS).given(requested).when(withdraw).thenRecorded(withdrawn);
    at(ASKS).given(requested, approved).when(withdraw).thenRecorded(proposed(withdrawn));
  });
  it('is withdrawn until it was executed, and then nothing more is recorded of it', () => {
    at(ASKS).given(withdrawn).when(withdraw).thenRefused('NotRequested');
    for (const command of [request, approve, withdraw, execute, hold])
      at(HOLDS).given(requested, approved, executed).when(command).thenRefused('ErasedAlready', { on: '2026-03-31' });
  });
  it('is withdrawn, not corrected or annulled, before it was executed; its approval and execution stay for ever', () => {
    const to = (field: string, from: string, value: string) => correcting(0, field, from, value);
    const basis = to('legalBasis', 'SUBJECT_ASKED', 'RETENTION_OVER');
    for (const given of [[requested], [requested, approved], [requested, withdrawn, requested, approved, executed]])
      for (const command of [annulling(0), basis])
        at(ASKS)
          .given(...given)
          .when(command)
          .thenRefused('RequestsAreWithdrawn');
    for (const entry of [1, 2])
      at(ASKS).given(requested, approved, executed).when(annulling(entry)).thenRefused('EntryNotCorrectable');
  });
  it('keeps its request once it was executed; three persons correct its legal basis and its paper, and nothing else', () => {
    const done = () => at(ASKS, '2026-04-30').given(requested, approved, executed);
    done().when(annulling(0)).thenRefused('RequestsAreWithdrawn');
    const { data } = requested;
    done()
      .when(correcting(0, 'legalBasis', 'SUBJECT_ASKED', 'RETENTION_OVER'))
      .thenRecorded({
        type: 'ErasureActProposed',
        data: {
          persons: 3,
          acts: [
            {
              type: 'ErasureRequestedCorrected',
              schema: 1,
              data: { corrects: 0, reason: 'nhầm', data: Object.assign({}, data, { legalBasis: 'RETENTION_OVER' }) },
            },
          ],
        },
      });
    for (const [field, from, value] of [
      ['ownerKind', 'person', 'case'],
      ['ownerId', OWNER, id(5)],
      ['by', ASKS, id(5)],
    ] as const)
      done()
        .when(correcting(0, field, from, value))
        .thenRefused('FieldFixed', { field });
  });
  it('for a case does not block or end that of the person with the same id, whatever an old store recorded', () => {
    const ofCase = (event: { readonly type: string; readonly data: object }) =>
      ({ type: event.type, data: Object.assign({}, event.data, { ownerKind: 'case' }) }) as never;
    at(APPROVES).given(ofCase(held), requested).when(approve).thenRecorded(approved);
    at(APPROVES).given(ofCase(held), lifted, requested).when(approve).thenRecorded(approved);
    at(APPROVES).given(ofCase(executed), requested).when(approve).thenRecorded(approved);
    at(ASKS).given(ofCase(executed)).when(request).thenRecorded(requested);
    at(APPROVES)
      .given(proposed(ofCase(held)), requested)
      .when(approve)
      .thenRecorded(approved);
  });
  it('cannot be done by delegation', () => {
    byDelegate(ASKS).given().when(request).thenRefused('InPerson');
    byDelegate(APPROVES).given(requested).when(approve).thenRefused('InPerson');
    byDelegate(ASKS).given(requested).when(withdraw).thenRefused('InPerson');
  });
});

const correcting = (corrects: number, field: string, from: string, to: string) => ({
  type: 'CorrectEntry' as const,
  data: { corrects, reason: 'nhầm', changes: [{ field, from, to }] },
});
const annulling = (corrects: number) => ({ type: 'AnnulEntry' as const, data: { corrects, reason: 'nhầm' } });
const grounded = (ground: string) => Object.assign({}, held.data, { ground });

const proposed = <D extends JsonObject>(act: { readonly type: string; readonly data: D }) => ({
  type: 'ErasureActProposed' as const,
  data: { persons: 2, acts: [{ type: act.type, schema: 1, data: act.data }] },
});
const agreed = (proposal: number) => ({ type: 'ErasureActAgreed' as const, data: { proposal } });
const declined = (proposal: number) => ({ type: 'ErasureActDeclined' as const, data: { proposal, reason: 'nhầm' } });
/** A second person, after the first proposed. */
const agreeing = (person: Uuid, before: Uuid, upTo: number, more: Partial<Context> = {}) =>
  at(person, '2026-03-01', {
    facts: { hasKey: true, barred: [], agreeing: { upTo, confirmed: false, before: [before], approvers: [person] } },
    ...more,
  });

describe('a hold', () => {
  it('is placed by two persons, and lifted by two', () => {
    at(HOLDS).given().when(hold).thenRecorded(proposed(held));
    const agree = (proposal: number) => ({ type: 'AgreeToErasureAct' as const, data: { proposal } });
    agreeing(APPROVES, HOLDS, 0).given(proposed(held)).when(agree(0)).thenRecorded(agreed(0), held);
    agreeing(HOLDS, HOLDS, 0).given(proposed(held)).when(agree(0)).thenRefused('ActTakesOthers');
    at(HOLDS).given(held).when(lift).thenRecorded(proposed(lifted));
    agreeing(APPROVES, HOLDS, 1).given(held, proposed(lifted)).when(agree(1)).thenRecorded(agreed(1), lifted);
    const delegate = { id: APPROVES, role: 'clerk', organizationId: null, delegationId: id(9) } as const;
    agreeing(APPROVES, HOLDS, 0, { actor: delegate }).given(proposed(held)).when(agree(0)).thenRefused('InPerson');
  });
  it('protects from its proposal on, even an outdated one, until somebody declines it', () => {
    const approval = () => at(APPROVES).given(proposed(held), requested).when(approve);
    approval().thenRefused('HoldProposed', { proposal: 0 });
    at(APPROVES).given(proposed(held), requested, declined(0)).when(approve).thenRecorded(approved);
    at(EXECUTES, '2026-04-30')
      .given(requested, approved, proposed(held))
      .when(execute)
      .thenRefused('HoldProposed', { proposal: 2 });
  });
  it('is lifted once', () => {
    at(HOLDS).given(held, lifted).when(lift).thenRefused('HoldLiftedAlready');
    at(HOLDS).given().when(lift).thenRefused('NoSuchHold');
  });
  it('is not placed where nothing is sealed', () =>
    at(HOLDS, '2026-03-01', { facts: { hasKey: false } })
      .given()
      .when(hold)
      .thenRefused('NothingSealed'));
  it('is corrected in its ground and its paper only, by two persons, each in person', () => {
    const right = { type: 'HoldPlacedCorrected', data: { corrects: 0, reason: 'nhầm', data: grounded('AUTHORITY') } };
    at(HOLDS)
      .given(held)
      .when(correcting(0, 'ground', 'COMPLAINT', 'AUTHORITY'))
      .thenRecorded(proposed(right));
    for (const [field, from, to] of [
      ['ownerKind', 'person', 'case'],
      ['ownerId', OWNER, id(5)],
      ['holdId', id(0), id(5)],
      ['by', HOLDS, id(5)],
    ] as const)
      at(HOLDS)
        .given(held)
        .when(correcting(0, field, from, to))
        .thenRefused('FieldFixed', { field });
    at(HOLDS)
      .given(held, lifted)
      .when(correcting(1, 'holdId', id(0), id(5)))
      .thenRefused('FieldFixed');
    byDelegate(HOLDS).given(held).when(annulling(0)).thenRefused('InPerson');
  });
  it('is gone once it was annulled, and in force again once its lifting was annulled', () => {
    const gone = { type: 'HoldPlacedAnnulled' as const, data: { corrects: 0, reason: 'nhầm' } };
    const again = { type: 'HoldLiftedAnnulled' as const, data: { corrects: 1, reason: 'nhầm' } };
    at(HOLDS).given(held).when(annulling(0)).thenRecorded(proposed(gone));
    at(APPROVES).given(held, gone, requested).when(approve).thenRecorded(approved);
    at(HOLDS).given(held, gone).when(lift).thenRefused('NoSuchHold');
    at(HOLDS).given(held, lifted).when(annulling(1)).thenRecorded(proposed(again));
    at(APPROVES).given(held, lifted, again, requested).when(approve).thenRefused('HoldStands', { holds: 1 });
    at(HOLDS).given(held, lifted, again).when(lift).thenRecorded(proposed(lifted));
  });
  it('protects from the proposal on to annul its lifting, which is not annulled once the content is erased', () => {
    const again = { type: 'HoldLiftedAnnulled' as const, data: { corrects: 1, reason: 'nhầm' } };
    at(APPROVES)
      .given(held, lifted, proposed(again), requested)
      .when(approve)
      .thenRefused('HoldProposed', { proposal: 2 });
    at(HOLDS)
      .given(held, lifted, requested, approved, executed)
      .when(annulling(1))
      .thenRefused('ErasedAlready', { on: '2026-03-31' });
  });
});
