import { describe, expect, it } from '@jest/globals';
import { scenario } from '#kernel/testing';
import { disciplineCase } from './discipline-case.js';
import {
  MEMBER,
  announce,
  announced,
  annul,
  body,
  change,
  changed,
  correct,
  count,
  counted,
  day,
  decide,
  decided,
  handOver,
  hidden,
  id,
  imposeNone,
  notImposed,
  open,
  opened,
  postpone,
  postponed,
  received,
} from './testing.js';

const { given } = scenario(disciplineCase);
const organization = opened('ORGANIZATION');
const cell = body('CELL');

describe('the opening of a case', () => {
  it('is recorded with the rule set of procedure of its day', () => {
    given().when(open('ORGANIZATION', '2026-04-10')).thenRecorded(opened('ORGANIZATION', '2026-04-10'));
    given().when(open('ORGANIZATION', '2026-04-11')).thenRecorded(opened('ORGANIZATION', '2026-04-11'));
    given().when(open('ORGANIZATION', null)).thenRecorded(opened('ORGANIZATION', null));
  });
  it('is refused a second time', () => given(organization).when(open()).thenRefused('CaseOpenedAlready'));
  it('is refused a second time also after it was annulled, since older entries would come back with it', () =>
    given(organization, { type: 'DisciplineCaseOpenedAnnulled', data: { corrects: 0, reason: 'x' } })
      .when(open())
      .thenRefused('CaseOpenedAlready'));
  it('names a member where the subject is a person, and none where it is an organization', () => {
    const subject = open().data.subject;
    for (const wrong of [
      { ...subject, memberId: null },
      { ...subject, class: 'ORGANIZATION' as const },
      { ...subject, class: 'PROBATIONARY_MEMBER' as const, memberId: null },
    ])
      given()
        .when({ type: 'OpenDisciplineCase', data: { ...open().data, subject: wrong } })
        .thenRefused('SubjectMismatch');
  });
  it('comes before everything else in a case', () => {
    for (const command of [
      decide('2025-09-01', null),
      announce('2025-09-01'),
      imposeNone(null),
      count({ entitled: 3 }),
    ])
      given().when(command).thenRefused('CaseNotOpened');
  });
  it('takes the whole case with it when it is annulled', () => {
    given(organization, decided('2025-09-01', '2025-09-02', 'WARNING'))
      .when(annul(0))
      .thenState(({ opened, decisions }) => {
        expect([opened, decisions]).toEqual([null, []]);
      });
    given(organization, { type: 'DisciplineCaseOpenedAnnulled', data: { corrects: 0, reason: 'x' } })
      .when(decide(null, null, 'WARNING'))
      .thenRefused('CaseNotOpened');
  });
  it('keeps its subject once something was sealed for it', () => {
    const entries = [decided(null, null), counted({ entitled: 9 }), notImposed(null), postponed('2025-09-01')];
    for (const entry of entries)
      given(opened(), entry)
        .when(correct(0, { field: 'subject.memberId', from: MEMBER, to: id(99) }))
        .thenRefused('SubjectFixed');
    given(opened(), decided(null, null))
      .when(correct(0, { field: 'subject.class', from: 'OFFICIAL_MEMBER', to: 'PROBATIONARY_MEMBER' }))
      .thenRefused('SubjectFixed');
    given(opened())
      .when(correct(0, { field: 'subject.memberId', from: MEMBER, to: id(99) }))
      .thenState(({ opened: now }) => {
        expect(now?.subject.memberId).toBe(id(99));
      });
  });
});

