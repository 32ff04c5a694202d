import { describe, it } from '@jest/globals';
import { scenario } from '#kernel/testing';
import { engagement } from '../engagement.js';
import {
  begin,
  begun,
  body,
  bySigned,
  cancel,
  cancelled,
  changeScope,
  close,
  closed,
  conclude,
  concludedStory,
  convert,
  converted,
  day,
  deploy,
  deployed,
  extend,
  extended,
  FIRST,
  followedUp,
  id,
  MEMBER,
  open,
  opened,
  postpone,
  postponed,
  remedy,
  report,
  reported,
  revoke,
  revoked,
  scopeChanged,
  SECOND,
} from '../testing.js';

const { given } = scenario(engagement);

describe('milestones', () => {
  it('are recorded one after the other', () => {
    given(opened()).when(deploy('2026-03-05')).thenRecorded(deployed('2026-03-05'));
    given(opened(), deployed('2026-03-05')).when(begin('2026-03-06')).thenRecorded(begun('2026-03-06'));
    given(opened(), begun('2026-03-06')).when(report('2026-04-10')).thenRecorded(reported('2026-04-10'));
  });
  it('may fall on one day', () =>
    given(opened(), deployed('2026-03-02'), begun('2026-03-02'))
      .when(report('2026-03-02'))
      .thenRecorded(reported('2026-03-02')));
  it('may be recorded in any order, late ones too, as long as their days are in order', () => {
    given(opened(), concludedStory(FIRST, '2026-04-20')).when(begin('2026-03-06')).thenRecorded(begun('2026-03-06'));
    given(opened(), concludedStory(FIRST, '2026-04-20'))
      .when(begin('2026-04-21'))
      .thenRefused('OutOfOrder', { earlier: 'CONDUCTED', later: 'NOTIFIED' });
  });
  it('are refused out of order, with both days', () => {
    given(opened()).when(deploy('2026-03-01')).thenRefused('OutOfOrder', {
      earlier: 'DECIDED',
      earlierOn: '2026-03-02',
      earlierDay: '2/3/2026',
      later: 'DEPLOYED',
      laterOn: '2026-03-01',
      laterDay: '1/3/2026',
    });
    given(opened(), deployed('2026-03-05')).when(begin('2026-03-04')).thenRefused('OutOfOrder');
    given(opened(), begun('2026-03-06')).when(report('2026-03-05')).thenRefused('OutOfOrder');
    given(opened(), reported('2026-04-10'))
      .when(conclude(concludedStory(FIRST, '2026-04-09')))
      .thenRefused('OutOfOrder', { earlier: 'REPORTED', later: 'NOTIFIED' });
    given(opened())
      .when(conclude(concludedStory(FIRST, '2026-04-20', 'GOOD', { concludedOn: day('2026-04-21') })))
      .thenRefused('OutOfOrder', { earlier: 'CONCLUDED', later: 'NOTIFIED' });
  });
  it('whose day is not known are in order with everything', () => {
    given(opened(), deployed(null), begun('2026-03-06'), reported(null))
      .when(conclude(concludedStory(FIRST, null)))
      .thenRecorded(concludedStory(FIRST, null));
    given(opened({ decision: bySigned('15', null) }))
      .when(deploy('2025-01-01'))
      .thenRecorded(deployed('2025-01-01'));
  });
  it('of one subject do not bind those of another', () =>
    given(opened(), concludedStory(FIRST, '2026-04-20'))
      .when(conclude(concludedStory(SECOND, '2026-04-10')))
      .thenRecorded(concludedStory(SECOND, '2026-04-10')));
  it('are never before the decision', () => {
    const before = '2026-03-01';
    for (const command of [
      extend('2026-06-01', before),
      postpone(before, null),
      cancel(before),
      convert(before),
      changeScope(before, [body(6)], []),
    ])
      given(opened()).when(command).thenRefused('OutOfOrder', { earlier: 'DECIDED' });
  });
  it('are recorded once; a repetition records nothing, another day needs a correction', () => {
    given(opened(), deployed('2026-03-05')).when(deploy('2026-03-05')).thenNothing();
    given(opened(), deployed('2026-03-05'))
      .when(deploy('2026-03-06'))
      .thenRefused('ToldTwice', { step: 'DEPLOYED', entry: 1 });
    given(opened(), begun('2026-03-05')).when(begin('2026-03-06')).thenRefused('ToldTwice');
    given(opened(), reported('2026-03-05')).when(report('2026-03-06')).thenRefused('ToldTwice');
  });
});

