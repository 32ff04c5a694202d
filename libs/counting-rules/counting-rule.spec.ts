import { describe, expect, it } from '@jest/globals';
import { KINDS, verbOf } from '#features/papers';
import { plainDate } from '#kernel/dates';
import { scenario } from '#kernel/testing';
import { countingRule } from './counting-rule.js';
import { CountingRule, DEFAULT_RULE } from './rule.js';

const person = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
/** A third person approves what a second person has confirmed. */
const approving = { confirmed: true, before: [person(1), person(2)], approvers: [person(3)] };
const knowing = (upTo: number, more: object = {}) =>
  scenario(countingRule, { facts: { approving: { ...approving, upTo, ...more } } });
const { given } = knowing(0);
const { rule } = DEFAULT_RULE;
const named = { name: 'Cách tính của Ban Thường vụ', rule, effectiveFrom: plainDate('2025-08-16') };
const define = (more: object = {}) => ({ type: 'DefineCountingRule' as const, data: { ...named, ...more } });
const defined = (version: number, more: object = {}) => ({
  type: 'CountingRuleDefined' as const,
  data: { ...named, version, ...more },
});
const approval = {
  version: 1,
  approvingBody: 'Ban Thường vụ Đảng ủy phường',
  decision: { number: '12-QĐ/ĐU', signedOn: plainDate('2026-01-05') },
  approvedOn: plainDate('2026-01-05'),
  signedAs: 'ON_BEHALF' as const,
};
const approve = (more: object = {}) => ({ type: 'ApproveCountingRule' as const, data: { ...approval, ...more } });
const approved = (more: object = {}) => ({
  type: 'CountingRuleApproved' as const,
  data: { ...approval, ...more },
});
const strict = { ...rule, verb: 'BOTH' as const };
const reason = 'nhập sai';

describe('versions', () => {
  it('counts versions up from 1', () => {
    given().when(define()).thenRecorded(defined(1));
    given(defined(1), defined(2, { rule: strict }))
      .when(define())
      .thenRecorded(defined(3));
  });
  it('records nothing if the last version has the same content', () => given(defined(1)).when(define()).thenNothing());
  it('refuses months of grace without the choice to which they belong, and that choice without months', () => {
    given()
      .when(define({ rule: { ...rule, graceMonths: 3 } }))
      .thenRefused('GraceWithoutMeaning');
    given()
      .when(define({ rule: { ...rule, organizations: 'AT_REPORT_WITH_GRACE' } }))
      .thenRefused('GraceWithoutMeaning');
  });
});

describe('approval', () => {
  it('approves a version that is defined', () => {
    given(defined(1)).when(approve()).thenRecorded(approved());
    given(defined(1))
      .when(approve({ version: 2 }))
      .thenRefused('NoSuchVersion', { version: 2 });
  });
  it('approves a version once', () => {
    given(defined(1), approved()).when(approve()).thenNothing();
    given(defined(1), approved())
      .when(approve({ approvingBody: 'Đảng ủy phường' }))
      .thenRefused('AlreadyApproved');
  });
  it('requires a second person to confirm and a third to record the approval', () => {
    knowing(0, { confirmed: false }).given(defined(1)).when(approve()).thenRefused('NotConfirmed', { version: 1 });
    for (const approvers of [[person(1)], [person(2)], [person(3), person(1)], [null]])
      knowing(0, { approvers }).given(defined(1)).when(approve()).thenRefused('ThreePersonsForRule');
  });
  it('refuses an approval if the rule changed while the intake handler looked up which persons took part', () => {
    given(defined(1), defined(2, { rule: strict }))
      .when(approve())
      .thenRefused('NotConfirmed');
  });
  it('keeps the version that was approved', () => {
    const change = { field: 'version', from: 1, to: 2 };
    given(defined(1), defined(2, { rule: strict }), approved())
      .when({ type: 'CorrectEntry', data: { corrects: 2, reason, changes: [change] } })
      .thenRefused('VersionFixed');
  });
  it('refuses an approval dated after the day on which it is recorded', () => {
    given(defined(1))
      .when(approve({ approvedOn: plainDate('2026-11-01') }))
      .thenRefused('InTheFuture', { on: '2026-11-01' });
  });
  it('refuses to correct or annul an approved version', () => {
    const change = { field: 'rule.verb', from: 'EITHER', to: 'BOTH' };
    const correct = { type: 'CorrectEntry' as const, data: { corrects: 0, reason, changes: [change] } };
    given(defined(1))
      .when(correct)
      .thenRecorded({
        type: 'CountingRuleDefinedCorrected',
        data: { corrects: 0, reason, data: defined(1, { rule: strict }).data },
      });
    given(defined(1), approved()).when(correct).thenRefused('ApprovedRuleFixed', { version: 1 });
    given(defined(1), approved())
      .when({ type: 'AnnulEntry', data: { corrects: 0, reason } })
      .thenRefused('ApprovedRuleFixed', { version: 1 });
  });
  it('keeps the number of a version', () => {
    given(defined(1))
      .when({
        type: 'CorrectEntry',
        data: { corrects: 0, reason, changes: [{ field: 'version', from: 1, to: 2 }] },
      })
      .thenRefused('VersionFixed');
  });
});

describe('the default', () => {
  it('is a rule, with a source for every choice', () => {
    expect(CountingRule.parse(rule)).toEqual(rule);
    expect(Object.keys(DEFAULT_RULE.sources).sort()).toEqual(Object.keys(rule).sort());
  });
  it('counts every kind of engagement, of which one is a supervision', () => {
    expect([...rule.kinds].sort()).toEqual(Object.keys(KINDS).sort());
    expect(rule.kinds.filter((kind) => verbOf(kind) === 'SUPERVISION')).toEqual(['SUP_THEMATIC']);
  });
});
