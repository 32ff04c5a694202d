import { describe, expect, it } from '@jest/globals';
import { scenario } from '#kernel/testing';
import { disciplineCase } from './discipline-case.js';
import {
  announce,
  annul,
  correct,
  count,
  counted,
  decide,
  decided,
  id,
  imposeNone,
  MEMBER,
  notImposed,
  open,
  opened,
  postpone,
  postponed,
} from './testing.js';

const { given } = scenario(disciplineCase);
const organization = opened('ORGANIZATION');

describe('the opening of a case', () => {
  it('is recorded with the rule set of procedure of its day', () => {
    given().when(open('ORGANIZATION', '2026-04-10')).thenRecorded(opened('ORGANIZATION', '2026-04-10'));
    given().when(open('ORGANIZATION', '2026-04-11')).thenRecorded(opened('ORGANIZATION', '2026-04-11'));
    given().when(open('ORGANIZATION', null)).thenRecorded(opened('ORGANIZATION', null));
  });
  it('is refused a second time', () => given(organization).when(open()).thenRefused('CaseOpenedAlready'));
  it('is refused a second time even after its annulment, since older entries would count again', () =>
    given(organization, { type: 'DisciplineCaseOpenedAnnulled', data: { corrects: 0, reason: 'x' } })
      .when(open())
      .thenRefused('CaseOpenedAlready'));
  it('names a member if the subject is a person, and none if it is an organization', () => {
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
  it('is refused for an organization', () => {
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

describe('a ballot', () => {
  it('holds no more votes than persons present, or than persons entitled if the number present is unknown', () => {
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
