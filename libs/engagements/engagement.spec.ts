import { describe, expect, it } from '@jest/globals';
import { KINDS } from '#features/papers';
import { PlainDate } from '#kernel/dates';
import { streamId } from '#kernel/ids';
import { scenario } from '#kernel/testing';
import { engagement } from './engagement.js';
import {
  begin,
  begun,
  body,
  bySigned,
  cancel,
  cancelled,
  CELL,
  CITY,
  conclude,
  concludedStory,
  convert,
  day,
  deployed,
  extend,
  extended,
  FIRST,
  given as founded,
  id,
  open,
  opened,
  person,
  postpone,
  postponed,
  UBKT,
} from './testing.js';

const { given } = scenario(engagement);
const AS_OPENED = { subjects: opened().data.subjects.map((subject, i) => ({ ...subject, subjectId: founded(i) })) };

describe('opening', () => {
  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('takes %s, and gives each subject its id', (kind) =>
    given()
      .when(open({ kind }))
      .thenRecorded(opened({ kind, ...AS_OPENED })),
  );
  it('records the rule set that was looked up, or null if there is none', () => {
    scenario(engagement, { facts: { ruleSetId: 'KTGS-296' } })
      .given()
      .when(open())
      .thenRecorded(opened({ ...AS_OPENED, ruleSetId: 'KTGS-296' }));
    given().when(open()).thenRecorded(opened(AS_OPENED));
  });
  it('takes a paper without number and day', () => {
    const decision = { number: null, signedOn: null };
    given()
      .when(open({ decision }))
      .thenRecorded(opened({ decision, ...AS_OPENED }));
  });
  it('is recorded once in a stream, and not again after its annulment', () => {
    given(opened()).when(open()).thenRefused('AlreadyOpened');
    given(opened(), { type: 'EngagementOpenedAnnulled', data: { corrects: 0, reason: 'ghi nhận nhập sai' } })
      .when(open())
      .thenRefused('AlreadyOpened');
  });
  it('comes before anything else', () => {
    given().when(begin('2026-03-10')).thenRefused('NotOpened');
    given()
      .when(conclude(concludedStory(FIRST, '2026-04-20')))
      .thenRefused('NotOpened');
  });
  it('refuses a person without an id, and a body with one', () => {
    for (const subject of [
      body(3, { memberId: id(200) }),
      person(5, { memberId: null }),
      body(3, { capacity: 'SECRETARY' }),
      person(5, { capacity: 'COMMITTEE' }),
      body(3, { isCommitteeMember: false }),
      body(3, { post: 'OTHER' }),
    ])
      given()
        .when(open({ subjects: [subject] }))
        .thenRefused('CapacityMismatch');
  });
  it('refuses a body twice in one capacity and a person twice in any', () => {
    given()
      .when(open({ subjects: [body(3), body(3, { subjectId: id(150) })] }))
      .thenRefused('SubjectTwice');
    given()
      .when(open({ subjects: [person(5), person(5, { capacity: 'SECRETARY', organizationId: id(4) })] }))
      .thenRefused('SubjectTwice');
    given()
      .when(open({ subjects: [body(3), body(3, { capacity: 'COMMITTEE' }), person(5, { capacity: 'SECRETARY' })] }))
      .thenState((s) => expect(s).toHaveLength(1));
  });
  it('refuses a body outside the registers that is not named', () => {
    given()
      .when(open({ decidingBody: { ...CITY, name: null } }))
      .thenRefused('BodyUnnamed');
    given()
      .when(open({ decidingBody: CITY }))
      .thenState((s) => expect(s).toHaveLength(1));
  });
  it('refuses a period that ends before it begins; one day is a period', () => {
    given()
      .when(open({ reviewPeriod: { from: day('2026-01-01'), to: day('2025-12-31') } }))
      .thenRefused('PeriodReversed', { from: '2026-01-01', to: '2025-12-31' });
    const reviewPeriod = { from: day('2026-01-01'), to: day('2026-01-01') };
    given()
      .when(open({ reviewPeriod }))
      .thenRecorded(opened({ reviewPeriod, ...AS_OPENED }));
  });
  it('refuses theme and content of a secret engagement', () => {
    given()
      .when(open({ secrecyGrade: 'SECRET', theme: 'Việc chấp hành' }))
      .thenRefused('SecretContent');
    given()
      .when(open({ secrecyGrade: 'CONFIDENTIAL', contentCodes: ['UNITY'] }))
      .thenRefused('SecretContent');
    given()
      .when(open({ secrecyGrade: 'TOP_SECRET' }))
      .thenState((s) => expect(s).toHaveLength(1));
  });
  it('refuses a link to itself', () => {
    const own = id(42);
    const { given: at } = scenario(engagement, { stream: streamId('engagement', own) });
    at()
      .when(open({ combinedWith: own }))
      .thenRefused('RefersToItself');
    at()
      .when(open({ arisesFrom: { engagementId: own, subjectId: null } }))
      .thenRefused('RefersToItself');
    at(opened()).when(convert('2026-03-10', own)).thenRefused('RefersToItself');
  });
  it('keeps when the body met, and how the paper was signed', () => {
    const told = { metOn: day('2026-03-01'), signedAs: 'ON_BEHALF' as const };
    given()
      .when(open(told))
      .thenRecorded(opened({ ...AS_OPENED, ...told }));
  });
  it('refuses a decision that was signed, or taken effect, before the body met', () => {
    given()
      .when(open({ metOn: day('2026-03-03') }))
      .thenRefused('DecidedBeforeMeeting', { on: '2026-03-02', metOn: '2026-03-03' });
    const cancelling = cancel('2026-03-10', UBKT, { metOn: day('2026-03-11') });
    given(opened()).when(cancelling).thenRefused('DecidedBeforeMeeting', { on: '2026-03-10' });
  });
  it('refuses a code of content that no list holds', () =>
    expect(engagement.commands.OpenEngagement.safeParse({ ...open().data, contentCodes: ['HEARSAY'] }).success).toBe(
      false,
    ));
});

