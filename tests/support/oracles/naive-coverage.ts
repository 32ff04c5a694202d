import { actsKnown, isOfPerson, type Logged, type NaiveAct, restrictedNow } from './naive-acts.js';
import { knownStatements } from './naive-register.js';
import { foundedBy, isAfter, type NaiveQuestion, NaiveScope, type NaiveStatus, type NaiveVerb } from './naive-scope.js';

type Figures = Record<NaiveVerb, number> & { total: number };

export interface NaiveAnswer {
  /** The organizations of the rule's denominator. */
  readonly organizations: ReadonlyMap<string, NaiveStatus>;
  readonly figures: Readonly<Record<'ALL' | 'DIRECT' | 'CELLS' | 'RULE', Figures>>;
  /** Number of organizations by where they stand. */
  readonly states: Readonly<Record<string, number>>;
  readonly engagements: number;
  readonly unconfirmed: number;
  readonly organizationTurns: number;
  readonly distinctOrganizations: number;
  readonly memberTurns: number;
  readonly distinctMembers: number;
  readonly faults: number;
  readonly remedies: Readonly<Record<'asked' | 'done' | 'overdue' | 'open', number>>;
  /** Number of engagements of which no act counts, by the reason of their most advanced act. */
  readonly excluded: Readonly<Record<string, number>>;
}

/** The reasons in the order in which they are checked. */
const REASONS = [
  'KIND',
  'CANCELLED',
  'REVOKED',
  'NOT_REACHED',
  'NO_DAY',
  'BEFORE_WINDOW',
  'AFTER_WINDOW',
  'OTHER_BODY',
  'LOWER_BODY',
  'HIGHER_BODY',
  'UNKNOWN_SUBJECT',
  'BEFORE_SUBJECT_EXISTED',
  'AFTER_SUBJECT_ENDED',
];

interface Counted {
  readonly act: NaiveAct;
  readonly why: string | null;
}

/**
 * Computes the coverage a second time, as simply and slowly as docs/architecture.md "What a question means" describes
 * it: every query is a loop over all events. It shares no code with libs/coverage, so equal answers mean that both are
 * right.
 */
export function naiveCoverage(log: readonly Logged[], question: NaiveQuestion): NaiveAnswer {
  const acts = actsKnown(log, question.known, question.rule.milestone);
  const registers = [...new Set(log.map(({ stream }) => stream).filter((stream) => stream.startsWith('register-')))];
  const counted: Counted[] = [];
  const organizations = new Map<string, NaiveStatus>();
  const states: Record<string, number> = {};
  const none: Figures = { total: 0, EITHER: 0, BOTH: 0, INSPECTED: 0, SUPERVISED: 0 };
  const figures = { ALL: { ...none }, DIRECT: { ...none }, CELLS: { ...none }, RULE: { ...none } };
  for (const stream of registers) {
    const own = log.filter((event) => event.stream === stream);
    const founded = new Set(own.filter(({ position }) => position <= question.known).flatMap(foundedBy));
    if (question.scope !== null && !founded.has(question.scope)) continue;
    const register = new NaiveScope(knownStatements(own, question.known), stream.slice('register-'.length), question);
    const there = acts.filter(
      ({ organizationId, decided }) => founded.has(organizationId) && !isAfter(decided.day, question.asOf),
    );
    const judged = there.map((act) => ({ act, why: register.whyNot(act) }));
    counted.push(...judged.filter(({ act }) => register.concerns(act)));
    const hits = judged.flatMap(({ act, why }) => (why === null ? register.reachedBy(act) : []));
    for (const state of register.states(hits)) states[state] = (states[state] ?? 0) + 1;
    const denominators = { ALL: 'ALL', DIRECT: 'DIRECT', CELLS: 'CELLS', RULE: question.rule.denominator } as const;
    for (const name of ['ALL', 'DIRECT', 'CELLS', 'RULE'] as const) {
      const sum = figures[name];
      for (const id of register.listed(denominators[name])) {
        const { status, deciding } = register.statusOf(id, hits);
        sum.total++;
        for (const verb of ['EITHER', 'BOTH', 'INSPECTED', 'SUPERVISED'] as const) if (deciding[verb]) sum[verb]++;
        if (name === 'RULE') organizations.set(id, status);
      }
    }
  }
  if (question.scope === null) counted.push(...inNoRegister(log, acts, question));
  return {
    organizations,
    figures,
    states,
    ...counters(counted, question, log),
    excluded: excludedOf(counted, restrictedNow(log)),
  };
}

/** The acts on organizations that no register founds: they are in no scope, and in the whole. */
function inNoRegister(log: readonly Logged[], acts: readonly NaiveAct[], question: NaiveQuestion): Counted[] {
  const founded = new Set(log.flatMap(foundedBy));
  const nowhere = new NaiveScope([], null, question);
  return acts
    .filter(({ organizationId, decided }) => !founded.has(organizationId) && !isAfter(decided.day, question.asOf))
    .map((act) => ({ act, why: nowhere.whyNot(act) }));
}

