import { Injectable } from '@nestjs/common';
import { type CountingRule, ruleFor, type RuleInForce } from '#features/counting-rules';
import { SetUpState } from '#features/set-up';
import { type TermRow, termOn } from '#features/terms';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { reversed } from '#platform/http/day-filters';
import { fieldProblem } from '#platform/http/problems';
import { type Moment, type TimeParameters, TimeTravel } from '#platform/http/time-travel';
import { type Coverage, coverage } from '../coverage.js';
import type { CoverageFacts } from '../facts/coverage-facts.js';
import type { Window } from '../facts/facts.js';
import { READ_MODELS, ResidentFacts } from '../facts/resident-facts.queries.js';

/** Parameters of a coverage query, including those of the time. */
export interface CoverageParameters extends TimeParameters {
  readonly scope?: Uuid | undefined;
  readonly denominator?: 'ALL' | 'DIRECT' | 'CELLS' | undefined;
  /** Id of a counting rule, or `default`. */
  readonly rule?: Uuid | 'default' | undefined;
  readonly version?: number | undefined;
  readonly term?: Uuid | undefined;
  readonly from?: PlainDate | undefined;
  readonly to?: PlainDate | undefined;
}

/**
 * A query whose moment, rule, terms and facts are looked up. `evaluate` computes the answer, for the day of the query
 * or for another.
 */
export interface ResolvedQuestion {
  readonly moment: Moment;
  readonly rule: RuleInForce;
  /** Whether the store was still being set up at the moment; no figure is official then. */
  readonly setUpOpen: boolean;
  /** The term that the answer is about; null if it is about several terms, or if days are given instead of a term. */
  readonly term: TermRow | null;
  readonly window: Window | null;
  /** The first day of the window; of several registers, the earliest one. */
  readonly since: PlainDate;
  readonly evaluate: (asOf?: PlainDate, rule?: CountingRule) => Coverage;
}

/**
 * Looks up the moment, the rule, the terms and the facts of a coverage query. Every answer is computed from the facts;
 * no answer is cached.
 */
@Injectable()
export class CoverageQuestions {
  constructor(
    private readonly time: TimeTravel,
    private readonly resident: ResidentFacts,
    private readonly setUp: SetUpState,
  ) {}

  /**
   * @throws Problem naming the field for a scope, rule, version or term that does not exist, and where no term is known
   * | ReadModelRebuilding | NotCaughtUp | Unavailable
   */
  async resolve(parameters: CoverageParameters): Promise<ResolvedQuestion> {
    return resolved(parameters, await this.known(parameters));
  }

  /** The facts, rules and terms of a moment, for `resolved`. Use them before the next await: the facts may change. */
  async known(parameters: CoverageParameters): Promise<KnownFacts> {
    const moment = await this.time.moment(parameters, READ_MODELS, (day) => this.resident.recall(day));
    const { position } = moment;
    const setUpOpen = await this.setUp.isOpen(position);
    const facts = await this.resident.current(moment.checkpoints);
    return {
      moment,
      setUpOpen,
      facts,
      rules: this.resident.rulesAt(position),
      termsOf: (ward) => this.resident.termsAt(position, ward),
    };
  }
}

/** What is known at a moment and decides a figure. */
export interface KnownFacts {
  readonly moment: Moment;
  readonly setUpOpen: boolean;
  readonly facts: CoverageFacts;
  readonly rules: Parameters<typeof ruleFor>[0];
  /** The terms of a ward, or of all wards. */
  readonly termsOf: (ward?: Uuid) => readonly TermRow[];
}

/** @throws Problem as `CoverageQuestions.resolve` */
export function resolved(
  parameters: CoverageParameters,
  { moment, setUpOpen, facts, rules, termsOf }: KnownFacts,
): ResolvedQuestion {
  const { asOf, position } = moment;
  const rule = ruleOf(parameters, rules, asOf);
  if (parameters.scope !== undefined && !facts.homeOf(parameters.scope)) throw unknown('scope');
  const registers = parameters.scope === undefined ? [...facts.ledgers.keys()] : [homeIn(facts, parameters.scope)];
  const ward = registers.length === 1 ? registers[0] : undefined;
  const { windowOf, term } = windowsOf(parameters, termsOf(ward), registers, asOf);
  return {
    moment,
    setUpOpen,
    term,
    window: registers.length === 1 && registers[0] ? windowOf(registers[0]) : null,
    since: registers.map((register) => windowOf(register)?.from ?? asOf).reduce((a, b) => (b < a ? b : a), asOf),
    rule: parameters.denominator ? { ...rule, rule: { ...rule.rule, denominator: parameters.denominator } } : rule,
    evaluate: (day = asOf, by) =>
      coverage(facts, {
        asOf: day,
        known: Number(position),
        scope: parameters.scope ?? null,
        windowOf,
        rule: parameters.denominator
          ? { ...(by ?? rule.rule), denominator: parameters.denominator }
          : (by ?? rule.rule),
      }),
  };
}

