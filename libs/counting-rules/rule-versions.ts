import type { Paper, SigningCapacity } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import { idOf, type StreamId, type Uuid } from '#kernel/ids';
import { compareVietnamese } from '#kernel/vietnamese';
import { type CountingRule, DEFAULT_RULE } from './rule.js';

/** One version of a counting rule, and its approval if there is one. */
export interface RuleVersion {
  readonly countingRuleId: Uuid;
  readonly name: string;
  readonly version: number;
  readonly rule: CountingRule;
  readonly effectiveFrom: PlainDate;
  readonly approval: {
    readonly approvingBody: string;
    readonly decision: Paper;
    readonly approvedOn: PlainDate;
    readonly signedAs: SigningCapacity | null;
  } | null;
}

/** Rows of the read model `countingRules`, in no order. */
export interface RuleRows {
  readonly definitions: readonly {
    readonly stream: StreamId;
    readonly name: string;
    readonly version: number;
    readonly rule: CountingRule;
    readonly effectiveFrom: PlainDate;
  }[];
  readonly approvals: readonly {
    readonly stream: StreamId;
    readonly version: number;
    readonly approvingBody: string;
    readonly decisionNumber: string | null;
    readonly signedOn: PlainDate | null;
    readonly approvedOn: PlainDate;
    readonly signedAs: SigningCapacity | null;
  }[];
}

/**
 * Every version, ordered by name, then version.
 *
 * @param rows the rows that count at one log position
 */
export function versionsOf({ definitions, approvals }: RuleRows): readonly RuleVersion[] {
  return definitions
    .toSorted(
      (a, b) =>
        compareVietnamese(a.name, b.name) ||
        (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.version - b.version),
    )
    .map(({ stream, name, version, rule, effectiveFrom }) => {
      const approval = approvals.find((approved) => approved.stream === stream && approved.version === version);
      return {
        countingRuleId: idOf(stream),
        name,
        version,
        rule,
        effectiveFrom,
        approval: approval
          ? {
              approvingBody: approval.approvingBody,
              decision: { number: approval.decisionNumber, signedOn: approval.signedOn },
              approvedOn: approval.approvedOn,
              signedAs: approval.signedAs,
            }
          : null,
      };
    });
}

/** The counting rule of an answer, and whether that rule is approved. */
export interface RuleInForce {
  readonly countingRuleId: Uuid | null;
  readonly name: string;
  readonly version: number;
  readonly rule: CountingRule;
  readonly approved: boolean;
  /** The approving body and the day; null if not approved. */
  readonly approval: { readonly approvingBody: string; readonly approvedOn: PlainDate } | null;
}

const builtIn: RuleInForce = {
  countingRuleId: null,
  name: DEFAULT_RULE.name,
  version: DEFAULT_RULE.version,
  rule: DEFAULT_RULE.rule,
  approved: false,
  approval: null,
};

const chosen = ({ countingRuleId, name, version, rule, approval }: RuleVersion): RuleInForce => ({
  countingRuleId,
  name,
  version,
  rule,
  approved: approval !== null,
  approval,
});

/**
 * The version requested. If none is requested: the approved version with the latest `effectiveFrom` on or before the
 * day. If there is none: the default rule, which is provisional (docs/architecture.md "What a question means", point
 * 8).
 *
 * @returns null if the version requested does not exist
 */
export function ruleFor(
  rules: readonly RuleVersion[],
  asOf: PlainDate,
  named: { readonly id: Uuid; readonly version: number | undefined } | 'default' | undefined,
): RuleInForce | null {
  if (named === 'default') return builtIn;
  if (named !== undefined) {
    const versions = rules.filter(({ countingRuleId }) => countingRuleId === named.id);
    const match =
      named.version === undefined ? versions.at(-1) : versions.find((candidate) => candidate.version === named.version);
    return match ? chosen(match) : null;
  }
  const approved = rules.filter(({ approval, effectiveFrom }) => approval !== null && effectiveFrom <= asOf);
  const latest = approved.reduce<RuleVersion | null>(
    (last, candidate) => (last === null || candidate.effectiveFrom >= last.effectiveFrom ? candidate : last),
    null,
  );
  return latest ? chosen(latest) : builtIn;
}
