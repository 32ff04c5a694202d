import { describe, expect, it } from '@jest/globals';
import { type Kind, KINDS } from '#features/papers';
import { scenario } from '#kernel/testing';
import { engagement } from '../engagement.js';
import { countsOn } from '../engagement-events.js';
import {
  CITY,
  conclude,
  concludedStory,
  day,
  discharge,
  discharged,
  FIRST,
  followedUp,
  followUp,
  given as founded,
  id,
  MEMBER,
  opened,
  remedy,
  revoke,
  revoked,
  sealedText,
  SECOND,
} from '../testing.js';
import { type Outcome, OUTCOMES, OUTCOMES_OF } from './outcomes.js';

const { given } = scenario(engagement);
const ON = '2026-04-20';

describe('a conclusion', () => {
  it('is of one subject each, with notice, day and outcome of its own', () => {
    given(opened())
      .when(conclude(concludedStory(FIRST, ON), concludedStory(MEMBER, ON)))
      .thenRecorded(concludedStory(FIRST, ON), concludedStory(MEMBER, ON));
    given(opened(), concludedStory(FIRST, ON))
      .when(conclude(concludedStory(SECOND, '2026-05-12', 'SHORTCOMINGS')))
      .thenRecorded(concludedStory(SECOND, '2026-05-12', 'SHORTCOMINGS'));
  });
  it('gives an id to every remedy that it asks for', () =>
    given(opened())
      .when(
        conclude(
          concludedStory(FIRST, ON, 'SHORTCOMINGS', { remedies: [remedy(1), remedy(2)] }),
          concludedStory(MEMBER, ON, null, { remedies: [remedy(3)] }),
        ),
      )
      .thenRecorded(
        concludedStory(FIRST, ON, 'SHORTCOMINGS', {
          remedies: [0, 1].map((n) => ({ ...remedy(0), remedyId: founded(n) })),
        }),
        concludedStory(MEMBER, ON, null, { remedies: [{ ...remedy(0), remedyId: founded(2) }] }),
      ));
  it('may lack number, day and outcome: gaps, no reasons to refuse', () => {
    const bare = concludedStory(FIRST, null, null, { notice: { number: null, signedOn: null } });
    given(opened()).when(conclude(bare)).thenRecorded(bare);
    const person = concludedStory(MEMBER, ON, null, { sealedOutcome: null });
    given(opened()).when(conclude(person)).thenRecorded(person);
  });
  it('is of a subject of this engagement', () =>
    given(opened())
      .when(conclude(concludedStory({ ...FIRST, subjectId: id(1) }, ON)))
      .thenRefused('NoSuchSubject'));
  it('is there once for each subject, be it in one order or in two', () => {
    given(opened(), concludedStory(FIRST, ON))
      .when(conclude(concludedStory(FIRST, '2026-04-21')))
      .thenRefused('AlreadyConcluded', { entry: 1 });
    given(opened())
      .when(conclude(concludedStory(FIRST, ON), concludedStory(FIRST, ON, 'SHORTCOMINGS')))
      .thenRefused('AlreadyConcluded');
  });
  it('with the same content as one recorded records nothing, but is refused together with new ones', () => {
    given(opened(), concludedStory(FIRST, ON), concludedStory(SECOND, ON))
      .when(conclude(concludedStory(FIRST, ON), concludedStory(SECOND, ON)))
      .thenNothing();
    given(opened(), concludedStory(FIRST, ON))
      .when(conclude(concludedStory(FIRST, ON), concludedStory(SECOND, ON)))
      .thenRefused('AlreadyConcluded');
  });
  it('of a person is sealed, amounts are never one', () => {
    given(opened())
      .when(conclude(concludedStory(MEMBER, ON, null, { outcome: 'GOOD', sealedOutcome: null })))
      .thenRefused('OutcomeNotSealed');
    const amounts = [{ what: 'TO_RECOVER', amount: '1250000', currency: 'VND' } as const];
    given(opened())
      .when(conclude(concludedStory(MEMBER, ON, null, { amounts })))
      .thenRefused('OutcomeNotSealed');
  });
  it('of a body is not sealed', () =>
    given(opened())
      .when(conclude(concludedStory(FIRST, ON, null, { sealedOutcome: sealedText() })))
      .thenRefused('OutcomeSealed', { subjectId: FIRST.subjectId }));
  it('has no content where the engagement is secret', () =>
    given(opened({ secrecyGrade: 'SECRET' }))
      .when(conclude(concludedStory(FIRST, ON, 'GOOD', { contentCodes: ['UNITY'] })))
      .thenRefused('SecretContent'));
  it('names the cells in which the team worked', () => {
    const worked = concludedStory(FIRST, ON, 'GOOD', { workedAt: [id(7), id(8)] });
    given(opened()).when(conclude(worked)).thenRecorded(worked);
  });
});

