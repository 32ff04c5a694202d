import { describe, it } from '@jest/globals';
import { scenario } from '#kernel/testing';
import { engagement } from '../engagement.js';
import {
  annulled,
  begin,
  begun,
  changeScope,
  conclude,
  concludedStory,
  CITY,
  correct,
  entrust,
  entrusted,
  FIRST,
  id,
  MEMBER,
  open,
  opened,
  person,
} from '../testing.js';

const { given } = scenario(engagement);
const SUBJECT = MEMBER.memberId ?? id(1);
const lead = (memberId = id(30)) => ({ memberId, role: 'LEAD' as const });
const plan = (over: Parameters<typeof opened>[0] = {}) => opened({ kind: 'INSP_SIGNS', team: [lead()], ...over });

describe('a subject of an inspection or supervision', () => {
  it('is in no team, in any role', () => {
    for (const role of ['LEAD', 'MEMBER'] as const)
      given()
        .when(open({ team: [{ memberId: SUBJECT, role }] }))
        .thenRefused('SubjectInTeam');
    given(opened({ team: [lead(id(206))] }))
      .when(changeScope('2026-03-10', [person(6)], []))
      .thenRefused('SubjectInTeam');
  });
  it('does not come into the team by a correction, nor is a member of the team made a subject by one', () => {
    given(opened({ team: [lead()] }))
      .when(correct(0, 'team.0.memberId', id(30), SUBJECT))
      .thenRefused('SubjectInTeam');
    given(opened({ team: [lead()] }))
      .when(correct(0, 'subjects.2.memberId', SUBJECT, id(30)))
      .thenRefused('SubjectInTeam');
  });
  it('is entrusted with it neither now nor after the subject was corrected', () => {
    given(plan()).when(entrust(SUBJECT)).thenRefused('SubjectInTeam');
    const corrected = { corrects: 0, reason: 'nhầm', data: plan({ subjects: [FIRST] }).data };
    given(plan(), { type: 'EngagementOpenedCorrected', data: corrected })
      .when(entrust(SUBJECT))
      .thenRefused('SubjectInTeam');
  });
  it('who is in the team of an older record does not keep others from going on', () => {
    const older = opened({ team: [lead(SUBJECT)] });
    given(older).when(begin('2026-03-06')).thenRecorded(begun('2026-03-06'));
    given(older)
      .when(changeScope('2026-03-10', [person(6)], []))
      .thenRefused('SubjectInTeam');
  });
});

describe('one more person', () => {
  it('is entrusted with a plan, for the body that decided it', () => {
    given(plan())
      .when(entrust(id(40)))
      .thenRecorded(entrusted(id(40)));
    given(plan({ decidingBody: CITY }))
      .when(entrust(id(40)))
      .thenRecorded(entrusted(id(40), CITY.organizationId));
  });
  it('is not entrusted with what is no plan, or no plan any more', () => {
    given(opened())
      .when(entrust(id(40)))
      .thenRefused('NotAPlan');
    given(plan(), concludedStory(FIRST, '2026-04-20'))
      .when(entrust(id(40)))
      .thenRefused('NotAPlan');
    given(plan(), annulled('EngagementOpened', 0))
      .when(entrust(id(40)))
      .thenRefused('NotOpened');
  });
  it('is corrected, and the body is not', () => {
    const data = entrusted(id(41)).data;
    given(plan(), entrusted(id(40)))
      .when(correct(1, 'personId', id(40), id(41)))
      .thenRecorded({
        type: 'EngagementEntrustedCorrected',
        data: { corrects: 1, reason: 'ghi nhận nhập sai', data },
      });
    given(plan(), entrusted(id(40)))
      .when(correct(1, 'bodyOrganizationId', data.bodyOrganizationId, id(99)))
      .thenRefused('EntrustedForOtherBody');
  });
  it('does not conclude anything: the plan is concluded as before', () =>
    given(plan(), entrusted(id(40)))
      .when(conclude(concludedStory(FIRST, '2026-04-20', 'MUST_DISCIPLINE')))
      .thenRecorded(concludedStory(FIRST, '2026-04-20', 'MUST_DISCIPLINE')));
});
