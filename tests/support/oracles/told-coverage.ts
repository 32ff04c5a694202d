import { coverage, CoverageFacts, type DecidingAct } from '#features/coverage';
import { engagements } from '#features/engagements';
import { members } from '#features/members';
import { organizations } from '#features/organizations';
import { Uuid } from '#kernel/ids';
import { project } from '#platform/projections/testing';
import { naiveCoverage } from './naive-coverage.js';
import type { NaiveDeciding } from './naive-scope.js';
import type { Story } from '../worlds/random-engagements.js';
import type { RandomQuestion } from '../worlds/random-questions.js';

type Row<T> = { [K in keyof T]: T[K] extends bigint ? number : T[K] extends bigint | null ? number | null : T[K] };

/** Rows in the form of the replica: positions are numbers. */
const mirrored = <T extends object>(row: T): Row<T> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : (value as unknown)]),
  ) as Row<T>;

/** The tables from which coverage is counted. */
export const COUNTED_TABLES = [
  ...(['beginnings', 'ends', 'attributes', 'lineage'] as const),
  ...(['openings', 'subjects', 'removals', 'conclusions', 'milestones', 'revocations', 'verdicts'] as const),
  ...(['remedies', 'followUps'] as const),
  ...(['links', 'unlinks'] as const),
];
type CountedTable = (typeof COUNTED_TABLES)[number];

/** Passes the rows that the projections write for a story to the arithmetic, stream by stream. */
export class ToldCoverage {
  readonly facts = new CoverageFacts();
  readonly organizations: readonly Uuid[];
  private readonly tables;
  private forgotten: CountedTable | null = null;

  /** @param engagementsFirst passes engagements before their organizations, and then all of them again */
  constructor(
    readonly story: Story,
    engagementsFirst = false,
  ) {
    const of = (category: string) =>
      story.log
        .filter(({ stream }) => stream.startsWith(category))
        .map((event) => ({ ...event, data: event.data as Record<string, unknown> }));
    const { links, unlinks } = project(members, of('member-'));
    const registers = project(organizations, of('register-'));
    this.tables = { ...registers, ...project(engagements, of('engagement-')), links, unlinks };
    this.organizations = [...new Set(this.tables.beginnings.map(({ organizationId }) => organizationId))];
    if (engagementsFirst) this.tellEngagements();
    this.tellAll();
  }

  /** Passes all rows again, without the rows of one table; null: with all tables. */
  forget(table: CountedTable | null): void {
    this.forgotten = table;
    this.tellAll();
  }

  private tellAll(): void {
    for (const wardId of this.story.wards) {
      const own = this.rowsOf(`register-${wardId}`);
      const { beginnings, ends, attributes, lineage } = this.tables;
      this.facts.setRegister(wardId, {
        beginnings: own('beginnings', beginnings),
        ends: own('ends', ends),
        attributes: own('attributes', attributes),
        lineage: own('lineage', lineage),
      });
    }
    this.tellLinks();
    this.tellEngagements();
  }

  private tellLinks(): void {
    for (const stream of new Set(this.tables.links.map((row) => row.stream))) {
      const own = this.rowsOf(stream);
      const { links, unlinks } = this.tables;
      const rows = { links: own('links', links), unlinks: own('unlinks', unlinks) };
      this.facts.setMember(Uuid.parse(stream.slice('member-'.length)), rows);
    }
  }

  private tellEngagements(): void {
    const streams = new Set(this.tables.openings.map(({ stream }) => stream));
    for (const stream of streams) this.tell(stream.slice('engagement-'.length));
  }

  private rowsOf(stream: string) {
    return <T extends { readonly stream: string }>(table: CountedTable | null, rows: readonly T[]) =>
      table !== null && table === this.forgotten ? [] : rows.filter((row) => row.stream === stream).map(mirrored);
  }

  /** @param without a subject that is left out, or whose conclusion is left out */
  tell(
    engagementId: string,
    without?: { readonly subjectId: string; readonly from: 'conclusions' | 'subjects' },
  ): void {
    const { openings, subjects, removals, conclusions, milestones, revocations, remedies, followUps, verdicts } =
      this.tables;
    const own = this.rowsOf(`engagement-${engagementId}`);
    const but = <T extends { readonly subjectId: string }>(rows: readonly T[], table: string) =>
      without?.from === table ? rows.filter(({ subjectId }) => subjectId !== without.subjectId) : rows;
    this.facts.setEngagement(Uuid.parse(engagementId), {
      openings: own('openings', openings),
      removals: own('removals', removals),
      subjects: but(own('subjects', subjects), 'subjects'),
      conclusions: but(own('conclusions', conclusions), 'conclusions'),
      milestones: own('milestones', milestones),
      revocations: own('revocations', revocations),
      remedies: own('remedies', remedies),
      followUps: own('followUps', followUps),
      verdicts: own('verdicts', verdicts),
    });
  }

  ask({ asOf, known, scope, rule, windows }: RandomQuestion) {
    const windowOf = (registerId: Uuid) => windows.get(registerId) ?? null;
    return coverage(this.facts, { asOf, known: Number(known), scope, rule, windowOf });
  }
}

const WAYS = ['OWN', 'LEADER', 'DOWN', 'NAMED'];

/** The answers of the arithmetic and of the naive implementation, in one form. */
export const counted = (of: ToldCoverage, question: RandomQuestion) => {
  const { organizations: list, figures, states, counters, unconfirmed, depth, excluded } = of.ask(question);
  const act = (by: DecidingAct | null) =>
    by && `${by.engagementId} ${by.subjectId} ${by.lineage === null} ${WAYS.indexOf(by.clause)}`;
  return {
    organizations: sorted(
      list().map((one) => [
        one.organizationId,
        { by: act(one.by), inspection: act(one.inspection), supervision: act(one.supervision) },
      ]),
    ),
    figures: sorted(
      figures.map(({ denominator, total, either, both, inspected, supervised }) => [
        denominator,
        { total, EITHER: either, BOTH: both, INSPECTED: inspected, SUPERVISED: supervised },
      ]),
    ),
    states: sorted(Object.entries(states).filter(([, count]) => count > 0)),
    engagements: counters.engagements,
    unconfirmed,
    organizationTurns: counters.organizationTurns,
    distinctOrganizations: counters.distinctOrganizations,
    memberTurns: counters.memberTurns,
    distinctMembers: counters.distinctMembers,
    faults: depth.withFaults,
    remedies: depth.remedies,
    excluded: sorted(excluded.filter((one) => one.engagements > 0).map((one) => [one.reason, one.engagements])),
  };
};

export const countedNaively = (of: ToldCoverage, question: RandomQuestion) => {
  const { organizations: list, figures, states, excluded, ...counted } = naiveCoverage(of.story.log, question);
  const act = (by: NaiveDeciding | null) => by && `${by.engagementId} ${by.subjectId} ${by.own} ${by.way}`;
  const { RULE, ...named } = figures;
  return {
    organizations: sorted(
      [...list].map(([id, one]) => [
        id,
        { by: act(one.by), inspection: act(one.inspection), supervision: act(one.supervision) },
      ]),
    ),
    figures: sorted(Object.entries(typeof question.rule.denominator === 'object' ? { ...named, CUSTOM: RULE } : named)),
    ...counted,
    states: sorted(Object.entries(states)),
    excluded: sorted(Object.entries(excluded)),
  };
};

const sorted = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
