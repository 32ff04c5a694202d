import { type CountingRule, DEFAULT_RULE } from '#features/counting-rules';
import type { Manner, OrganizationType } from '#features/organizations';
import type { BodyKind, Capacity, Kind } from '#features/papers';
import { plainDate, type PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { coverage, type Coverage } from './coverage.js';
import { CoverageFacts } from './facts/coverage-facts.js';
import type { EngagementRows, FactRow, RegisterRows, Window } from './facts/facts.js';
import type { Question } from './rules/question.js';

type Rows<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer R)[] ? R[] : never };
const day = (on: string | null): PlainDate | null => (on === null ? null : plainDate(on));

export const FOUNDED = '2025-07-01';
export const TERM: Window = { from: plainDate('2025-08-16'), to: plainDate('2030-08-15') };

/** An engagement in a spec. A milestone without a day is not reached. */
export interface Work {
  readonly kind?: Kind;
  readonly body?: BodyKind;
  /** Null for a body outside the registers. */
  readonly of?: Uuid | null;
  readonly decidedOn?: string | null;
  readonly conductedOn?: string | null;
  readonly concludedOn?: string | null;
  readonly workedAt?: readonly Uuid[];
  readonly outcome?: string;
  readonly combinedWith?: Uuid;
}
/** An organization as subject, or a person of an organization in a capacity. */
export type Named = Uuid | { readonly of: Uuid; readonly capacity: Capacity; readonly memberId?: Uuid };

/** A ward for specs: collects facts and answers questions about them. */
export class Ward {
  position = 0;
  private made = 0;
  readonly id = this.newId();
  private readonly register: Rows<RegisterRows> = { beginnings: [], ends: [], attributes: [], lineage: [] };
  private readonly engagements = new Map<Uuid, Rows<EngagementRows>>();

  constructor() {
    this.begins(this.id, 'WARD_ORGANIZATION', null, FOUNDED, this.row());
  }

  /** The ward of the report: 8 base organizations, 25 base cells, and 87 cells under the base organizations. */
  static ofReport() {
    const ward = new Ward();
    const bases = Array.from({ length: 8 }, () => ward.found('BASE_ORGANIZATION'));
    const baseCells = Array.from({ length: 25 }, () => ward.found('BASE_CELL'));
    const cells = Array.from({ length: 87 }, (_, i) => ward.found('SUB_CELL', bases[i % 8]));
    return { ward, bases, baseCells, cells, direct: [...bases, ...baseCells], all: [...bases, ...baseCells, ...cells] };
  }

  newId(): Uuid {
    return Uuid.parse(`00000000-0000-4000-8000-${String(++this.made).padStart(12, '0')}`);
  }

  found(type: OrganizationType, parentId: Uuid = this.id, on = FOUNDED): Uuid {
    const id = this.newId();
    this.begins(id, type, parentId, on, this.row());
    return id;
  }

  /** Annuls the founding of an organization. */
  unfound(organizationId: Uuid): void {
    const { position } = this.row();
    const annulled = <R extends FactRow & { readonly organizationId: Uuid }>(row: R): R =>
      row.organizationId === organizationId ? { ...row, knownTo: position } : row;
    this.register.beginnings = this.register.beginnings.map(annulled);
    this.register.attributes = this.register.attributes.map(annulled);
  }

  move(organizationId: Uuid, parentId: Uuid, on: string): void {
    this.register.attributes.push({ ...this.row(), organizationId, effectiveOn: plainDate(on), type: null, parentId });
  }

  dissolve(organizationId: Uuid, on: string): void {
    this.register.ends.push({ ...this.row(), organizationId, effectiveOn: plainDate(on), how: 'DISSOLVED' });
  }

  /**
   * @param founded number of new organizations; they have the kind of the first old one @returns the ids of the new
   * ones
   */
  reorganize(manner: Manner, from: readonly Uuid[], into: readonly Uuid[], founded: number, on: string): Uuid[] {
    const row = this.row();
    const effectiveOn = plainDate(on);
    const [old] = this.register.attributes.filter(({ organizationId }) => organizationId === from[0]);
    const fresh = Array.from({ length: founded }, () => this.newId());
    for (const [item, id] of fresh.entries())
      this.begins(id, old?.type ?? 'SUB_CELL', old?.parentId ?? this.id, on, { ...row, item });
    for (const [item, organizationId] of from.entries())
      if (!into.includes(organizationId))
        this.register.ends.push({ ...row, item, organizationId, effectiveOn, how: 'REORGANIZED' });
    const pairs = from.flatMap((predecessorId) =>
      [...into, ...fresh].map((successorId) => ({ predecessorId, successorId })),
    );
    for (const [item, pair] of pairs.entries())
      this.register.lineage.push({ ...row, item, ...pair, manner, effectiveOn });
    return fresh;
  }