describe('the outcome', () => {
  const pairs = (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    (Object.keys(OUTCOMES) as Outcome[]).map((outcome) => [kind, outcome] as const),
  );
  it.each(pairs)('of %s may be %s only if the list of the kind has it', (kind, outcome) => {
    const concluding = given(opened({ kind, subjects: [FIRST] })).when(conclude(concludedStory(FIRST, ON, outcome)));
    if (OUTCOMES_OF[kind].codes.includes(outcome)) concluding.thenRecorded(concludedStory(FIRST, ON, outcome));
    else concluding.thenRefused('OutcomeNotOfKind', { kind, outcome });
  });
  it('adds amounts as decimal texts', () => {
    const amounts = [{ what: 'TO_HAND_OVER', amount: '98500000', currency: 'VND' } as const];
    const found = concludedStory(FIRST, ON, 'SHORTCOMINGS', { amounts });
    given(opened({ kind: 'INSP_FINANCE', subjects: [FIRST] }))
      .when(conclude(found))
      .thenRecorded(found);
    const { schema } = engagement.events.SubjectConcluded;
    for (const amount of ['1.250.000', '-5', '01', '1e6', 5])
      expect(schema.safeParse({ ...found.data, amounts: [{ ...amounts[0], amount }] }).success).toBe(false);
  });
  it('has rulings on decisions only in an inspection of disciplinary work', () => {
    const rulings = [{ ruling: 'LOWER', disciplineCaseId: id(500) } as const];
    const found = concludedStory(FIRST, ON, 'SHORTCOMINGS', { rulings });
    given(opened({ kind: 'INSP_DISCIPLINE_TASK', subjects: [FIRST] }))
      .when(conclude(found))
      .thenRecorded(found);
    given(opened()).when(conclude(found)).thenRefused('RulingsNotOfKind');
  });
});

describe('a revocation', () => {
  it('names the subjects revoked: if none is given, every subject concluded and not revoked', () => {
    given(opened(), concludedStory(FIRST, ON), concludedStory(MEMBER, ON), revoked('2026-05-01', [FIRST.subjectId]))
      .when(revoke('2026-05-04', []))
      .thenRecorded(revoked('2026-05-04', [MEMBER.subjectId]));
    given(opened(), concludedStory(FIRST, ON), concludedStory(SECOND, ON))
      .when(revoke('2026-05-04', [SECOND.subjectId]))
      .thenRecorded(revoked('2026-05-04', [SECOND.subjectId]));
  });
  it('needs a conclusion in force', () => {
    given(opened()).when(revoke('2026-05-04', [])).thenRefused('NothingConcluded');
    given(opened())
      .when(revoke('2026-05-04', [FIRST.subjectId]))
      .thenRefused('NotConcluded');
    given(opened(), concludedStory(FIRST, ON), revoked('2026-05-04', [FIRST.subjectId]))
      .when(revoke('2026-05-05', [FIRST.subjectId]))
      .thenRefused('AlreadyRevoked', { entry: 2 });
    given(opened(), concludedStory(FIRST, ON))
      .when(revoke('2026-05-05', [FIRST.subjectId, FIRST.subjectId]))
      .thenRefused('AlreadyRevoked');
  });
  it('does not come before its conclusion', () =>
    given(opened(), concludedStory(FIRST, ON))
      .when(revoke('2026-04-19', []))
      .thenRefused('OutOfOrder', { earlier: 'NOTIFIED', later: 'REVOKED' }));
  it('leaves no room for another conclusion: that is a new engagement’s', () =>
    given(opened(), concludedStory(FIRST, ON), revoked('2026-05-04', [FIRST.subjectId]))
      .when(conclude(concludedStory(FIRST, '2026-06-01')))
      .thenRefused('AlreadyConcluded'));
  it('by a body outside the registers names it', () =>
    given(opened(), concludedStory(FIRST, ON))
      .when(revoke('2026-05-04', [], { ...CITY, name: null }))
      .thenRefused('BodyUnnamed'));
});

