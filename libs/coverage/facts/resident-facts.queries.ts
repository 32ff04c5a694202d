import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { countingRule, countingRules, type RuleRows, type RuleVersion, versionsOf } from '#features/counting-rules';
import { engagement, engagements } from '#features/engagements';
import { member, members } from '#features/members';
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
import type { EngagementRows, LinkRows, RegisterRows } from './facts.js';

/** Interval at which the replica is refreshed while no request arrives. */
const LOOK_EVERY_MS = 500;
/**
 * Greatest age of the last refresh at which `recall` still answers. After that the tables are read again, so that
 * errors show.
 */
const RECALLED_FOR_MS = 2000;
/** Time after a request during which the replica follows each step of the read models. */
const ASKED_WITHIN_MS = 10_000;
/** Names of the read models that coverage is computed from. */
export const READ_MODELS = [organizations, engagements, terms, countingRules, members].map(({ name }) => name);

/**
 * A replica of the facts that coverage is computed from. The facts of past days are complete. Today's facts are at
 * least as new as the checkpoints last read.
 */
@Injectable()
export class ResidentFacts implements OnApplicationBootstrap, OnApplicationShutdown {
  /**
   * The facts. They may change whenever a request waits. A rebuild makes a new object; a computation that began before
   * may keep the old one.
   */
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
            ends: ['organizationId', 'effectiveOn', 'how'],
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
            verdicts: ['outcome'],
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
        { projection: members, tables: { links: ['otherId'], unlinks: ['otherId'] } },
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
   * The facts up to the position that the tables serve now, or up to a later one. Facts up to a position never change
   * when later ones are added.
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
   * The checkpoints at the end of a past day, without a query; null if the tables must be read. No event can be added
   * to a past day. A stream that is parked or retried is noticed within two seconds.
   */
  recall(day: PlainDate): CheckpointSummary | null {
    const knownAt = this.#days.lastOf(day);
    const checkpoints = this.#mirror.checkpoints;
    if (knownAt === null || performance.now() - this.#lookedAt > RECALLED_FOR_MS) return null;
    if (!checkpoints.every(({ position }) => position >= knownAt) || checkpoints.length === 0) return null;
    return { checkpoints, served: knownAt, knownAt };
  }

  /** Every term known at a log position, of one ward or of all, from the rows that `current` loaded. */
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

  /** Every version of every counting rule known at a log position, from the rows that `current` loaded. */
  rulesAt(position: bigint): readonly RuleVersion[] {
    const [all, isKnown] = [[...this.#rules.values()], knownTo(position)];
    return versionsOf({
      definitions: all.flatMap((rows) => rows.definitions.filter(isKnown)),
      approvals: all.flatMap((rows) => rows.approvals.filter(isKnown)),
    });
  }

  /**
   * Begins to load the facts before the first request, because loading a city takes seconds. The first request gets the
   * error if loading fails.
   */
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

  /**
   * Loads what was just projected, so that the next request need not wait. Does nothing if no request arrived lately.
   */
  #goAhead(): void {
    if (this.#isAhead || performance.now() - this.#askedAt > ASKED_WITHIN_MS) return;
    this.#isAhead = true;
    const followed = this.knowledge
      .checkpoints(READ_MODELS, null)
      .then(({ checkpoints }) => this.#mirror.follow(checkpoints));
    const over = (): void => {
      this.#isAhead = false;
    };
    followed.then(over, over); // the next request gets the error
  }

  async #look(): Promise<void> {
    const began = performance.now();
    await this.#days.follow();
    await this.#mirror.follow();
    await this.knowledge.end(); // caches the end of the log; answers about the past are complete up to it
    this.#lookedAt = began;
  }

  #take(stream: StreamId, rows: StreamRows): void {
    const category = categoryOf(stream);
    if (category === register.category) {
      this.#facts.setRegister(idOf(stream), tablesOf(organizations.name, rows) as RegisterRows);
    } else if (category === engagement.category) {
      this.#facts.setEngagement(idOf(stream), tablesOf(engagements.name, rows) as EngagementRows);
    } else if (category === member.category) {
      this.#facts.setMember(idOf(stream), tablesOf(members.name, rows) as LinkRows);
    } else if (category === term.category) {
      this.#terms.set(stream, tablesOf(terms.name, rows) as TermRows);
    } else if (category === countingRule.category) {
      this.#rules.set(stream, tablesOf(countingRules.name, rows) as RuleRows);
    }
  }
}

/** The rows of one projection, by table. They have the columns selected above. */
function tablesOf(projection: string, rows: StreamRows): object {
  const own = Object.entries(rows).filter(([key]) => key.startsWith(`${projection}.`));
  return Object.fromEntries(own.map(([key, table]) => [key.slice(projection.length + 1), table]));
}

/** Whether a row of a replica counts at a log position. */
const knownTo = (position: bigint) => (row: object) => {
  const { knownFrom, knownTo: until } = row as MirroredRow;
  return knownFrom <= Number(position) && (until === null || until > Number(position));
};
