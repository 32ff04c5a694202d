import type { CountingRule } from '#features/coverage';
import { addMonths, plainDate } from '#kernel/dates';
import { earlier, isOfPerson, type NaiveAct } from './naive-acts.js';
import {
  endOf,
  type Hit,
  hitsBefore,
  hitsOfSuccessors,
  isInherited,
  type NaiveReorganization,
  reorganizationsUpTo,
} from './naive-lineage.js';
import { type Known, type NaiveOrganization, organizationsOn, standsUnder } from './naive-register.js';

export interface NaiveQuestion {
  readonly asOf: string;
  readonly known: bigint;
  /** No scope: every register for itself, with its ward as the scope. */
  readonly scope: string | null;
  readonly rule: CountingRule;
  /** By the id of the register. */
  readonly windows: ReadonlyMap<string, { readonly from: string; readonly to: string | null }>;
}

export type NaiveVerb = 'EITHER' | 'BOTH' | 'INSPECTED' | 'SUPERVISED';
export interface NaiveStatus {
  readonly covered: boolean;
  readonly by: Pick<NaiveAct, 'engagementId' | 'subjectId'> | null;
  readonly inspected: boolean;
  readonly supervised: boolean;
}
/** What an organization is found to be, and the act that would decide under each way of counting. */
interface NaiveFinding {
  readonly status: NaiveStatus;
  readonly deciding: Readonly<Record<NaiveVerb, NaiveAct | undefined>>;
}

/** One register under one question. */
export class NaiveScope {
  readonly founded: ReadonlySet<string>;
  private readonly scope: string;
  private readonly window: { readonly from: string; readonly to: string };
  private readonly reorganizations: readonly NaiveReorganization[];
  private readonly findings = new Map<string, NaiveFinding>();
  private readonly days = new Map<string, Map<string, NaiveOrganization>>();

  constructor(
    private readonly statements: readonly Known[],
    private readonly wardId: string,
    private readonly question: NaiveQuestion,
  ) {
    const { asOf, scope, windows } = question;
    const { from, to } = windows.get(wardId) ?? { from: '9999-12-31', to: null };
    this.scope = scope ?? wardId;
    this.window = { from, to: to !== null && to < asOf ? to : asOf };
    this.founded = new Set(statements.flatMap(foundedBy));
    this.reorganizations = reorganizationsUpTo(statements, asOf);
  }

  private on(day: string): Map<string, NaiveOrganization> {
    const seen = this.days.get(day) ?? organizationsOn(this.statements, day);
    this.days.set(day, seen);
    return seen;
  }

  private isBelow(day: string, id: string, other: string): boolean {
    return id !== other && standsUnder(this.on(day), id, other);
  }

  /** The organizations that are counted, each once. */
  listed(denominator: CountingRule['denominator']): string[] {
    const { asOf, rule } = this.question;
    const { from, to } = this.window;
    let days = [asOf];
    if (rule.organizations === 'AT_START') days = [from];
    if (rule.organizations === 'EVER')
      days = [...new Set([from, ...this.statements.map(({ day }) => day)])].filter((day) => from <= day && day <= to);
    const found = new Set<string>();
    for (const day of days)
      for (const { organizationId: id, type, parentId, establishedOn } of this.on(day).values()) {
        if (!this.isBelow(day, id, this.scope)) continue;
        if (denominator === 'DIRECT' && parentId !== this.scope) continue;
        if (denominator === 'CELLS' && type !== 'BASE_CELL' && type !== 'SUB_CELL') continue;
        if (typeof denominator === 'object' && !denominator.custom.some((other) => other === id)) continue;
        if (rule.organizations === 'AT_REPORT_WITH_GRACE')
          if (addMonths(plainDate(establishedOn), rule.graceMonths) > asOf) continue;
        found.add(id);
      }
    return [...found];
  }

  /** Whether an act is one of the scope: its subject stands in it on the day, or stood in it at its end, or will. */
  concerns({ organizationId: id, day }: NaiveAct): boolean {
    if (!this.founded.has(id)) return false;
    if (this.scope === this.wardId) return true;
    const begun = this.statements.findIndex((statement) => foundedBy(statement).includes(id));
    const end = endOf(this.statements, id, '9999-12-31');
    const on = day ?? this.question.asOf;
    let seen = this.on(on);
    if (on < (this.statements[begun]?.day ?? ''))
      seen = organizationsOn(this.statements.slice(0, begun + 1), '9999-12-31');
    else if (end !== null && end <= on) {
      const ending = this.statements.findIndex(
        (_, i) => endOf(this.statements.slice(0, i + 1), id, '9999-12-31') !== null,
      );
      seen = organizationsOn(this.statements.slice(0, ending), '9999-12-31');
    }
    return standsUnder(seen, id, this.scope);
  }

