import type { CountingRule } from '#features/coverage';
import { actsKnown, isOfPerson, type Logged, type NaiveAct } from './naive-acts.js';
import { knownStatements } from './naive-register.js';
import { type NaiveQuestion, NaiveScope, type NaiveStatus, type NaiveVerb } from './naive-scope.js';

type Figures = Record<NaiveVerb, number> & { total: number };

export interface NaiveAnswer {
  /** Of the denominator of the rule. */
  readonly organizations: ReadonlyMap<string, NaiveStatus>;
  readonly figures: Readonly<Record<string, Figures>>;
  readonly engagements: number;
  readonly organizationTurns: number;
  readonly distinctOrganizations: number;
  readonly memberTurns: number;
  readonly distinctMembers: number;
  readonly faults: number;
  /** Engagements of which nothing counts, by the reason. */
  readonly excluded: Readonly<Record<string, number>>;
}

/** The reasons in the order in which they are asked. */
const REASONS = [
  ...['KIND', 'CANCELLED', 'REVOKED', 'NOT_REACHED', 'NO_DAY', 'BEFORE_WINDOW', 'AFTER_WINDOW'],
  ...['OTHER_BODY', 'LOWER_BODY', 'HIGHER_BODY', 'UNKNOWN_SUBJECT', 'AFTER_SUBJECT_ENDED'],
];

interface Counted {
  readonly act: NaiveAct;
  readonly why: string | null;
}

/**
 * How far the target has come, once more, as slowly and plainly as architecture section 6 tells it: every question is a
 * loop over all that was recorded. It shares no code with libs/coverage, so that the two can only agree by both being right.
 */
export function naiveCoverage(log: readonly Logged[], question: NaiveQuestion): NaiveAnswer {
  const acts = actsKnown(log, question.known, question.rule.milestone);
  const registers = [...new Set(log.map(({ stream }) => stream).filter((stream) => stream.startsWith('register-')))];
  const founded = new Set<string>();
  const counted: Counted[] = [];
  const organizations = new Map<string, NaiveStatus>();
  const figures: Record<string, Figures> = {};
  for (const stream of registers) {
    const own = log.filter((event) => event.stream === stream);
    const register = new NaiveScope(knownStatements(own, question.known), stream.slice('register-'.length), question);
    for (const id of register.founded) founded.add(id);
    if (question.scope !== null && !register.founded.has(question.scope)) continue;
    const judged = acts.map((act) => ({ act, why: register.whyNot(act) }));
    counted.push(...judged.filter(({ act }) => register.concerns(act)));
    const hits = judged.flatMap(({ act, why }) => (why === null ? register.reachedBy(act) : []));
    const denominators = { ALL: 'ALL', DIRECT: 'DIRECT', CELLS: 'CELLS', RULE: question.rule.denominator } as const;
    for (const [name, denominator] of Object.entries(denominators)) {
      const sum = (figures[name] ??= { total: 0, EITHER: 0, BOTH: 0, INSPECTED: 0, SUPERVISED: 0 });
      for (const id of register.listed(denominator)) {
        const { status, deciding } = register.statusOf(id, hits);
        sum.total++;
        for (const verb of ['EITHER', 'BOTH', 'INSPECTED', 'SUPERVISED'] as const) if (deciding[verb]) sum[verb]++;
        if (name === 'RULE') organizations.set(id, status);
      }
    }
  }
  if (question.scope === null)
    for (const act of acts) if (!founded.has(act.organizationId)) counted.push({ act, why: 'UNKNOWN_SUBJECT' });
  return { organizations, figures, ...counters(counted, question.rule.combined), excluded: excludedOf(counted) };
}

function counters(counted: readonly Counted[], combined: CountingRule['combined']) {
  const acts = counted.flatMap(({ act, why }) => (why === null ? [act] : []));
  const ofOrganizations = acts.filter((act) => !isOfPerson(act));
  const ofMembers = acts.filter(isOfPerson);
  const groups = [...new Set(acts.map((act) => act.engagementId))].map((id) => new Set([id]));
  if (combined === 'ONE')
    for (const { engagementId, combinedWith } of acts) {
      const one = groups.find((group) => group.has(engagementId));
      const other = groups.find((group) => combinedWith !== null && group.has(combinedWith));
      if (!one || !other || one === other) continue;
      for (const id of other) one.add(id);
      groups.splice(groups.indexOf(other), 1);
    }
  return {
    engagements: groups.length,
    organizationTurns: ofOrganizations.length,
    distinctOrganizations: new Set(ofOrganizations.map((act) => act.organizationId)).size,
    memberTurns: ofMembers.length,
    distinctMembers: new Set(ofMembers.map((act) => act.memberId)).size,
    faults: ofOrganizations.filter((act) => act.fault).length,
  };
}

function excludedOf(counted: readonly Counted[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const engagementId of new Set(counted.map(({ act }) => act.engagementId))) {
    const reasons = counted.filter(({ act }) => act.engagementId === engagementId).map(({ why }) => why);
    if (reasons.includes(null)) continue;
    const first = REASONS.find((reason) => reasons.includes(reason)) ?? '';
    found[first] = (found[first] ?? 0) + 1;
  }
  return found;
}
