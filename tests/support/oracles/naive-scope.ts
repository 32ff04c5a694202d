import type { CountingRule } from '#features/counting-rules';
import { addMonths, plainDate } from '#kernel/dates';
import { earlier, isOfPerson, type NaiveAct } from './naive-acts.js';
import {
  beginOf,
  endOf,
  type Hit,
  hitsBefore,
  hitsOfSuccessors,
  isInherited,
  type NaiveReorganization,
  reorganizationsUpTo,
} from './naive-lineage.js';
import { type Known, type NaiveOrganization, organizationsOn, standsUnder, type Statement } from './naive-register.js';

export interface NaiveQuestion {
  readonly asOf: string;
  readonly known: bigint;
  /** Null: every register is counted by itself, with its ward as the scope. */
  readonly scope: string | null;
  readonly rule: CountingRule;
  /** The counted period by the id of the register. */
  readonly windows: ReadonlyMap<string, { readonly from: string; readonly to: string | null }>;
}

export type NaiveVerb = 'EITHER' | 'BOTH' | 'INSPECTED' | 'SUPERVISED';
export type NaiveDeciding = Pick<NaiveAct, 'engagementId' | 'subjectId'> & {
  /** Whether the act hit the organization itself, and not a predecessor or successor. */
  readonly own: boolean;
  readonly way: number;
};
export interface NaiveStatus {
  readonly covered: boolean;
  readonly by: NaiveDeciding | null;
  readonly inspection: NaiveDeciding | null;
  readonly supervision: NaiveDeciding | null;
}
const LATEST = '9999-12-31';

type Found = Hit<NaiveAct>;

/** The status of an organization, and the act that would decide under each way of counting. */
interface NaiveFinding {
  readonly status: NaiveStatus;
  readonly deciding: Readonly<Record<NaiveVerb, Found | undefined>>;
}

/** One register under one query. */
export class NaiveScope {
  private readonly scope: string;
  private readonly window: { readonly from: string; readonly to: string };
  private readonly reorganizations: readonly NaiveReorganization[];
  private readonly below = new Map<string, readonly NaiveOrganization[]>();
  private readonly begun = new Map<string, string>();
  private readonly findings = new Map<string, NaiveFinding>();
  private readonly days = new Map<string, Map<string, NaiveOrganization>>();

  constructor(
    private readonly statements: readonly Known[],
    /** Null: the place of the acts on organizations that are in no register. */
    private readonly wardId: string | null,
    private readonly question: NaiveQuestion,
  ) {
    const { asOf, scope, windows } = question;
    const always = { from: '', to: null };
    const { from, to } = wardId === null ? always : (windows.get(wardId) ?? { from: LATEST, to: null });
    this.scope = scope ?? wardId ?? '';
    this.window = { from, to: to !== null && to < asOf ? to : asOf };
    this.reorganizations = reorganizationsUpTo(statements, asOf);
  }

  private on(day: string): Map<string, NaiveOrganization> {
    const seen = this.days.get(day) ?? organizationsOn(this.statements, day);
    this.days.set(day, seen);
    return seen;
  }

  /** The organizations below the scope on a day. */
  private inScope(day: string): readonly NaiveOrganization[] {
    const all =
      this.below.get(day) ??
      [...this.on(day).values()].filter((one) => this.isBelow(day, one.organizationId, this.scope));
    this.below.set(day, all);
    return all;
  }

  private isBelow(day: string, id: string, other: string): boolean {
    return id !== other && standsUnder(this.on(day), id, other);
  }

  /** The organizations of a denominator, each once. @param organizations the days that count, and how */
  listed(denominator: CountingRule['denominator'], organizations = this.question.rule.organizations): string[] {
    const { asOf, rule } = this.question;
    const { from, to } = this.window;
    let days = [asOf];
    if (organizations === 'AT_START') days = [from];
    if (organizations === 'EVER')
      days = [...new Set([from, ...this.statements.map(({ day }) => day)])].filter((day) => from <= day && day <= to);
    const found = new Set<string>();
    for (const day of days)
      for (const { organizationId: id, type, parentId, establishedOn } of this.inScope(day)) {
        if (denominator === 'DIRECT' && parentId !== this.scope) continue;
        if (denominator === 'CELLS' && type !== 'BASE_CELL' && type !== 'SUB_CELL') continue;
        if (typeof denominator === 'object' && !denominator.custom.some((other) => other === id)) continue;
        if (organizations === 'AT_REPORT_WITH_GRACE')
          if (addMonths(plainDate(establishedOn), rule.graceMonths) > asOf) continue;
        found.add(id);
      }
    return [...found];
  }