function counters(counted: readonly Counted[], { rule, asOf, known }: NaiveQuestion, log: readonly Logged[]) {
  const acts = counted.flatMap(({ act, why }) => (why === null ? [act] : []));
  const ofOrganizations = acts.filter((act) => !isOfPerson(act));
  const ofMembers = acts.filter(isOfPerson);
  const groups = [...new Set(acts.map((act) => act.engagementId))].map((id) => new Set([id]));
  if (rule.combined === 'ONE')
    for (const { engagementId, combinedWith } of acts) {
      const one = groups.find((group) => group.has(engagementId));
      const other = groups.find((group) => combinedWith !== null && group.has(combinedWith));
      if (!one || !other || one === other) continue;
      for (const id of other) one.add(id);
      groups.splice(groups.indexOf(other), 1);
    }
  return {
    engagements: groups.length,
    unconfirmed: [...new Set(acts.map((act) => act.engagementId))].filter((id) => !isConfirmed(log, id, known)).length,
    organizationTurns: turnsOf(ofOrganizations),
    distinctOrganizations: new Set(ofOrganizations.map((act) => act.organizationId)).size,
    memberTurns: ofMembers.length,
    distinctMembers: personsAmong(ofMembers, log, known),
    remedies: remediesOf(acts, asOf),
    faults: turnsOf(ofOrganizations.filter((act) => act.fault && !isAfter(act.concluded?.day ?? null, asOf))),
  };
}

/** The persons among the subjects: two records are one person if a chain of links leads from one to the other. */
function personsAmong(acts: readonly NaiveAct[], log: readonly Logged[], known: bigint): number {
  const past = log.filter(({ stream, position }) => stream.startsWith('member-') && position <= known);
  const isAnnulled = ({ stream, revision, type }: Logged) =>
    past.some(
      (later) =>
        later.stream === stream &&
        later.type === `${type}Annulled` &&
        (later.data as { corrects: number }).corrects === revision,
    );
  const said = past.filter((event) => /^SamePerson(Linked|Unlinked)$/.test(event.type) && !isAnnulled(event));
  const otherOf = ({ data }: Logged) => (data as { otherId: string }).otherId;
  // The last word of a record about another one counts.
  const links = said.filter(
    (event) =>
      said.findLast((one) => one.stream === event.stream && otherOf(one) === otherOf(event)) === event &&
      event.type === 'SamePersonLinked',
  );
  const left = new Set(acts.flatMap(({ memberId }) => memberId ?? []));
  let persons = 0;
  for (const first of left) {
    persons++;
    const met = [first];
    for (const one of met)
      for (const event of links) {
        const pair = [event.stream.slice('member-'.length), otherOf(event)];
        if (pair.includes(one)) met.push(...pair.filter((id) => !met.includes(id)));
      }
    for (const one of met) left.delete(one);
  }
  return persons;
}

/** One organization is one turn of an engagement, in however many capacities it is a subject. */
const turnsOf = (acts: readonly NaiveAct[]): number =>
  new Set(acts.map(({ engagementId, organizationId }) => `${engagementId} ${organizationId}`)).size;

/** The remedies that were asked for by a day, and what became of each by then. */
function remediesOf(acts: readonly NaiveAct[], asOf: string): Record<'asked' | 'done' | 'overdue' | 'open', number> {
  const states = acts
    .filter(({ concluded }) => concluded !== null && !isAfter(concluded.day, asOf))
    .flatMap(({ remedies }) => remedies)
    .map(({ dueOn, followUps }) => {
      const past = followUps.filter(({ on }) => on <= asOf);
      const latest = past.reduce((last, { on }) => (on > last ? on : last), '');
      if (past.findLast(({ on }) => on === latest)?.done === true) return 'done';
      return dueOn !== null && dueOn < asOf ? 'overdue' : 'open';
    });
  const of = (state: string) => states.filter((one) => one === state).length;
  return { asked: states.length, done: of('done'), overdue: of('overdue'), open: of('open') };
}

const COUNTED_TYPES = [
  'EngagementOpened',
  'ConductBegun',
  'EngagementScopeChanged',
  'EngagementCancelled',
  'SubjectConcluded',
  'ConclusionRevoked',
];

/** Whether nothing that counts was recorded or amended after the last confirmation that was not taken back. */
function isConfirmed(log: readonly Logged[], engagementId: string, known: bigint): boolean {
  const events = log.filter(({ stream, position }) => stream === `engagement-${engagementId}` && position <= known);
  const compared: number[] = [];
  let isReturned = false;
  for (const [i, { type }] of events.entries()) {
    if (type === 'EngagementConfirmed') compared.push(i);
    // A return takes back one confirmation; a further return takes back nothing more.
    if (type === 'EngagementReturned' && !isReturned) compared.pop();
    if (type === 'EngagementReturned' || type === 'EngagementConfirmed') isReturned = type === 'EngagementReturned';
  }
  const last = compared.at(-1) ?? -1;
  const isCounted = ({ type }: Logged) => COUNTED_TYPES.includes(type.replace(/(Corrected|Annulled)$/, ''));
  return last >= 0 && !events.slice(last + 1).some(isCounted);
}

function excludedOf(all: readonly Counted[], restricted: ReadonlySet<string>): Record<string, number> {
  const found: Record<string, number> = {};
  // A plan to inspect on signs of violation is shown to nobody, unless it counts.
  const counted = all.filter(({ act, why }) => why === null || !restricted.has(act.engagementId));
  for (const engagementId of new Set(counted.map(({ act }) => act.engagementId))) {
    const reasons = counted.filter(({ act }) => act.engagementId === engagementId).map(({ why }) => why);
    if (reasons.includes(null)) continue;
    const farthest = REASONS.findLast((reason) => reasons.includes(reason)) ?? '';
    found[farthest] = (found[farthest] ?? 0) + 1;
  }
  return found;
}
