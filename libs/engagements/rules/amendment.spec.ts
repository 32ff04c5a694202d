import { describe, expect, it } from '@jest/globals';
import { streamId } from '#kernel/ids';
import { scenario } from '#kernel/testing';
import { engagement } from '../engagement.js';
import { entriesOf } from '../engagement-events.js';
import {
  annul,
  annulled,
  begin,
  begun,
  cancelled,
  closed,
  conclude,
  concludedStory,
  correct,
  deployed,
  discharged,
  FIRST,
  followedUp,
  id,
  MEMBER,
  opened,
  remedy,
  reported,
  revoked,
  scopeChanged,
  sealedText,
  SECOND,
} from '../testing.js';

const { given } = scenario(engagement);
const ON = '2026-04-20';

describe('a correction', () => {
  it('makes a supervision of an inspection, where the outcomes are those of one', () => {
    given(opened(), concludedStory(FIRST, ON, 'GOOD'))
      .when(correct(0, 'kind', 'INSP_COMPLIANCE', 'SUP_THEMATIC'))
      .thenState((s) => {
        expect(entriesOf(s, 'EngagementOpened').map(({ data }) => data.kind)).toEqual(['SUP_THEMATIC']);
      });
  });
  it('is refused where an outcome is none of the kind that it makes', () => {
    given(opened(), concludedStory(FIRST, ON, 'SHORTCOMINGS'))
      .when(correct(0, 'kind', 'INSP_COMPLIANCE', 'SUP_THEMATIC'))
      .thenRefused('OutcomeNotOfKind', { kind: 'SUP_THEMATIC', outcome: 'SHORTCOMINGS' });
    given(opened({ kind: 'SUP_THEMATIC' }), concludedStory(FIRST, ON, 'SIGNS_FOUND'))
      .when(correct(0, 'kind', 'SUP_THEMATIC', 'INSP_SIGNS'))
      .thenRefused('OutcomeNotOfKind');
    const rulings = [{ ruling: 'KEEP', disciplineCaseId: null } as const];
    given(opened({ kind: 'INSP_DISCIPLINE_TASK', subjects: [FIRST] }), concludedStory(FIRST, ON, 'GOOD', { rulings }))
      .when(correct(0, 'kind', 'INSP_DISCIPLINE_TASK', 'INSP_COMPLIANCE'))
      .thenRefused('RulingsNotOfKind');
  });
  it('of an outcome must fit the list of the kind and an obligation already discharged', () => {
    given(opened(), concludedStory(FIRST, ON))
      .when(correct(1, 'outcome', 'GOOD', 'REMINDED'))
      .thenRefused('OutcomeNotOfKind');
    given(opened(), concludedStory(FIRST, ON, 'MUST_DISCIPLINE'), discharged('2026-06-01', FIRST))
      .when(correct(1, 'outcome', 'MUST_DISCIPLINE', 'SHORTCOMINGS'))
      .thenRefused('NoObligation');
    given(opened(), concludedStory(FIRST, ON))
      .when(correct(1, 'outcome', 'GOOD', null))
      .thenRecorded({
        type: 'SubjectConcludedCorrected',
        data: { corrects: 1, reason: 'ghi nhận nhập sai', data: concludedStory(FIRST, ON, null).data },
      });
  });
  it('replaces the organization of a subject, whose conclusion stays', () => {
    given(opened(), concludedStory(FIRST, ON))
      .when(correct(0, 'subjects.0.organizationId', FIRST.organizationId, id(10)))
      .thenState((s) => {
        const [first] = entriesOf(s, 'EngagementOpened')[0]?.data.subjects ?? [];
        expect(first).toEqual({ ...FIRST, organizationId: id(10) });
        expect(entriesOf(s, 'SubjectConcluded')[0]?.data.subjectId).toBe(FIRST.subjectId);
      });
    given(opened())
      .when(correct(0, 'subjects.0.organizationId', FIRST.organizationId, SECOND.organizationId))
      .thenRefused('SubjectTwice');
  });
  it('replaces a body by a person only while the body has no conclusion', () => {
    const changes = [
      { field: 'subjects.0.capacity', from: 'ORGANIZATION', to: 'SECRETARY' },
      { field: 'subjects.0.memberId', from: null, to: id(210) },
    ];
    const command = { type: 'CorrectEntry' as const, data: { corrects: 0, reason: 'ghi nhận nhập sai', changes } };
    given(opened())
      .when(command)
      .thenState((s) => expect(s).toHaveLength(1));
    given(opened(), concludedStory(FIRST, ON)).when(command).thenRefused('OutcomeNotSealed');
  });
  it('never changes the id of a subject or of a remedy', () => {
    given(opened())
      .when(correct(0, 'subjects.0.subjectId', FIRST.subjectId, id(1)))
      .thenRefused('IdFixed');
    given(opened(), scopeChanged('2026-03-10', [{ ...SECOND, organizationId: id(6), subjectId: id(106) }], []))
      .when(correct(1, 'added.0.subjectId', id(106), id(1)))
      .thenRefused('IdFixed');
    given(opened(), concludedStory(FIRST, ON, 'SHORTCOMINGS', { remedies: [remedy(300)] }))
      .when(correct(1, 'remedies.0.remedyId', id(300), id(1)))
      .thenRefused('IdFixed');
  });
  it('never changes what is sealed', () =>
    given(opened(), concludedStory(MEMBER, ON))
      .when(correct(1, 'sealedOutcome', sealedText(), sealedText(2)))
      .thenRefused('SealedFieldFixed'));
  it('may say of which subject a conclusion is', () => {
    given(opened(), concludedStory(FIRST, ON))
      .when(correct(1, 'subjectId', FIRST.subjectId, SECOND.subjectId))
      .thenState((s) => expect(entriesOf(s, 'SubjectConcluded')[0]?.data.subjectId).toBe(SECOND.subjectId));
    given(opened(), concludedStory(FIRST, ON), concludedStory(SECOND, ON))
      .when(correct(1, 'subjectId', FIRST.subjectId, SECOND.subjectId))
      .thenRefused('AlreadyConcluded');
    given(opened(), concludedStory(FIRST, ON))
      .when(correct(1, 'subjectId', FIRST.subjectId, MEMBER.subjectId))
      .thenRefused('OutcomeNotSealed');
  });
  it('of a day is held to the order of all days', () => {
    given(opened(), begun('2026-03-06'), reported('2026-04-10'))
      .when(correct(1, 'conductedOn', '2026-03-06', '2026-04-11'))
      .thenRefused('OutOfOrder', { earlier: 'CONDUCTED', later: 'REPORTED' });
    given(opened(), deployed('2026-03-05'))
      .when(correct(0, 'decision.signedOn', '2026-03-02', '2026-03-06'))
      .thenRefused('OutOfOrder', { earlier: 'DECIDED' });
    given(opened(), concludedStory(FIRST, ON))
      .when(correct(1, 'notice.signedOn', ON, '2026-11-01'))
      .thenRefused('InTheFuture', { field: 'notice.signedOn' });
    given(opened(), cancelled('2026-03-10'), begun('2026-03-09'))
      .when(correct(1, 'cancelledOn', '2026-03-10', '2026-03-08'))
      .thenRefused('AfterTheEnd');
  });
  it('may say that a day is not known', () =>
    given(opened(), begun('2026-03-06'))
      .when(correct(0, 'decision.signedOn', '2026-03-02', null))
      .thenState((s) => expect(entriesOf(s, 'EngagementOpened')[0]?.data.decision.signedOn).toBeNull()));
  it('makes a secret of an engagement only together with taking out its content', () => {
    const open = opened({ theme: 'Việc chấp hành quy chế' });
    given(open)
      .when(correct(0, 'secrecyGrade', null, 'SECRET'))
      .thenRefused('SecretContent');
    const changes = [
      { field: 'secrecyGrade', from: null, to: 'SECRET' },
      { field: 'theme', from: 'Việc chấp hành quy chế', to: null },
    ];
    given(open)
      .when({ type: 'CorrectEntry', data: { corrects: 0, reason: 'ghi nhận nhập sai', changes } })
      .thenState((s) => expect(s).toHaveLength(1));
  });
  it('never links an engagement to itself', () => {
    const own = id(42);
    scenario(engagement, { stream: streamId('engagement', own) })
      .given(opened())
      .when(correct(0, 'combinedWith', null, own))
      .thenRefused('RefersToItself');
  });
});