const homeIn = (facts: CoverageFacts, scope: Uuid): Uuid => {
  const home = facts.homeOf(scope);
  if (!home) throw unknown('scope');
  return home.rootId;
};

function ruleOf(
  { rule, version }: CoverageParameters,
  versions: Parameters<typeof ruleFor>[0],
  asOf: PlainDate,
): RuleInForce {
  if (version !== undefined && rule === undefined) throw fieldProblem('query', 'rule', 'required', RULE_WITH_VERSION);
  const named = rule === undefined ? undefined : { id: rule as Uuid, version };
  const ruleInForce = ruleFor(versions, asOf, rule === 'default' ? 'default' : named);
  if (ruleInForce && (version === undefined || ruleInForce.version === version)) return ruleInForce;
  const isKnown = rule === 'default' || versions.some(({ countingRuleId }) => countingRuleId === rule);
  throw unknown(isKnown ? 'version' : 'rule');
}

/** The window of each register: the days given, the term given, or else the term of its ward on the day. */
function windowsOf(
  parameters: CoverageParameters,
  knownTerms: readonly TermRow[],
  registers: readonly Uuid[],
  asOf: PlainDate,
) {
  const { from, to } = parameters;
  if (from !== undefined) {
    if (parameters.term !== undefined) throw fieldProblem('query', 'term', 'not-with-from', TERM_OR_DAYS);
    if (to !== undefined && to < from) throw daysTurned();
    const window: Window = { from, to: to ?? null };
    return { windowOf: () => window, term: null };
  }
  if (to !== undefined) throw fieldProblem('query', 'from', 'required', FROM_WITH_TO);
  const named = parameters.term === undefined ? undefined : knownTerms.find(({ termId }) => termId === parameters.term);
  if (parameters.term !== undefined && !(named && registers.includes(named.organizationId))) throw unknown('term');
  const terms = new Map(
    registers.map((register) => [
      register,
      named?.organizationId === register ? named : termOn(knownTerms, register, asOf),
    ]),
  );
  const chosen = [...terms.values()].filter((term) => term !== null);
  if (chosen.length === 0) throw fieldProblem('query', 'term', 'no-term', NO_TERM);
  return {
    windowOf: (register: Uuid): Window | null => {
      const term = terms.get(register);
      return term ? { from: term.startsOn, to: term.endAssumed ? assumedEnd(term, asOf) : term.endsOn } : null;
    },
    term: registers.length === 1 ? (chosen[0] ?? null) : null,
  };
}

/**
 * The assumed last day of a term; null once it is past, because the term then goes on and acts after that day count.
 */
const assumedEnd = ({ endsOn }: TermRow, asOf: PlainDate): PlainDate | null =>
  endsOn !== null && asOf > endsOn ? null : endsOn;

const NO_TERM = {
  vi: 'Chưa ghi nhận nhiệm kỳ nào cho ngày này; hãy ghi nhận nhiệm kỳ, hoặc nêu ngày đầu và ngày cuối',
  en: 'No term is recorded for this day; record the term, or give the first day (from) and the last day (to)',
};
const FROM_WITH_TO = {
  vi: 'Nêu ngày cuối thì phải nêu cả ngày đầu',
  en: 'If you give the last day (to), give the first day (from) too',
};
const TERM_OR_DAYS = {
  vi: 'Chỉ nêu nhiệm kỳ hoặc ngày đầu, không nêu cả hai',
  en: 'Give either a term (term) or a first day (from), not both',
};
const RULE_WITH_VERSION = {
  vi: 'Nêu bản thì phải nêu cả cách tính',
  en: 'If you give a version (version), give its counting rule (rule) too',
};
const daysTurned = () => reversed('from', 'to');
const unknown = (field: string) =>
  fieldProblem('query', field, 'not-found', {
    vi: 'Không có mã hoặc số này; hãy kiểm tra lại',
    en: 'There is no such id or number; check it',
  });
