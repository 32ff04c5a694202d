import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Paper, taken, takenShape, UNKNOWN_PAPER, withSignedAs } from '#features/papers';
import { WHOLE_STORE } from '#kernel/concern';
import { Approving, areOthers } from '#kernel/confirmation';
import { PlainDate } from '#kernel/dates';
import { decider } from '#kernel/decider';
import { companionOf } from '#kernel/effective';
import { type DataOf, v1, v2 } from '#kernel/event';
import { text } from '#kernel/text';
import { refuse } from './refusals.js';
import { CountingRule } from './rule.js';

const Version = z.int().min(1).max(10_000);
const approval = { version: Version, approvingBody: text(200), decision: Paper, approvedOn: PlainDate };
const events = {
  CountingRuleDefined: v1({ name: text(200), version: Version, rule: CountingRule, effectiveFrom: PlainDate }),
  CountingRuleApproved: v2({ ...approval, signedAs: takenShape.signedAs }, withSignedAs),
};
type Defined = DataOf<typeof events.CountingRuleDefined>;
type Approved = DataOf<typeof events.CountingRuleApproved>;

export interface State {
  readonly defined: readonly Defined[];
  readonly approved: readonly Approved[];
}

/**
 * A rule for counting the target, in versions. A version that a body has approved is in force from its effective day on
 * and cannot change; a change is a new version. An unapproved version can be requested by name; every answer by it is
 * provisional. A version takes three persons: one defines it, another confirms that it matches the paper, a third
 * records the approval.
 */
export const countingRule = decider<State>()({
  category: 'countingRule',
  twins: 'none: versions of a rule are numbered, and one decision may approve several rules',
  commands: {
    DefineCountingRule: z.strictObject({ name: text(200), rule: CountingRule, effectiveFrom: PlainDate }),
    ApproveCountingRule: z.strictObject({
      ...approval,
      decision: approval.decision.default(UNKNOWN_PAPER),
      signedAs: taken.signedAs,
    }),
  },
  routes: {
    ifMatch: 'optional',
    of: {
      DefineCountingRule: [
        { path: '', name: 'define', body: 'CountingRuleDefinition' },
        { path: ':id/versions', name: 'defineNext', body: 'CountingRuleDefinition' },
      ],
      ApproveCountingRule: { path: ':id/approval', name: 'approve', body: 'CountingRuleApproval' },
    },
    entries: ':id',
  },
  events,
  confirmable: {
    verdict: { vi: 'Xác nhận nội dung cách tính', en: 'Content of the counting rule confirmed' },
    as: 'CountingRule',
    kind: 'COUNTING_RULE',
    at: 'counting-rules/:id',
    operations: 'Rule',
    read: 'read:counting-rules',
  },
  // An approval itself takes three persons by definition and confirmation, so its amendment takes three, too.
  takes: { as: 'CountingRule', at: ':id', commands: {}, amendments: { CountingRuleApproved: 3 } },
  initial: { defined: [], approved: [] },
  decide: {
    DefineCountingRule: (c, { defined }) => {
      const last = defined.at(-1);
      if (last && isDeepStrictEqual({ ...c, version: last.version }, last)) return [];
      const version = Math.max(0, ...defined.map((definition) => definition.version)) + 1;
      return [{ type: 'CountingRuleDefined', data: { ...c, version } }];
    },
    ApproveCountingRule: (c, { defined, approved }, { facts }) => {
      const given = approved.find((approval) => approval.version === c.version);
      if (isDeepStrictEqual(given, c)) return [];
      if (given) refuse('AlreadyApproved', { version: c.version, approvedOn: given.approvedOn });
      if (!defined.some(({ version }) => version === c.version)) refuse('NoSuchVersion', { version: c.version });
      const approving = Approving.parse(facts.approving);
      if (!approving.confirmed) refuse('NotConfirmed', { version: c.version });
      if (!areOthers(approving.before, approving.approvers)) refuse('ThreePersonsForRule');
      return [{ type: 'CountingRuleApproved', data: c }];
    },
  },
  evolve: {
    CountingRuleDefined: (s, e) => ({ ...s, defined: [...s.defined, e] }),
    CountingRuleApproved: (s, e) => ({ ...s, approved: [...s.approved, e] }),
  },
  // One rule for the whole store, so that an official figure is the same everywhere.
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
  depending: 'none',
  possible: ({ defined, approved }, news, before, { facts }) => {
    for (const event of news) {
      const companion = companionOf(event);
      // Another entry may have been recorded while the handler looked up which persons took part.
      if (event.type === 'CountingRuleApproved' && Approving.parse(facts.approving).upTo !== before.size - 1)
        refuse('NotConfirmed', { version: (event.data as Approved).version });
      if (companion?.base === 'CountingRuleApproved' && companion.how === 'corrected') {
        const { version } = before.events[companion.corrects]?.data as Approved;
        if (companion.data.version !== version) refuse('VersionFixed');
      }
      if (companion?.base !== 'CountingRuleDefined') continue;
      const { version } = before.events[companion.corrects]?.data as Defined;
      if (before.state.approved.some((approval) => approval.version === version))
        refuse('ApprovedRuleFixed', { version });
      if (companion.how === 'corrected' && companion.data.version !== version) refuse('VersionFixed');
    }
    for (const { rule } of defined) checkRule(rule);
    const versions = new Set(defined.map((definition) => definition.version));
    const given = new Set<number>();
    for (const { version, approvedOn } of approved) {
      if (!versions.has(version)) refuse('NoSuchVersion', { version });
      if (given.has(version)) refuse('AlreadyApproved', { version, approvedOn });
      given.add(version);
    }
  },
});

/** Refuses a rule whose choices contradict each other; also a rule that is only tried out. @throws Rejection */
export function checkRule({ graceMonths, organizations }: CountingRule): void {
  if (graceMonths > 0 !== (organizations === 'AT_REPORT_WITH_GRACE')) refuse('GraceWithoutMeaning');
}
