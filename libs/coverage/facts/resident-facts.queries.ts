import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { countingRule, countingRules, type RuleRows, type RuleVersion, versionsOf } from '#features/counting-rules';
import { engagement, engagements } from '#features/engagements';
import { organizations, register } from '#features/organizations';
import { term, type TermRow, type TermRows, terms, termsOf } from '#features/terms';
import type { PlainDate } from '#kernel/dates';
import { categoryOf, idOf, type StreamId, type Uuid } from '#kernel/ids';
import { EVERYTHING } from '#platform/access/reader';
import { READ_DB } from '#platform/platform.module';
import { Mirror, type MirroredRow, type StreamRows } from '#platform/projections/mirror';
import {
  type Checkpoint,
  KNOWLEDGE,
  type Knowledge,
  type CheckpointSummary,
  SettledDays,
} from '#platform/projections/serving';
import { CoverageFacts } from './coverage-facts.js';
import type { EngagementRows, RegisterRows } from './facts.js';

/** Refresh interval while no request arrives. */
const LOOK_EVERY_MS = 500;
/**
 * Greatest age of the last refresh at which `recall` still answers; after that the tables are read again, which also
 * reports errors.
 */
const RECALLED_FOR_MS = 2000;
/** After a request, the replica follows each move of the read models for this long. */
const ASKED_WITHIN_MS = 10_000;
/** Names of the read models that coverage is computed from. */
export const READ_MODELS = [organizations, engagements, terms, countingRules].map(({ name }) => name);

/**
 * The facts that coverage is computed from, resident in this process. Past days are complete; today's facts are never
 * older than the checkpoints last read.
 */
@Injectable()
export class ResidentFacts implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Updated while a request waits; a computation in progress may keep the object from before a rebuild. */
  #facts = new CoverageFacts();
  readonly #terms = new Map<StreamId, TermRows>();
  readonly #rules = new Map<StreamId, RuleRows>();
  readonly #mirror: Mirror;
  readonly #days: SettledDays;
  #lookedAt = -Infinity;
  #askedAt = -Infinity;
  #isAhead = false;
  #heard: (() => void) | undefined;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(READ_DB) db: Kysely<unknown>,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
  ) {
    this.#days = new SettledDays(db);
    this.#mirror = new Mirror(
      db,
      knowledge,
      EVERYTHING('coverage is one figure for all; what is told of it is narrowed where it is told'),
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
            approvals: ['version', 'approvingBody', 'decisionNumber', 'signedOn', 'approvedOn', 'signedAs'],
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
   * The facts at the position that the tables serve now, or later: facts up to a position never change in them.
   *
   * @param checkpoints checkpoints that the caller has just read
   * @throws ReadModelRebuilding
   */
  async current(checkpoints?: readonly Checkpoint[]): Promise<CoverageFacts> {
    this.#askedAt = performance.now();
    await this.#mirror.follow(checkpoints);
    return this.#facts;
  }

  /**
   * The checkpoints at the end of a past day, without a query: no event can be added to such a day, and a stream that
   * is parked or retried is noticed within two seconds. Null if the tables must be read.
   */
  recall(day: PlainDate): CheckpointSummary | null {
    const knownAt = this.#days.lastOf(day);
    const checkpoints = this.#mirror.checkpoints;
    if (knownAt === null || performance.now() - this.#lookedAt > RECALLED_FOR_MS) return null;
    if (!checkpoints.every(({ position }) => position >= knownAt) || checkpoints.length === 0) return null;
    return { checkpoints, served: knownAt, knownAt };
  }

  /** Every term known at K, of one ward or of all, from the rows loaded by `current`. */
  termsAt(position: bigint, organizationId?: Uuid): readonly TermRow[] {
    const isKnown = knownTo(position);
    const isOfWard = (opening: TermRows['openings'][number]) =>
      organizationId === undefined || opening.organizationId === organizationId;
    const all = [...this.#terms.values()].filter(({ openings }) => openings.some(isOfWard));
    return termsOf({
      openings: all.flatMap((rows) => rows.openings.filter((row) => isKnown(row) && isOfWard(row))),
      endings: all.flatMap((rows) => rows.endings.filter(isKnown)),
      targets: all.flatMap((rows) => rows.targets.filter(isKnown)),
    });
  }

  /** Every version of every counting rule known at K, from the rows loaded by `current`. */
  rulesAt(position: bigint): readonly RuleVersion[] {
    const [all, isKnown] = [[...this.#rules.values()], knownTo(position)];
    return versionsOf({
      definitions: all.flatMap((rows) => rows.definitions.filter(isKnown)),
      approvals: all.flatMap((rows) => rows.approvals.filter(isKnown)),
    });
  }

  /** Loads the facts before the first request: a city takes seconds. Errors are reported to the first request. */
  onApplicationBootstrap(): void {
    const again = (): void => {
      if (!this.#closed) this.#timer = setTimeout(refresh, LOOK_EVERY_MS).unref();
    };
    const refresh = (): void => void this.#look().then(again, again);
    refresh();
    this.#heard = this.knowledge.onMove(() => {
      this.#goAhead();
    });
  }

  onApplicationShutdown(): void {
    this.#closed = true;
    this.#heard?.();
    clearTimeout(this.#timer);
  }

  /** Loads what was just projected, so that the next request need not wait; skipped if no request arrived lately. */
  #goAhead(): void {
    if (this.#isAhead || performance.now() - this.#askedAt > ASKED_WITHIN_MS) return;
    this.#isAhead = true;
    const followed = this.knowledge
      .checkpoints(READ_MODELS, null)
      .then(({ checkpoints }) => this.#mirror.follow(checkpoints));
    const over = (): void => {
      this.#isAhead = false;
    };
    followed.then(over, over); // errors are reported to the next request
  }

  async #look(): Promise<void> {
    const began = performance.now();
    await this.#days.follow();
    await this.#mirror.follow();
    await this.knowledge.end(); // caches the end of the log, up to which answers about the past are complete
    this.#lookedAt = began;
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

/** The rows of one projection by table; the columns were selected above. */
function tablesOf(projection: string, rows: StreamRows): object {
  const own = Object.entries(rows).filter(([key]) => key.startsWith(`${projection}.`));
  return Object.fromEntries(own.map(([key, table]) => [key.slice(projection.length + 1), table]));
}

/** Whether a row of a replica counts at a log position. */
const knownTo = (position: bigint) => (row: object) => {
  const { knownFrom, knownTo: until } = row as MirroredRow;
  return knownFrom <= Number(position) && (until === null || until > Number(position));
};
