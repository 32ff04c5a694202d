import type { CountingRule } from '#features/counting-rules';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Coverage } from '../coverage.js';

interface AnswerParts {
  readonly setUpOpen: boolean;
  readonly rule: { readonly approved: boolean; readonly rule: CountingRule };
  readonly term: {
    readonly termId: Uuid;
    readonly name: string;
    readonly startsOn: PlainDate;
    readonly endsOn: PlainDate | null;
    readonly startAssumed: boolean;
    readonly endAssumed: boolean;
  } | null;
}

/** The figures in the form of the response. */
export function figuresOf(
  { rule, term, setUpOpen }: AnswerParts,
  { figure, figures, states, counters, unconfirmed, depth, pace, excluded, withoutTerm }: Coverage,
) {
  return {
    covered: figure.covered,
    total: figure.total,
    percent: figure.percent,
    decimals: 2,
    uncovered: figure.total - figure.covered,
    inspected: figure.inspected,
    supervised: figure.supervised,
    both: figure.both,
    unconfirmed,
    provisional: !rule.approved || setUpOpen,
    alternatives: figures,
    states,
    counters,
    depth,
    pace,
    excluded,
    withoutTerm,
    term: term && {
      termId: term.termId,
      name: term.name,
      startsOn: term.startsOn,
      endsOn: term.endsOn,
      startAssumed: term.startAssumed,
      endAssumed: term.endAssumed,
    },
  };
}

export const ruleNamed = (rule: {
  readonly countingRuleId: Uuid | null;
  readonly name: string;
  readonly version: number;
  readonly approved: boolean;
}) => ({
  countingRuleId: rule.countingRuleId,
  name: rule.name,
  version: rule.version,
  approved: rule.approved,
});

/**
 * The counting rule in words, to stand beside a figure. A figure that is not official is always marked as provisional.
 */
export function ruleInWords({
  rule: { name, version, approved },
  setUpOpen,
}: {
  readonly rule: Parameters<typeof ruleNamed>[0];
  readonly setUpOpen: boolean;
}): string {
  const open = setUpOpen ? '; kho đang được thiết lập – số tạm tính' : '';
  return `${name}, bản ${version}, ${approved ? 'đã được duyệt' : 'chưa được duyệt – số tạm tính'}${open}`;
}

/** The URL of the list of organizations behind a figure, with the day and the log position of the figure. */
export function organizationsAddress(
  parameters: Readonly<Record<string, unknown>>,
  { asOf, knownAt }: { readonly asOf: PlainDate; readonly knownAt: string },
): string {
  const named = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...parameters, asOf, knownAt }))
    if (name !== 'after' && (typeof value === 'string' || typeof value === 'number')) named.set(name, String(value));
  return `/api/coverage/organizations?${named.toString()}`;
}