  /** @returns the id of the engagement */
  engage(subjects: readonly Named[], work: Work = {}): Uuid {
    const engagementId = this.newId();
    const opening = this.row();
    const { kind = 'INSP_COMPLIANCE', body = 'STANDING_COMMITTEE', of = this.id, combinedWith = null } = work;
    const concludedOn = work.concludedOn === undefined ? null : day(work.concludedOn);
    const decidedOn = work.decidedOn === undefined ? (concludedOn ?? plainDate('2026-01-05')) : day(work.decidedOn);
    const rows: Rows<EngagementRows> = {
      openings: [{ ...opening, kind, body, bodyOrganizationId: of, signedOn: decidedOn, combinedWith }],
      subjects: subjects.map((named, item) => {
        const person = typeof named === 'string' ? null : named;
        return {
          ...opening,
          item,
          subjectId: this.newId(),
          since: null,
          organizationId: typeof named === 'string' ? named : named.of,
          capacity: person?.capacity ?? 'ORGANIZATION',
          memberId: person ? (person.memberId ?? this.newId()) : null,
        };
      }),
      removals: [],
      conclusions: [],
      milestones: [],
      revocations: [],
      remedies: [],
      followUps: [],
      verdicts: [],
    };
    this.engagements.set(engagementId, rows);
    if (work.conductedOn !== undefined)
      rows.milestones.push({ ...this.row(), what: 'CONDUCTED', happenedOn: day(work.conductedOn) });
    if (work.concludedOn !== undefined)
      for (const { subjectId } of rows.subjects)
        rows.conclusions.push({
          ...this.row(),
          subjectId,
          countsOn: day(work.concludedOn),
          outcome: work.outcome ?? null,
          workedAt: work.workedAt ?? [],
        });
    return engagementId;
  }

  cancel(engagementId: Uuid, on: string): void {
    this.rowsOf(engagementId).milestones.push({ ...this.row(), what: 'CANCELLED', happenedOn: plainDate(on) });
  }

  /** Revokes the conclusion on the n-th subject. */
  revoke(engagementId: Uuid, on: string, n = 0): void {
    const { revocations, subjects } = this.rowsOf(engagementId);
    const subjectId = subjects[n]?.subjectId ?? this.id;
    revocations.push({ ...this.row(), subjectId, revokedOn: plainDate(on) });
  }

  remove(engagementId: Uuid, on: string, n = 0): void {
    const { removals, subjects } = this.rowsOf(engagementId);
    removals.push({ ...this.row(), subjectId: subjects[n]?.subjectId ?? this.id, removedOn: plainDate(on) });
  }

  /** Annuls the opening of an engagement. */
  annul(engagementId: Uuid): void {
    const rows = this.rowsOf(engagementId);
    const { position } = this.row();
    rows.openings = rows.openings.map((row) => ({ ...row, knownTo: row.knownTo ?? position }));
    rows.subjects = rows.subjects.map((row) => ({ ...row, knownTo: row.knownTo ?? position }));
  }

  /** A second person confirms an engagement, or sends it back. */
  judge(engagementId: Uuid, outcome: 'CONFIRMED' | 'RETURNED'): void {
    this.rowsOf(engagementId).verdicts.push({ ...this.row(), outcome });
  }

  /** Corrects the day of every conclusion. */
  redate(engagementId: Uuid, on: string): void {
    const rows = this.rowsOf(engagementId);
    const { position } = this.row();
    rows.conclusions = rows.conclusions.flatMap((row) => [
      { ...row, knownTo: position },
      { ...row, countsOn: plainDate(on), knownFrom: position },
    ]);
  }

  get registerRows(): RegisterRows {
    return this.register;
  }

  rowsOf(engagementId: Uuid): Rows<EngagementRows> {
    const rows = this.engagements.get(engagementId);
    if (!rows) throw new Error(`no engagement ${engagementId}`);
    return rows;
  }

  row(): FactRow {
    const position = ++this.position;
    return { revision: position, item: 0, position, knownFrom: position, knownTo: null };
  }

  ask(rule: Partial<CountingRule> = {}, question: Partial<Omit<Question, 'rule'>> = {}): Coverage {
    const facts = new CoverageFacts();
    facts.setRegister(this.id, this.register);
    for (const [engagementId, rows] of this.engagements) facts.setEngagement(engagementId, rows);
    return coverage(facts, {
      asOf: plainDate('2026-10-31'),
      known: this.position,
      scope: this.id,
      windowOf: () => TERM,
      ...question,
      rule: { ...DEFAULT_RULE.rule, ...rule },
    });
  }

  private begins(organizationId: Uuid, type: OrganizationType, parentId: Uuid | null, on: string, row: FactRow): void {
    const effectiveOn = plainDate(on);
    this.register.beginnings.push({ ...row, organizationId, effectiveOn });
    this.register.attributes.push({ ...row, organizationId, effectiveOn, type, parentId });
  }
}

/** What the answer says about one organization. */
export const of = (answer: Coverage, organizationId: Uuid) => {
  const covered = answer.organizations().find((organization) => organization.organizationId === organizationId);
  if (!covered) throw new Error(`${organizationId} is not in the denominator`);
  return covered;
};

/** The fraction of a denominator, as `33/120`. */
export const fraction = ({ figures, figure }: Coverage, denominator = figure.denominator): string => {
  const requested = figures.find((candidate) => candidate.denominator === denominator) ?? figure;
  return `${requested.covered}/${requested.total}`;
};
