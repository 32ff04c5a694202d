import type { PlainDate } from '#kernel/dates';
import { idOf, type Uuid } from '#kernel/ids';
import { type Db, knownAt } from '#platform/projections/reading';
import type { countingRules } from './counting-rules.projection.js';
import { type CountingRule, DEFAULT_RULE } from './rule.js';

export type CountingRulesDb = Db<typeof countingRules>;

/** One version of a counting rule, and its approval where a body has given one. */
export interface RuleVersion {
  readonly countingRuleId: Uuid;
  readonly name: string;
  readonly version: number;
  readonly rule: CountingRule;
  readonly effectiveFrom: PlainDate;
  readonly approval: {
    readonly approvingBody: string;
    readonly decision: { readonly number: string | null; readonly signedOn: PlainDate | null };
    readonly approvedOn: PlainDate;
  } | null;
}

/** Every version known at K, by name, then version. */
export async function rulesKnown(db: CountingRulesDb, known: bigint): Promise<readonly RuleVersion[]> {
  const rows = await db
    .selectFrom('definitions as d')
    .leftJoin('approvals as a', (on) =>
      on.onRef('a.stream', '=', 'd.stream').onRef('a.version', '=', 'd.version').on(knownAt(known, 'a')),
    )
    .where(knownAt(known, 'd'))
    .orderBy('d.name')
    .orderBy('d.stream')
    .orderBy('d.version')
    .select(['d.stream', 'd.name', 'd.version', 'd.rule', 'd.effectiveFrom'])
    .select(['a.approvingBody', 'a.decisionNumber', 'a.signedOn', 'a.approvedOn'])
    .execute();
  return rows.map(({ stream, approvingBody, decisionNumber: number, signedOn, approvedOn, ...version }) => ({
    countingRuleId: idOf(stream),
    ...version,
    approval:
      approvingBody === null || approvedOn === null
        ? null
        : { approvingBody, decision: { number, signedOn }, approvedOn },
  }));
}

/** The rule that an answer is counted by, and whether some body has approved it. */
export interface RuleInForce {
  readonly countingRuleId: Uuid | null;
  readonly name: string;
  readonly version: number;
  readonly rule: CountingRule;
  readonly approved: boolean;
}

const builtIn: RuleInForce = {
  ...{ countingRuleId: null, name: DEFAULT_RULE.name, version: DEFAULT_RULE.version },
  ...{ rule: DEFAULT_RULE.rule, approved: false },
};

const chosen = ({ countingRuleId, name, version, rule, approval }: RuleVersion): RuleInForce => ({
  ...{ countingRuleId, name, version, rule, approved: approval !== null },
});

/**
 * The version asked for; else, of those approved, the one with the greatest effectiveFrom on or before the day; else the
 * default, which is provisional (architecture 6, point 8).
 *
 * @returns null where the version asked for does not exist
 */
export function ruleFor(
  rules: readonly RuleVersion[],
  asOf: PlainDate,
  named: { readonly id: Uuid; readonly version: number | undefined } | 'default' | undefined,
): RuleInForce | null {
  if (named === 'default') return builtIn;
  if (named !== undefined) {
    const versions = rules.filter(({ countingRuleId }) => countingRuleId === named.id);
    const found = named.version === undefined ? versions.at(-1) : versions.find((one) => one.version === named.version);
    return found ? chosen(found) : null;
  }
  const approved = rules.filter(({ approval, effectiveFrom }) => approval !== null && effectiveFrom <= asOf);
  const latest = approved.reduce<RuleVersion | null>(
    (last, one) => (last === null || one.effectiveFrom >= last.effectiveFrom ? one : last),
    null,
  );
  return latest ? chosen(latest) : builtIn;
}