describe('the follow-up', () => {
  const asked = concludedStory(FIRST, ON, 'SHORTCOMINGS', { remedies: [remedy(300), remedy(301)] });
  it('may be recorded for each remedy, as often as needed', () => {
    given(opened(), asked, followedUp('2026-06-01', id(300), false))
      .when(followUp('2026-07-01', id(300)))
      .thenRecorded(followedUp('2026-07-01', id(300)));
    given(opened(), asked)
      .when(followUp('2026-07-01', id(302)))
      .thenRefused('NoSuchRemedy', { remedyId: id(302) });
  });
  it('does not come before the conclusion that asked, whenever other subjects were concluded', () => {
    given(opened(), asked, concludedStory(SECOND, '2026-06-01'))
      .when(followUp('2026-04-19', id(300)))
      .thenRefused('OutOfOrder', { later: 'FOLLOWED_UP' });
    given(opened(), asked, concludedStory(SECOND, '2026-06-01'))
      .when(followUp('2026-05-01', id(300)))
      .thenRecorded(followedUp('2026-05-01', id(300)));
  });
});

describe('the discharge of an obligation', () => {
  const must = concludedStory(FIRST, ON, 'MUST_DISCIPLINE');
  it('is of one that the outcome opened', () => {
    given(opened(), must).when(discharge('2026-06-01', FIRST)).thenRecorded(discharged('2026-06-01', FIRST));
    given(opened(), concludedStory(FIRST, ON, 'SHORTCOMINGS'))
      .when(discharge('2026-06-01', FIRST))
      .thenRefused('NoObligation');
    given(opened(), concludedStory(FIRST, ON, null))
      .when(discharge('2026-06-01', FIRST))
      .thenRefused('NoObligation');
    given(opened()).when(discharge('2026-06-01', FIRST)).thenRefused('NotConcluded');
  });
  it('of a person is accepted, because the decider cannot read the sealed outcome', () =>
    given(opened(), concludedStory(MEMBER, ON))
      .when(discharge('2026-06-01', MEMBER))
      .thenRecorded(discharged('2026-06-01', MEMBER)));
  it('happens once, and not before the conclusion', () => {
    given(opened(), must, discharged('2026-06-01', FIRST))
      .when(discharge('2026-06-02', FIRST))
      .thenRefused('AlreadyDischarged', { entry: 2 });
    given(opened(), must).when(discharge('2026-04-19', FIRST)).thenRefused('OutOfOrder');
  });
});

it('counts a conclusion on the day of its notice, else on its own', () => {
  const { data } = concludedStory(FIRST, ON, 'GOOD', { concludedOn: day('2026-04-18') });
  expect(countsOn(data)).toBe(ON);
  expect(countsOn({ ...data, notice: { number: '18-TB', signedOn: null } })).toBe('2026-04-18');
  expect(countsOn(concludedStory(FIRST, null).data)).toBeNull();
});
