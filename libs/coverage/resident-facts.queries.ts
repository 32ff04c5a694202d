import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { engagement, engagements } from '#features/engagements';
import { organizations, register } from '#features/organizations';
import { categoryOf, idOf, type StreamId, type Uuid } from '#kernel/ids';
import { READ_DB } from '#platform/platform.module';
import { Mirror, type StreamRows } from '#platform/projections/mirror';
import { CoverageFacts } from './coverage-facts.js';
import type { EngagementRows, RegisterRows } from './facts.js';

/** The facts that coverage is counted from, resident in this process and never older than the tables. */
@Injectable()
export class ResidentFacts implements OnApplicationBootstrap {
  /** Taken in while a request waits for it; one that is computing may hold on to what was there before. */
  #facts = new CoverageFacts();
  readonly #mirror: Mirror;

  constructor(@Inject(READ_DB) db: Kysely<unknown>) {
    this.#mirror = new Mirror(
      db,
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
      ],
      {
        clear: () => {
          this.#facts = new CoverageFacts();
        },
        take: (stream, rows) => {
          this.#take(stream, rows);
        },
      },
    );
  }

  /** The register of an organization as far as is known without asking: registers are given once and stay. */
  registerOf(organizationId: Uuid): Uuid | undefined {
    return this.#facts.homeOf(organizationId)?.rootId;
  }

  /**
   * The facts as of what the tables serve by now, or later: what the log said up to a position stays the same in them.
   *
   * @throws ReadModelRebuilding
   */
  async current(): Promise<CoverageFacts> {
    await this.#mirror.follow();
    return this.#facts;
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
    }
  }
}

/** The rows of one projection by table; which columns they have was asked for above. */
function tablesOf(projection: string, rows: StreamRows): object {
  const own = Object.entries(rows).filter(([key]) => key.startsWith(`${projection}.`));
  return Object.fromEntries(own.map(([key, table]) => [key.slice(projection.length + 1), table]));
}