describe('the day of recording', () => {
  const { given: on } = scenario(engagement, { now: '2026-03-09T16:59:59.999Z' as never });
  it('is the last on which a thing can have happened, in Việt Nam', () => {
    on(opened()).when(begin('2026-03-09')).thenRecorded(begun('2026-03-09'));
    on(opened()).when(begin('2026-03-10')).thenRefused('InTheFuture', { field: 'conductedOn', today: '2026-03-09' });
    on()
      .when(open({ decision: bySigned('1-QĐ', '2026-03-10') }))
      .thenRefused('InTheFuture', { field: 'decision.signedOn', day: '10/3/2026' });
  });
  it('may be before a time limit or a day of resumption', () => {
    on()
      .when(open({ dueOn: day('2027-01-01') }))
      .thenRecorded(opened({ ...AS_OPENED, dueOn: day('2027-01-01') }));
    on(opened()).when(extend('2027-01-01', '2026-03-09')).thenRecorded(extended('2027-01-01', '2026-03-09'));
    on(opened()).when(postpone('2026-03-09', '2027-01-01')).thenRecorded(postponed('2026-03-09', '2027-01-01'));
  });
});

it('names the body of an act that ends or undoes, outside the registers too', () => {
  given(opened())
    .when(cancel('2026-03-10', { ...CITY, name: null }))
    .thenRefused('BodyUnnamed');
  given(opened()).when(cancel('2026-03-10', CITY)).thenRecorded(cancelled('2026-03-10', CITY));
});

it('writes the days of a refusal as people write them, in both languages', () => {
  expect(() => given(opened(), deployed('2026-03-05')).when(begin('2026-03-04')).thenNothing()).toThrow(
    expect.objectContaining({
      title: {
        vi: 'Trình tự không hợp lý: tiến hành (ngày 4/3/2026) lại trước triển khai quyết định (ngày 5/3/2026)',
        en: 'Out of order: conduct (4 March 2026) would come before deployment (5 March 2026)',
      },
    }),
  );
});

it('reads what a clerk leaves out as not known', () => {
  const { decision, dueOn } = engagement.commands.OpenEngagement.parse({
    kind: 'SUP_THEMATIC',
    decidingBody: { organizationId: UBKT.organizationId, body: 'COMMITTEE' },
    subjects: [{ organizationId: CELL, capacity: 'ORGANIZATION' }],
  });
  expect([decision, dueOn]).toEqual([{ number: null, signedOn: null }, null]);
  expect(PlainDate.safeParse('2026-02-30').success).toBe(false);
});