  /** Where each organization of the term or of the denominator stands. */
  states(hits: readonly Hit<NaiveAct>[]): string[] {
    const { asOf, rule } = this.question;
    const { denominator } = rule;
    const counted = this.listed(denominator);
    const states: string[] = counted.map((id) => {
      const { covered, by } = this.statusOf(id, hits).status;
      return !covered ? 'UNCOVERED' : by?.own ? 'COVERED' : 'INHERITED';
    });
    const today = this.listed(denominator, 'AT_REPORT');
    const standing = this.listed('ALL', 'AT_REPORT');
    const during = this.listed(denominator, 'EVER');
    const all = new Set([...this.listed('ALL', 'EVER'), ...this.listed('ALL')]);
    for (const id of all) {
      const end = endOf(this.statements, id, asOf);
      if (counted.includes(id)) continue;
      if (!during.includes(id)) states.push('NOT_LISTED');
      else if (rule.organizations === 'AT_START') states.push('NOT_AT_START');
      else if (end !== null) states.push('SUBJECT_ENDED');
      else if (!standing.includes(id)) states.push('LEFT_SCOPE');
      else states.push(today.includes(id) ? 'TOO_NEW' : 'NOT_LISTED');
    }
    return states;
  }

  isKnown(id: string): boolean {
    return this.statements.some((statement) => foundedBy(statement).includes(id));
  }

  /**
   * Whether an act belongs to the scope: its subject is under the scope on the day of the act; after the end of the
   * subject its last place counts, before its founding its first place. What no entry founds belongs to the ward alone.
   */
  concerns({ organizationId: id, day }: NaiveAct): boolean {
    if (this.scope === this.wardId) return true;
    const on = day ?? this.question.asOf;
    const begun = this.statements.findIndex((statement) => foundedBy(statement).includes(id));
    const ended = this.statements.findIndex((_, i, all) => endOf(all.slice(0, i + 1), id, LATEST) !== null);
    let seen = this.on(on);
    if (on < (this.statements[begun]?.day ?? '')) seen = organizationsOn(this.statements.slice(0, begun + 1), LATEST);
    else if (ended >= 0 && on >= (this.statements[ended]?.day ?? ''))
      seen = organizationsOn(this.statements.slice(0, ended), LATEST);
    return standsUnder(seen, id, this.scope);
  }

  /** The first reason for which an act does not count; null if it counts. */
  whyNot(act: NaiveAct): string | null {
    const { asOf, rule } = this.question;
    if (!rule.kinds.includes(act.kind)) return 'KIND';
    for (const why of ['CANCELLED', 'REVOKED'])
      if (act.ends.some((end) => end.why === why && end.on <= asOf)) return why;
    // A concluded engagement was conducted, even if no entry states the day.
    if (!act.reached && act.concluded && !isAfter(act.concluded.day, asOf)) return 'NO_DAY';
    if (!act.reached) return 'NOT_REACHED';
    if (act.day === null) return 'NO_DAY';
    if (act.day > asOf) return 'NOT_REACHED';
    if (act.day < this.window.from) return 'BEFORE_WINDOW';
    if (act.day > this.window.to) return 'AFTER_WINDOW';
    if (this.wardId === null) return 'UNKNOWN_SUBJECT';
    const relation = this.relationOf(act.body, act.day);
    if (!rule.actors.some((actor) => actor === relation))
      return relation === 'LOWER' ? 'LOWER_BODY' : relation === 'HIGHER' ? 'HIGHER_BODY' : 'OTHER_BODY';
    if (!this.isKnown(act.organizationId)) return 'UNKNOWN_SUBJECT';
    if (act.since !== null && act.day < act.since) return 'BEFORE_SUBJECT_EXISTED';
    if (!isOfPerson(act) && this.isEarly(act.organizationId, act.day)) return 'BEFORE_SUBJECT_EXISTED';
    const orphaned = this.isLate(act) && !isInherited(act.organizationId, this.reorganizations, rule);
    return orphaned ? 'AFTER_SUBJECT_ENDED' : null;
  }