describe('time limits', () => {
  it('are moved out by an extension, again and again', () =>
    given(opened(), extended('2026-05-20', '2026-04-28'))
      .when(extend('2026-06-10', '2026-05-18'))
      .thenRecorded(extended('2026-06-10', '2026-05-18')));
  it('are never moved in by one', () => {
    for (const due of ['2026-05-01', '2026-04-30'])
      given(opened())
        .when(extend(due, '2026-04-28'))
        .thenRefused('DueNotLater', { dueOn: due, earlierOn: '2026-05-01' });
    given(opened(), extended('2026-05-20', '2026-04-28'))
      .when(extend('2026-05-20', '2026-04-29'))
      .thenRefused('DueNotLater');
  });
  it('may be set where the decision set none', () =>
    given(opened({ dueOn: null }))
      .when(extend('2026-04-01', null))
      .thenRecorded(extended('2026-04-01', null)));
  it('and days of resumption do not lie before the decision that sets them', () => {
    given()
      .when(open({ dueOn: day('2026-03-01') }))
      .thenRefused('LimitBeforeDecision', { limitOn: '2026-03-01', decidedOn: '2026-03-02' });
    given(opened()).when(extend('2026-05-10', '2026-05-11')).thenRefused('LimitBeforeDecision');
    given(opened()).when(postpone('2026-03-10', '2026-03-09')).thenRefused('LimitBeforeDecision');
    given(opened()).when(postpone('2026-03-10', '2026-03-10')).thenRecorded(postponed('2026-03-10', '2026-03-10'));
    given(opened()).when(postpone('2026-03-10', null)).thenRecorded(postponed('2026-03-10', null));
  });
});

describe('the end', () => {
  const all = [FIRST, SECOND, MEMBER].map((subject) => concludedStory(subject, '2026-04-20'));
  it('comes by cancellation, by conversion, or by closure of the file when every subject is concluded', () => {
    given(opened()).when(cancel('2026-03-10')).thenRecorded(cancelled('2026-03-10'));
    given(opened(), begun('2026-03-06')).when(convert('2026-03-20')).thenRecorded(converted('2026-03-20'));
    given(opened(), ...all)
      .when(close('2026-06-30'))
      .thenRecorded(closed('2026-06-30'));
  });
  it('comes once', () => {
    given(opened(), cancelled('2026-03-10'))
      .when(convert('2026-03-12'))
      .thenRefused('EndedTwice', { end: 'CANCELLED', entry: 1 });
    given(opened(), ...all, closed('2026-06-30'))
      .when(close('2026-07-01'))
      .thenRefused('EndedTwice');
    given(opened(), converted('2026-03-20')).when(cancel('2026-03-21')).thenRefused('EndedTwice');
  });
  it('lets nothing be dated after it, but what was before may still be recorded', () => {
    given(opened(), cancelled('2026-03-10')).when(begin('2026-03-11')).thenRefused('AfterTheEnd', {
      end: 'CANCELLED',
      endOn: '2026-03-10',
      later: 'CONDUCTED',
      laterOn: '2026-03-11',
    });
    given(opened(), cancelled('2026-03-10')).when(begin('2026-03-10')).thenRecorded(begun('2026-03-10'));
    for (const command of [
      deploy('2026-03-21'),
      report('2026-03-21'),
      extend('2026-06-01', '2026-03-21'),
      postpone('2026-03-21', null),
      changeScope('2026-03-21', [body(6)], []),
      conclude(concludedStory(FIRST, '2026-03-21')),
    ])
      given(opened(), converted('2026-03-20')).when(command).thenRefused('AfterTheEnd');
    given(opened(), deployed('2026-03-20')).when(cancel('2026-03-19')).thenRefused('AfterTheEnd');
  });
  it('keeps conclusions from before a conversion', () =>
    given(opened(), concludedStory(FIRST, '2026-03-15'))
      .when(convert('2026-03-20'))
      .thenRecorded(converted('2026-03-20')));
  it('by cancellation is refused while a conclusion is in force, and a conclusion after a cancellation', () => {
    given(opened(), concludedStory(FIRST, '2026-04-20'))
      .when(cancel('2026-04-25'))
      .thenRefused('CancelledThoughConcluded');
    given(opened(), concludedStory(FIRST, null)).when(cancel('2026-04-25')).thenRefused('CancelledThoughConcluded');
    given(opened(), cancelled('2026-04-25'))
      .when(conclude(concludedStory(FIRST, '2026-04-20')))
      .thenRefused('CancelledThoughConcluded');
    given(opened(), concludedStory(FIRST, '2026-04-20'), revoked('2026-04-22', [FIRST.subjectId]))
      .when(cancel('2026-04-25'))
      .thenRecorded(cancelled('2026-04-25'));
  });
  it('by closure is refused while a subject has no conclusion', () => {
    given(opened(), ...all.slice(0, 2))
      .when(close('2026-06-30'))
      .thenRefused('ClosedUnconcluded', { count: 1 });
    given(opened(), ...all.slice(0, 2), scopeChanged('2026-03-10', [], [MEMBER.subjectId]))
      .when(close('2026-06-30'))
      .thenRecorded(closed('2026-06-30'));
  });
  it('by closure leaves room for follow-up and revocation', () => {
    const withRemedy = concludedStory(FIRST, '2026-04-20', 'SHORTCOMINGS', { remedies: [remedy(300)] });
    const past = [opened({ subjects: [FIRST] }), withRemedy, closed('2026-04-30')] as const;
    const after = followedUp('2026-05-20', id(300));
    given(...past)
      .when({ type: 'FollowUp', data: after.data })
      .thenRecorded(after);
    given(...past)
      .when(revoke('2026-05-20', []))
      .thenRecorded(revoked('2026-05-20', [FIRST.subjectId]));
  });
});
