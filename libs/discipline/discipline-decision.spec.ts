import { describe, expect, it } from '@jest/globals';
import { scenario } from '#kernel/testing';
import { disciplineCase } from './discipline-case.js';
import {
  announce,
  announced,
  annul,
  body,
  change,
  changed,
  correct,
  day,
  decide,
  decided,
  handOver,
  hidden,
  notImposed,
  opened,
  received,
} from './testing.js';

const { given } = scenario(disciplineCase);
const organization = opened('ORGANIZATION');
const cell = body('CELL');

describe('a decision', () => {
  it('is recorded with the rule set in force on the day of the vote, or of the signing if that is unknown', () => {
    for (const [votedOn, signedOn, ruleSetId] of [
      ['2026-08-16', '2026-08-20', 'KL-69+264'],
      ['2026-08-17', '2026-08-20', 'KL-212'],
      [null, '2026-08-16', 'KL-69+264'],
      [null, null, null],
    ] as const)
      given(organization)
        .when(decide(votedOn, signedOn, 'WARNING'))
        .thenState(({ decisions }) => {
          expect(decisions.map((d) => d.ruleSetId)).toEqual([ruleSetId]);
        });
  });
  it('is made only once in a case', () =>
    given(organization, decided(null, null, 'WARNING'))
      .when(decide(null, null, 'REPRIMAND'))
      .thenRefused('DecidedAlready', { entry: 1 }));
  it('may be made anew where the first was annulled as a mistaken entry', () =>
    given(organization, decided(null, null, 'WARNING'), {
      type: 'DisciplineDecidedAnnulled',
      data: { corrects: 1, reason: 'x' },
    })
      .when(decide(null, null, 'REPRIMAND'))
      .thenRecorded(decided(null, null, 'REPRIMAND')));
  it('is refused where the case has ended without discipline', () =>
    given(opened(), notImposed('2025-10-01')).when(decide(null, null)).thenRefused('NotImposedAlready', { entry: 1 }));
  it('has a form that applies to its subject: no member is disbanded, no organization expelled', () => {
    for (const form of ['REMOVAL', 'EXPULSION'] as const)
      given(organization)
        .when(decide(null, null, form))
        .thenRefused('FormNotOfClass', { class: 'ORGANIZATION' });
    given(opened())
      .when(decide(null, null, 'DISBANDMENT'))
      .thenRefused('FormNotStated');
  });
  it('states the form of an organization in clear and that of a person sealed', () => {
    given(organization).when(decide(null, null)).thenRefused('FormNotStated');
    given(opened())
      .when(decide(null, null, 'WARNING'))
      .thenRefused('FormNotStated');
    const bare = decide(null, null).data;
    given(opened())
      .when({ type: 'DecideDiscipline', data: { ...bare, sealedPosts: null } })
      .thenRefused('FormNotStated');
  });
  it('is not signed before the vote', () =>
    given(opened())
      .when(decide('2025-09-02', '2025-09-01'))
      .thenRefused('SignedBeforeVote', { signedOn: '2025-09-01', votedOn: '2025-09-02' }));
  it('is signed on the day of its paper', () =>
    given(opened())
      .when({
        type: 'DecideDiscipline',
        data: { ...decide(null, '2025-09-02').data, document: { number: '5-QĐ/CB', signedOn: '2025-09-03' as never } },
      })
      .thenRefused('SignedOnTwoDays'));
  it('is not dated after the day on which it is recorded', () => {
    given(opened())
      .when(decide('2026-11-01', null))
      .thenRefused('InTheFuture', { on: '2026-11-01', today: '2026-10-31' });
    given(opened(), decided(null, null))
      .when(correct(1, { field: 'signedOn', from: null, to: '2026-11-01' }))
      .thenRefused('InTheFuture');
  });
  it('has its rule set corrected together with a day to which another one applies', () => {
    const past = [opened(), decided('2026-08-20', null)];
    const moved = { field: 'votedOn', from: '2026-08-20', to: '2026-08-10' };
    given(...past)
      .when(correct(1, moved))
      .thenRefused('RuleSetOfAnotherDay', { expected: 'KL-69+264' });
    given(...past)
      .when(correct(1, moved, { field: 'ruleSetId', from: 'KL-212', to: 'KL-69+264' }))
      .thenState(({ decisions }) => {
        expect(decisions[0]?.ruleSetId).toBe('KL-69+264');
      });
  });
  it('keeps its sealed form: a wrong one is annulled and recorded anew', () =>
    given(opened(), decided(null, null))
      .when(correct(1, { field: 'sealedForm', from: hidden(), to: hidden('y') }))
      .thenRefused('SealedFieldFixed'));
});

