import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { Uuid } from '#kernel/ids';
import { EVERYTHING } from '#platform/access/reader';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { KNOWLEDGE, type Knowledge } from '#platform/projections/serving';
import { organizations } from '../organizations.projection.js';
import type { Kin } from '../rules/kin.js';
import { isAbout, kinKnown } from './lineage.queries.js';
import { type OrganizationsDb, registerOf, registersOf } from './structure.queries.js';

/** Longest wait for the read model to reach the known end of the log before an id counts as unknown. */
const PATIENCE_MS = 3000;
/** Time allowed for an entry of another process to be projected; normally it takes milliseconds. */
const UNTIL_SEEN_MS = 100;
const MOST_REMEMBERED = 100_000;

/** Finds the register of an organization. An organization never moves to another register, so results are cached. */
@Injectable()
export class RegisterDirectory {
  readonly #db: OrganizationsDb;
  readonly #found = new Map<Uuid, Uuid>();

  constructor(
    @Inject(READ_DB) db: Kysely<unknown>,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
  ) {
    this.#db = rowsFor(db, organizations, EVERYTHING('in which register an organization is, is open'));
  }

  /**
   * The register of an organization. An id missing from the read model may have been recorded a moment ago, so this
   * waits for the read model. An id that another process recorded less than 100 ms ago may count as unknown.
   *
   * @returns null if no entry of the log founded it
   * @throws NotCaughtUp
   */
  async registerOf(organizationId: Uuid): Promise<Uuid | null> {
    const cached = this.#found.get(organizationId);
    if (cached) return cached;
    const registerId = await this.#patiently(() => registerOf(this.#db, organizationId));
    if (registerId) this.#remember(organizationId, registerId);
    return registerId;
  }

  /**
   * Which of some organizations no entry of the log founded. Cost: one query for all ids not cached; if some are
   * missing, a wait and two more queries.
   *
   * @throws NotCaughtUp
   */
  async missing(organizationIds: readonly Uuid[]): Promise<ReadonlySet<Uuid>> {
    const missing = new Set(organizationIds.filter((id) => !this.#found.has(id)));
    const read = async () => {
      if (missing.size > 0)
        for (const { organizationId, registerId } of await registersOf(this.#db, [...missing])) {
          this.#remember(organizationId, registerId);
          missing.delete(organizationId);
        }
      return missing.size === 0 ? missing : null;
    };
    await this.#patiently(read);
    return missing;
  }

  /** Whether an entry names an organization; waits like `registerOf`. @throws NotCaughtUp */
  async isAbout(organizationId: Uuid, revision: number): Promise<boolean> {
    return (await this.#patiently(async () => (await isAbout(this.#db, organizationId, revision)) || null)) ?? false;
  }

  /**
   * How organizations are related, over all time. Cost: two queries over the registers of the organizations, and a wait
   * for what this process has just recorded.
   *
   * @throws NotCaughtUp
   */
  async kin(organizationIds: readonly Uuid[]): Promise<Kin> {
    const { position } = await this.knowledge.end();
    await this.knowledge.waitFor(position, [organizations.name], PATIENCE_MS);
    return kinKnown(this.#db, position, organizationIds);
  }

  #remember(organizationId: Uuid, registerId: Uuid): void {
    if (this.#found.size >= MOST_REMEMBERED) this.#found.clear();
    this.#found.set(organizationId, registerId);
  }

  async #patiently<T>(read: () => Promise<T | null>): Promise<T | null> {
    const include = async () => {
      const { position } = await this.knowledge.end();
      await this.knowledge.waitFor(position, [organizations.name], PATIENCE_MS);
    };
    const first = await read();
    if (first !== null) return first;
    await include(); // entries acknowledged by this process
    const own = await read();
    if (own !== null) return own;
    await sleep(UNTIL_SEEN_MS);
    await include();
    return read();
  }
}