  /** Whether an organization is founded after a day, or by no entry. */
  private isEarly(id: string, day: string): boolean {
    const begun = this.begun.get(id) ?? beginOf(this.statements, id) ?? LATEST;
    this.begun.set(id, begun);
    return day < begun;
  }

  /** Whether the subject had ended by the day of the act. */
  private isLate(act: NaiveAct): boolean {
    const end = endOf(this.statements, act.organizationId, this.question.asOf);
    return !isOfPerson(act) && act.day !== null && end !== null && end <= act.day;
  }

  private relationOf({ organizationId, body }: NaiveAct['body'], day: string): string {
    if (organizationId === this.scope) return `OWN_${body}`;
    return organizationId !== null && this.isBelow(day, organizationId, this.scope) ? 'LOWER' : 'HIGHER';
  }

  /** The organizations that an act hits directly, without lineage. */
  reachedBy(act: NaiveAct): Hit<NaiveAct>[] {
    const { rule } = this.question;
    const { organizationId: subject, capacity, day } = act;
    if (day === null) return [];
    const reached = new Map<string, number>();
    if (!isOfPerson(act)) {
      if (rule.spread === 'NAMED' && !this.isLate(act)) for (const id of act.workedAt) reached.set(id, 3);
      if (rule.spread === 'DOWN')
        for (const id of this.on(day).keys()) if (this.isBelow(day, id, subject)) reached.set(id, 2);
      reached.set(subject, 0);
    } else if (rule.subjects === 'ORG_OR_LEADER' && capacity !== 'MEMBER') reached.set(subject, 1);
    return [...reached]
      .filter(([organizationId]) => !this.isEarly(organizationId, day))
      .map(([organizationId, way]) => ({ organizationId, on: day, act, way, steps: 0 }));
  }

  statusOf(id: string, hits: readonly Hit<NaiveAct>[]): NaiveFinding {
    const known = this.findings.get(id);
    if (known) return known;
    const { rule } = this.question;
    const inspection = this.firstOf(id, hits, 'INSPECTION');
    const supervision = this.firstOf(id, hits, 'SUPERVISION');
    const both = [inspection, supervision].flatMap((one) => (one ? [one] : [])).sort((a, b) => earlier(a.act, b.act));
    const deciding: Record<NaiveVerb, Found | undefined> = {
      EITHER: both[0],
      BOTH: both[1],
      INSPECTED: inspection,
      SUPERVISED: supervision,
    };
    const by = deciding[rule.verb];
    const status: NaiveStatus = {
      covered: by !== undefined,
      by: named(by),
      inspection: named(inspection),
      supervision: named(supervision),
    };
    const finding = { status, deciding };
    this.findings.set(id, finding);
    return finding;
  }

  private firstOf(id: string, hits: readonly Hit<NaiveAct>[], verb: string): Found | undefined {
    const { asOf, rule } = this.question;
    const all = this.reorganizations;
    const ofVerb = hits.filter(({ act }) => act.verb === verb);
    const end = (other: string) => endOf(this.statements, other, asOf);
    const had = hitsBefore(all.length, id, end(id), ofVerb, all, rule);
    if ((rule.organizations === 'AT_START' || rule.organizations === 'EVER') && rule.merger !== 'NONE')
      had.push(...hitsOfSuccessors(id, ofVerb, all, end));
    return had.sort((a, b) => earlier(a.act, b.act, [reachOf(a), reachOf(b)]))[0];
  }
}

/** Its own hits come before those inherited over one step, and so on; then as `way` says. */
const reachOf = ({ steps, way }: Hit<NaiveAct>): number => steps * 10 + way;

const named = (found: Found | undefined): NaiveDeciding | null => {
  if (!found) return null;
  const { act, way, steps } = found;
  return { engagementId: act.engagementId, subjectId: act.subjectId, own: steps === 0, way };
};

/** The organizations that an entry founds, also if they have ended since. */
export const foundedBy = ({ type, data }: { readonly type: string; readonly data: object }): string[] => {
  const { type: of, data: said } = { type, data } as Statement;
  if (of === 'OrganizationEstablished') return [said.organizationId];
  if (of !== 'OrganizationsReorganized') return [];
  return said.into.flatMap((part) => (part.founded ? [part.organizationId] : []));
};

/** Whether a day is known and later than another. */
export const isAfter = (day: string | null, other: string): boolean => day !== null && day > other;