describe('announcement and receipt', () => {
  it('need a decision', () => {
    given(opened()).when(announce('2025-09-10')).thenRefused('NotDecided');
    given(opened()).when(handOver('2025-09-10')).thenRefused('NotDecided');
    given(opened(), decided(null, null), announced('2025-09-10')).when(annul(1)).thenRefused('NotDecided');
  });
  it('are recorded once each', () => {
    const past = [opened(), decided(null, null), announced('2025-09-10'), received('2025-09-12')];
    given(...past)
      .when(announce('2025-09-11'))
      .thenRefused('AnnouncedTwice', { entry: 2 });
    given(...past)
      .when(handOver('2025-09-11'))
      .thenRefused('ReceivedTwice', { entry: 3 });
  });
  it('do not come before the signing', () => {
    const past = [opened(), decided('2025-09-01', '2025-09-05')];
    const days = { decidedOn: '2025-09-05' };
    given(...past)
      .when(announce('2025-09-04'))
      .thenRefused('AnnouncedBeforeDecision', { ...days, announcedOn: '2025-09-04' });
    given(...past)
      .when(handOver('2025-09-04'))
      .thenRefused('ReceivedBeforeDecision', { ...days, receivedOn: '2025-09-04' });
    given(...past)
      .when(announce('2025-09-05'))
      .thenRecorded(announced('2025-09-05'));
  });
  it('of a decision by a cell do not come before the vote; its paper may follow', () => {
    const past = [opened(), decided('2025-09-01', '2025-09-05', null, cell)];
    given(...past)
      .when(announce('2025-09-01'))
      .thenRecorded(announced('2025-09-01'));
    given(...past)
      .when(handOver('2025-09-01'))
      .thenRecorded(received('2025-09-01'));
    given(...past)
      .when(announce('2025-08-31'))
      .thenRefused('AnnouncedBeforeDecision');
  });
  it('are not compared with unknown days', () =>
    given(opened(), decided(null, null)).when(announce('2025-01-01')).thenRecorded(announced('2025-01-01')));
});

describe('a change after a complaint', () => {
  const past = [organization, decided('2025-09-01', '2025-09-02', 'WARNING')];
  it('needs a decision, and does not come before it', () => {
    given(organization).when(change('2025-09-02', 'KEPT')).thenRefused('NotDecided');
    given(...past)
      .when(change('2025-09-01', 'KEPT'))
      .thenRefused('ChangedBeforeDecision');
  });
  it('does not come before the body met', () => {
    const asked = change('2025-10-02', 'KEPT');
    const meeting = { ...asked, data: { ...asked.data, metOn: day('2025-10-03'), signedAs: 'ON_BEHALF' as const } };
    given(...past)
      .when(meeting)
      .thenRefused('ChangedBeforeMeeting', { changedOn: '2025-10-02', metOn: '2025-10-03' });
  });
  it('states a form if and only if it raises or lowers', () => {
    for (const [how, form] of [
      ['KEPT', 'WARNING'],
      ['ANNULLED', 'WARNING'],
      ['RAISED', null],
      ['LOWERED', null],
    ] as const)
      given(...past)
        .when(change('2025-10-01', how, form))
        .thenRefused('ChangeFormMismatch');
    given(opened(), decided(null, null))
      .when(change('2025-10-01', 'LOWERED', 'REPRIMAND'))
      .thenRefused('ChangeFormMismatch');
    given(opened(), decided(null, null))
      .when(change('2025-10-01', 'LOWERED'))
      .thenRecorded(changed('2025-10-01', 'LOWERED'));
  });
  it('has a heavier form if raised, and a lighter one if lowered', () => {
    given(...past)
      .when(change('2025-10-01', 'RAISED', 'REPRIMAND'))
      .thenRefused('ChangeNotInThatDirection');
    given(...past)
      .when(change('2025-10-01', 'LOWERED', 'WARNING'))
      .thenRefused('ChangeNotInThatDirection');
    given(...past, changed('2025-10-01', 'LOWERED', 'REPRIMAND'))
      .when(change('2025-11-01', 'LOWERED', 'REPRIMAND'))
      .thenRefused('ChangeNotInThatDirection');
    given(...past)
      .when(change('2025-10-01', 'RAISED', 'EXPULSION'))
      .thenRefused('FormNotOfClass');
    given(...past)
      .when(change('2025-10-01', 'RAISED', 'DISBANDMENT'))
      .thenRecorded(changed('2025-10-01', 'RAISED', 'DISBANDMENT'));
  });
  it('is the last where it annuls the decision', () =>
    given(...past, changed('2025-10-01', 'ANNULLED'))
      .when(change('2025-11-01', 'KEPT'))
      .thenRefused('ChangedAfterAnnulment', { annulledOn: '2025-10-01' }));
});
