import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { idOf, type StreamId, type Uuid } from '#kernel/ids';
import { EVERYTHING } from '#platform/access/reader';
import { READ_DB } from '#platform/platform.module';
import { Mirror, type StreamRows } from '#platform/projections/mirror';
import { type Checkpoint, KNOWLEDGE, type Knowledge } from '#platform/projections/serving';
import { members } from '../members.projection.js';
import type { Career } from '../rules/career.js';
import { linkedGroups, type Pair } from '../rules/links.js';
import { careerAt, linksAt, type MemberRows, MIRRORED_COLUMNS, type Position } from './member-rows.js';

/** Interval at which the replica follows the log while nobody asks. */
const LOOK_EVERY_MS = 500;
const NOBODY: ReadonlySet<Uuid> = new Set();

/**
 * The register of persons in the memory of this process: every row of the read model, sealed values as they are stored.
 * What is taken from here must be narrowed for its reader.
 */
@Injectable()
export class ResidentMembers implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rows = new Map<Uuid, MemberRows>();
  /** The persons whose record states links, in force or not. */
  readonly #linking = new Set<Uuid>();
  /** The persons whose record ever stated a post, by organization. */
  readonly #holders = new Map<Uuid, Set<Uuid>>();
  readonly #mirror: Mirror;
  #now: ReadonlyMap<Uuid, ReadonlySet<Uuid>> | undefined;
  #changes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(READ_DB) db: Kysely<unknown>, @Inject(KNOWLEDGE) knowledge: Knowledge) {
    const mirrored = [{ projection: members, tables: MIRRORED_COLUMNS }];
    const everything = EVERYTHING('persons are found among all; what is told of them is narrowed where it is told');
    this.#mirror = new Mirror(db, knowledge, everything, mirrored, {
      clear: () => {
        this.#rows.clear();
        this.#linking.clear();
        this.#holders.clear();
        this.#changed();
      },
      take: (stream, rows) => {
        this.#take(stream, rows);
      },
    });
  }

  /** Loads the register. If loading fails, the first request gets the error. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#mirror.follow().catch(() => undefined);
    this.#timer = setInterval(() => void this.#mirror.follow().catch(() => undefined), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /**
   * Brings the register to the given checkpoints, or to those of now. What was known at an earlier position stays known.
   *
   * @throws ReadModelRebuilding
   */
  follow(checkpoints?: readonly Checkpoint[]): Promise<void> {
    return this.#mirror.follow(checkpoints);
  }

  /** Raised with every change of the rows, for callers that keep what they made of them. */
  get changes(): number {
    return this.#changes;
  }

  /** The ids of all persons ever entered. */
  ids(): IterableIterator<Uuid> {
    return this.#rows.keys();
  }

  /** Every row of a person, also of one whose first entry is annulled. */
  rowsOf(id: Uuid): MemberRows | undefined {
    return this.#rows.get(id);
  }

  /** What is recorded of a person; null if the person is not in the register at that position. */
  careerOf(id: Uuid, position: Position = null): Career | null {
    const rows = this.#rows.get(id);
    return rows ? careerAt(rows, position) : null;
  }

  /** Whether a person is in the register now. */
  has(id: Uuid): boolean {
    return this.#rows.get(id)?.entered.some(({ knownTo }) => knownTo === null) ?? false;
  }

  /**
   * The records of one person, each with its whole group, as known at a position (`linkedGroups`). Records without a link
   * are left out. Cost: the links; none for the links of now until they change.
   */
  groups(position: Position = null): ReadonlyMap<Uuid, ReadonlySet<Uuid>> {
    if (position !== null) return linkedGroups(this.#pairs(position));
    return (this.#now ??= linkedGroups(this.#pairs(null)));
  }

  /** The records of the same person as one record, itself included. */
  recordsOf(id: Uuid, position: Position = null): ReadonlySet<Uuid> {
    return this.groups(position).get(id) ?? new Set([id]);
  }

  /** Who is or was recorded to hold a post in an organization, whether the entry still counts or not. */
  holdersIn(organizationId: Uuid): ReadonlySet<Uuid> {
    return this.#holders.get(organizationId) ?? NOBODY;
  }

  #pairs(position: Position): readonly Pair[] {
    return [...this.#linking].flatMap((id): readonly Pair[] => {
      const rows = this.#rows.get(id);
      return rows ? linksAt(rows, position).map(({ otherId }) => [id, otherId]) : [];
    });
  }

  #take(stream: StreamId, rows: StreamRows): void {
    const id = idOf(stream);
    const own = Object.fromEntries(
      Object.keys(MIRRORED_COLUMNS).map((table) => [table, rows[`${members.name}.${table}`] ?? []]),
    ) as object as MemberRows;
    this.#rows.set(id, own);
    for (const { organizationId } of own.posts) {
      const holders = this.#holders.get(organizationId) ?? new Set();
      this.#holders.set(organizationId, holders.add(id));
    }
    if (own.links.length > 0) this.#linking.add(id);
    else this.#linking.delete(id);
    this.#changed();
  }

  #changed(): void {
    this.#now = undefined;
    this.#changes += 1;
  }
}
