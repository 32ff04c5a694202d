import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { engagement, engagements } from '#features/engagements';
import { organizations, register } from '#features/organizations';
import { term, type TermRow, type TermRows, terms, termsOf } from '#features/terms';
import { categoryOf, idOf, type StreamId, type Uuid } from '#kernel/ids';
import { EVENT_STORE, type EventStore } from '#platform/event-store/event-store';
import { READ_DB } from '#platform/platform.module';
import { Mirror, type MirroredRow, type StreamRows } from '#platform/projections/mirror';
import type { Checkpoint } from '#platform/projections/serving';
import { countingRule } from './counting-rule.js';
import { countingRules } from './counting-rules.projection.js';
import { CoverageFacts } from './coverage-facts.js';
import type { EngagementRows, RegisterRows } from './facts.js';
import { type RuleRows, type RuleVersion, versionsOf } from './rule-versions.js';

/** The facts that coverage is counted from, resident in this process and never older than the tables. */
@Injectable()
export class ResidentFacts implements OnApplicationBootstrap {
  /** Taken in while a request waits for it; one that is computing may hold on to what was there before. */
  #facts = new CoverageFacts();
  readonly #terms = new Map<StreamId, TermRows>();
  readonly #rules = new Map<StreamId, RuleRows>();
  readonly #mirror: Mirror;

  constructor(@Inject(READ_DB) db: Kysely<unknown>, @Inject(EVENT_STORE) log: EventStore) {
    this.#mirror = new Mirror(
      db,
      log,
      [
        {
          projection: organizations,
          tables: {
            beginnings: ['organizationId', 'effectiveOn'],
            ends: ['organizationId', 'effectiveOn'],
            attributes: ['organizationId', 'effectiveOn', 'type', 'parentId'],
            lineage: ['predecessorId', 'successorId', 'manner', 'effectiveOn'],
          },
        },
        {
          projection: engagements,
          tables: {
            openings: ['kind', 'bodyOrganizationId', 'body', 'signedOn', 'combinedWith'],
            subjects: ['subjectId', 'organizationId', 'capacity', 'memberId', 'since'],
            removals: ['subjectId', 'removedOn'],
            conclusions: ['subjectId', 'countsOn', 'outcome', 'workedAt'],
            milestones: ['what', 'happenedOn'],
            revocations: ['subjectId', 'revokedOn'],
            remedies: ['remedyId', 'subjectId', 'dueOn'],
            followUps: ['remedyId', 'followedUpOn', 'done'],
          },
        },
        {
          projection: terms,
          tables: {
            openings: ['organizationId', 'name', 'startsOn', 'endsOn', 'startAssumed', 'endAssumed'],
            endings: ['endsOn'],
            targets: ['targetId', 'number', 'wording', 'measure', 'atLeastPercent'],
          },
        },
        {
          projection: countingRules,
          tables: {
            definitions: ['name', 'version', 'rule', 'effectiveFrom'],
            approvals: ['version', 'approvingBody', 'decisionNumber', 'signedOn', 'approvedOn'],
          },
        },
      ],
      {
        clear: () => {
          this.#facts = new CoverageFacts();
          this.#terms.clear();
          this.#rules.clear();
        },
        take: (stream, rows) => {
          this.#take(stream, rows);
        },
      },
    );
  }

  /**
   * The facts as of what the tables serve by now, or later: what the log said up to a position stays the same in them.
   *
   * @param seen where somebody has just seen the tables stand
   * @throws ReadModelRebuilding
   */
  async current(seen?: readonly Checkpoint[]): Promise<CoverageFacts> {
    await this.#mirror.follow(seen);
    return this.#facts;
  }

  /** Every term known at K, of one ward or of all; of what `current` has brought in. */
  termsAt(known: bigint, organizationId?: Uuid): readonly TermRow[] {
    const isKnown = knownTo(known);
    const isOfWard = (one: TermRows['openings'][number]) =>
      organizationId === undefined || one.organizationId === organizationId;
    const all = [...this.#terms.values()].filter(({ openings }) => openings.some(isOfWard));
    return termsOf({
      openings: all.flatMap((one) => one.openings.filter((row) => isKnown(row) && isOfWard(row))),
      endings: all.flatMap((one) => one.endings.filter(isKnown)),
      targets: all.flatMap((one) => one.targets.filter(isKnown)),
    });
  }

  /** Every version of every counting rule known at K; of what `current` has brought in. */
  rulesAt(known: bigint): readonly RuleVersion[] {
    const [all, isKnown] = [[...this.#rules.values()], knownTo(known)];
    return versionsOf({
      definitions: all.flatMap((one) => one.definitions.filter(isKnown)),
      approvals: all.flatMap((one) => one.approvals.filter(isKnown)),
    });
  }

  /** Taken in before anybody asks: a city takes seconds. */
  onApplicationBootstrap(): void {
    void this.#mirror.follow().catch(() => undefined); // what is wrong, the first who asks is told
  }

  #take(stream: StreamId, rows: StreamRows): void {
    const category = categoryOf(stream);
    if (category === register.category) {
      this.#facts.setRegister(idOf(stream), tablesOf(organizations.name, rows) as RegisterRows);
    } else if (category === engagement.category) {
      this.#facts.setEngagement(idOf(stream), tablesOf(engagements.name, rows) as EngagementRows);
    } else if (category === term.category) {
      this.#terms.set(stream, tablesOf(terms.name, rows) as TermRows);
    } else if (category === countingRule.category) {
      this.#rules.set(stream, tablesOf(countingRules.name, rows) as RuleRows);
    }
  }
}

/** The rows of one projection by table; which columns they have was asked for above. */
function tablesOf(projection: string, rows: StreamRows): object {
  const own = Object.entries(rows).filter(([key]) => key.startsWith(`${projection}.`));
  return Object.fromEntries(own.map(([key, table]) => [key.slice(projection.length + 1), table]));
}

/** Whether a reader of the log up to a position knows a row of a mirror. */
const knownTo = (known: bigint) => (row: object) => {
  const { knownFrom, knownTo: until } = row as MirroredRow;
  return knownFrom <= Number(known) && (until === null || until > Number(known));
};