describe('an annulment', () => {
  it('of the opening annuls the whole engagement, whatever else is recorded of it', () => {
    given(opened(), begun('2026-03-06'), concludedStory(FIRST, ON))
      .when(annul(0))
      .thenRecorded(annulled('EngagementOpened', 0));
    const past = [opened(), concludedStory(FIRST, ON), annulled('EngagementOpened', 0)] as const;
    for (const command of [begin('2026-03-06'), conclude(concludedStory(SECOND, ON)), annul(1)])
      given(...past)
        .when(command)
        .thenRefused('NotOpened');
  });
  it('of a conclusion makes room for the right one', () =>
    given(opened(), concludedStory(FIRST, ON, 'SHORTCOMINGS'), annulled('SubjectConcluded', 1))
      .when(conclude(concludedStory(FIRST, '2026-04-22')))
      .thenRecorded(concludedStory(FIRST, '2026-04-22')));
  it('is refused of what something else rests on', () => {
    const asked = concludedStory(FIRST, ON, 'MUST_DISCIPLINE', { remedies: [remedy(300)] });
    given(opened(), asked, revoked('2026-05-04', [FIRST.subjectId]))
      .when(annul(1))
      .thenRefused('NotConcluded');
    given(opened(), asked, discharged('2026-05-04', FIRST)).when(annul(1)).thenRefused('NotConcluded');
    given(opened(), asked, followedUp('2026-05-04', id(300)))
      .when(annul(1))
      .thenRefused('NoSuchRemedy');
    given(opened({ subjects: [FIRST] }), asked, closed('2026-05-04'))
      .when(annul(1))
      .thenRefused('ClosedUnconcluded');
    const sixth = { ...SECOND, organizationId: id(6), subjectId: id(106) };
    given(opened(), scopeChanged('2026-03-10', [sixth], []), concludedStory(sixth, ON))
      .when(annul(1))
      .thenRefused('NoSuchSubject');
  });
  it('of a revocation or of a cancellation brings back what it ended', () => {
    given(
      opened(),
      concludedStory(FIRST, ON),
      revoked('2026-05-04', [FIRST.subjectId]),
      annulled('ConclusionRevoked', 2),
    )
      .when({ type: 'RevokeConclusion', data: { ...revoked('2026-05-06', []).data } })
      .thenRecorded(revoked('2026-05-06', [FIRST.subjectId]));
    given(opened(), cancelled('2026-03-10'), annulled('EngagementCancelled', 1))
      .when(conclude(concludedStory(FIRST, ON)))
      .thenRecorded(concludedStory(FIRST, ON));
  });
});