describe('a decision', () => {
  it('is recorded with the rule set of discipline of its vote, else of its signing', () => {
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
  it('is made once in a case', () =>
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
  it('has a form that the class of its subject knows: none disbands a member or expels an organization', () => {
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
      .thenRefused('InTheFuture', { day: '2026-11-01', today: '2026-10-31' });
    given(opened(), decided(null, null))
      .when(correct(1, { field: 'signedOn', from: null, to: '2026-11-01' }))
      .thenRefused('InTheFuture');
  });
  it('takes its rule set along where its day is corrected to another one', () => {
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
  it('are compared with no day that nobody knows', () =>
    given(opened(), decided(null, null)).when(announce('2025-01-01')).thenRecorded(announced('2025-01-01')));
});

describe('a case that ends without discipline', () => {
  it('has no decision', () =>
    given(opened(), decided(null, null)).when(imposeNone(null)).thenRefused('DecidedAlready', { entry: 1 }));
  it('ends so once', () =>
    given(opened(), notImposed(null)).when(imposeNone(null)).thenRefused('NotImposedAlready', { entry: 1 }));
  it('says why: in clear for an organization, sealed for a person', () => {
    given(organization).when(imposeNone(null)).thenRefused('ReasonNotStated');
    given(opened())
      .when({
        type: 'ImposeNoDiscipline',
        data: { on: null, reason: 'LESSON_REVIEW', sealedReason: null, sealedNote: null },
      })
      .thenRefused('ReasonNotStated');
    given(opened()).when(imposeNone('2025-09-09')).thenRecorded(notImposed('2025-09-09'));
  });
});

describe('a reason that only a person can give', () => {
  it('is none for an organization: it does not die, and nurses no child', () => {
    const none = { on: null, sealedReason: null, sealedNote: null };
    given(organization)
      .when({ type: 'ImposeNoDiscipline', data: { ...none, reason: 'DECEASED' } })
      .thenRefused('ReasonNotOfClass');
    given(organization)
      .when({
        type: 'PostponeDiscipline',
        data: { ...postpone('2025-09-10').data, sealedReason: null, reason: 'POSTPONE_PREGNANCY' },
      })
      .thenRefused('ReasonNotOfClass');
    given(organization)
      .when({ type: 'ImposeNoDiscipline', data: { ...none, reason: 'LESSON_REVIEW' } })
      .thenState(({ notImposed: ended }) => {
        expect(ended).toHaveLength(1);
      });
  });
});

describe('a postponement', () => {
  it('is not to a day before its own', () =>
    given(opened()).when(postpone('2025-09-10', '2025-09-09')).thenRefused('PostponedToThePast'));
  it('may last into the future', () =>
    given(opened()).when(postpone('2025-09-10', '2027-01-01')).thenRecorded(postponed('2025-09-10', '2027-01-01')));
  it('does not come after the end of the case, but may be recorded after it', () => {
    const past = [opened(), decided(null, '2025-10-01')];
    given(...past)
      .when(postpone('2025-10-01'))
      .thenRefused('PostponedAfterEnd', { endedOn: '2025-10-01' });
    given(...past)
      .when(postpone('2025-09-30'))
      .thenRecorded(postponed('2025-09-30'));
    given(opened(), notImposed('2025-10-01')).when(postpone('2025-10-02')).thenRefused('PostponedAfterEnd');
  });
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
  it('states a form exactly where it raises or lowers', () => {
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
  it('goes where it says: up when raised, down when lowered', () => {
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

describe('a ballot', () => {
  it('holds no more votes than people: present ones where that is known, else all who are entitled', () => {
    given(organization)
      .when(count({ entitled: 10 }, { WARNING: 8, NONE: 3 }))
      .thenRefused('VotesOverTotal', { votes: 11, most: 10 });
    given(organization)
      .when(count({ entitled: 10, present: 8 }, { WARNING: 8, NONE: 1 }))
      .thenRefused('VotesOverTotal', { most: 8 });
    given(organization)
      .when(count({ entitled: 10, present: 12 }, { WARNING: 1 }))
      .thenRefused('PresentOverEntitled');
    given(opened())
      .when(count({ entitled: 10, present: 12 }))
      .thenRefused('PresentOverEntitled');
  });
  it('holds no votes for a form that the class of the subject does not know', () =>
    given(organization)
      .when(count({ entitled: 10 }, { EXPULSION: 1 }))
      .thenRefused('FormNotOfClass'));
  it('shows votes on an organization in clear, those on a person sealed', () => {
    given(organization)
      .when(count({ entitled: 10 }))
      .thenRefused('VotesNotStated');
    given(opened())
      .when(count({ entitled: 10 }, { WARNING: 2 }))
      .thenRefused('VotesNotStated');
    given(opened())
      .when(count({ entitled: 10 }))
      .thenState(({ ballots }) => {
        expect(ballots).toHaveLength(1);
      });
  });
  it('whose votes are sealed keeps the totals that they were checked against', () =>
    given(opened(), counted({ entitled: 10 }))
      .when(correct(1, { field: 'entitled', from: 10, to: 3 }))
      .thenRefused('BallotTotalsFixed'));
  it('may fall short of the total: papers are spoilt', () =>
    given(organization)
      .when(count({ entitled: 10, present: 9 }, { WARNING: 4, NONE: 2 }))
      .thenState(({ ballots }) => {
        expect(ballots[0]?.votes).toEqual({ WARNING: 4, NONE: 2 });
      }));
});