  /** The first reason for which an act does not count; null where it counts. */
  whyNot(act: NaiveAct): string | null {
    const { asOf, rule } = this.question;
    if (!rule.kinds.includes(act.kind)) return 'KIND';
    for (const why of ['CANCELLED', 'REVOKED'])
      if (act.ends.some((end) => end.why === why && end.on <= asOf)) return why;
    if (!act.reached) return 'NOT_REACHED';
    if (act.day === null) return 'NO_DAY';
    if (act.day > asOf) return 'NOT_REACHED';
    if (act.day < this.window.from) return 'BEFORE_WINDOW';
    if (act.day > this.window.to) return 'AFTER_WINDOW';
    const relation = this.relationOf(act.body, act.day);
    if (!rule.actors.some((actor) => actor === relation))
      return relation === 'LOWER' ? 'LOWER_BODY' : relation === 'HIGHER' ? 'HIGHER_BODY' : 'OTHER_BODY';
    const orphaned = this.isLate(act) && !isInherited(act.organizationId, this.reorganizations, rule);
    return orphaned ? 'AFTER_SUBJECT_ENDED' : null;
  }

  /** Whether the body that it was about had ended by its day. */
  private isLate(act: NaiveAct): boolean {
    const end = endOf(this.statements, act.organizationId, this.question.asOf);
    return !isOfPerson(act) && act.day !== null && end !== null && end <= act.day;
  }

  private relationOf({ organizationId, body }: NaiveAct['body'], day: string): string {
    if (organizationId === this.scope) return `OWN_${body}`;
    return organizationId !== null && this.isBelow(day, organizationId, this.scope) ? 'LOWER' : 'HIGHER';
  }

  /** The organizations that an act reaches of itself, without lineage. */
  reachedBy(act: NaiveAct): Hit<NaiveAct>[] {
    const { rule } = this.question;
    const { organizationId: subject, capacity, day } = act;
    if (day === null) return [];
    const reached = new Set<string>();
    if (!isOfPerson(act)) {
      reached.add(subject);
      if (rule.spread === 'NAMED' && !this.isLate(act)) for (const id of act.workedAt) reached.add(id);
      if (rule.spread === 'DOWN')
        for (const id of this.on(day).keys()) if (this.isBelow(day, id, subject)) reached.add(id);
    } else if (rule.subjects === 'ORG_OR_LEADER' && capacity !== 'MEMBER') reached.add(subject);
    return [...reached].map((organizationId) => ({ organizationId, on: day, act }));
  }

  statusOf(id: string, hits: readonly Hit<NaiveAct>[]): NaiveFinding {
    const known = this.findings.get(id);
    if (known) return known;
    const { rule } = this.question;
    const inspection = this.firstOf(id, hits, 'INSPECTION');
    const supervision = this.firstOf(id, hits, 'SUPERVISION');
    const both = [inspection, supervision].flatMap((act) => (act ? [act] : [])).sort(earlier);
    const deciding: Record<NaiveVerb, NaiveAct | undefined> = {
      EITHER: both[0],
      BOTH: both[1],
      INSPECTED: inspection,
      SUPERVISED: supervision,
    };
    const by = deciding[rule.verb];
    const status: NaiveStatus = {
      covered: by !== undefined,
      by: by ? { engagementId: by.engagementId, subjectId: by.subjectId } : null,
      inspected: inspection !== undefined,
      supervised: supervision !== undefined,
    };
    const finding = { status, deciding };
    this.findings.set(id, finding);
    return finding;
  }

  private firstOf(id: string, hits: readonly Hit<NaiveAct>[], verb: string): NaiveAct | undefined {
    const { asOf, rule } = this.question;
    const all = this.reorganizations;
    const ofVerb = hits.filter(({ act }) => act.verb === verb);
    const end = (other: string) => endOf(this.statements, other, asOf);
    const had = hitsBefore(all.length, id, end(id), ofVerb, all, rule);
    if ((rule.organizations === 'AT_START' || rule.organizations === 'EVER') && rule.merger !== 'NONE')
      had.push(...hitsOfSuccessors(id, ofVerb, all, end));
    return had.map(({ act }) => act).sort(earlier)[0];
  }
}

const foundedBy = ({ type, data }: Known): string[] =>
  type === 'OrganizationEstablished'
    ? [data.organizationId]
    : type === 'OrganizationsReorganized'
      ? data.into.flatMap((part) => (part.founded ? [part.organizationId] : []))
      : [];
