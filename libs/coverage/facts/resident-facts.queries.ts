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

/** How often the copy is brought up to date while nobody asks. */
const LOOK_EVERY_MS = 500;
/** What was looked at longer ago says nothing of the tables any more: whoever asks looks anew, and is told what is wrong. */
const RECALLED_FOR_MS = 2000;
/** While somebody has asked as lately as this, the copy follows each move of the read models. */
const ASKED_WITHIN_MS = 10_000;
/** Names of the read models that coverage is computed from. */
export const READ_MODELS = [organizations, engagements, terms, countingRules].map(({ name }) => name);

/**
 * The facts that coverage is counted from, resident in this process. Of days that are over they are all there; of today
 * they are never older than the tables that somebody has looked at.
 */
@Injectable()
export class ResidentFacts implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Taken in while a request waits for it; one that is computing may hold on to what was there before. */
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
   * The facts as of what the tables serve by now, or later: what the log said up to a position stays the same in them.
   *
   * @param seen where somebody has just seen the tables stand
   * @throws ReadModelRebuilding
   */
  async current(seen?: readonly Checkpoint[]): Promise<CoverageFacts> {
    this.#askedAt = performance.now();
    await this.#mirror.follow(seen);
    return this.#facts;
  }

  /**
   * What was known at the end of a day that is over, without asking the database: no event can be added to it, and a
   * stream that is parked or taken up again is heard of within two seconds. Null where it has to be looked up.
   */
  recall(day: PlainDate): CheckpointSummary | null {
    const knownAt = this.#days.lastOf(day);
    const checkpoints = this.#mirror.checkpoints;
    if (knownAt === null || performance.now() - this.#lookedAt > RECALLED_FOR_MS) return null;
    if (!checkpoints.every(({ position }) => position >= knownAt) || checkpoints.length === 0) return null;
    return { checkpoints, served: knownAt, knownAt };
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

  /** Taken in before anybody asks: a city takes seconds. What is wrong, the first who asks is told. */
  onApplicationBootstrap(): void {
    const again = (): void => {
      if (!this.#closed) this.#timer = setTimeout(look, LOOK_EVERY_MS).unref();
    };
    const look = (): void => void this.#look().then(again, again);
    look();
    this.#heard = this.knowledge.onMove(() => {
      this.#goAhead();
    });
  }

  onApplicationShutdown(): void {
    this.#closed = true;
    this.#heard?.();
    clearTimeout(this.#timer);
  }

  /** Takes in what was just projected, so that who asks next need not wait for it; not where nobody asks. */
  #goAhead(): void {
    if (this.#isAhead || performance.now() - this.#askedAt > ASKED_WITHIN_MS) return;
    this.#isAhead = true;
    const followed = this.knowledge
      .checkpoints(READ_MODELS, null)
      .then(({ checkpoints }) => this.#mirror.follow(checkpoints));
    const over = (): void => {
      this.#isAhead = false;
    };
    followed.then(over, over); // what is wrong, the first who asks is told
  }

  async #look(): Promise<void> {
    const began = performance.now();
    await this.#days.follow();
    await this.#mirror.follow();
    await this.knowledge.end(); // remembered: until when an answer about the past is whole
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
