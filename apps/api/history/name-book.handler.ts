import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { AccountBook } from '#features/identity';
import { namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import { effective } from '#kernel/effective';
import { categoryOf, type StreamId, type Uuid } from '#kernel/ids';
import type { KnownNames, Mentioned } from '#kernel/names';
import type { Bilingual } from '#kernel/text';
import type { Caller } from '#platform/access/caller';
import { EVERYTHING } from '#platform/access/reader';
import { maySee } from '#platform/access/wall';
import { memberNames, PERSON_NAMES, type PersonNames } from '#platform/http/persons';
import type { Moment } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { Openings } from '#platform/sealing/openings';
import { streamKinds } from '../../stream-kinds.js';
import { catalogs, pastOf, StreamReader } from './streams.js';

/** Holders of this permission know the names of the persons who act: they are those of their accounts. */
export const KNOWS_PERSONS = 'read:accounts';

interface NamesFor {
  readonly by: Caller;
  readonly openings: Openings | null;
  readonly actors: ReadonlySet<Uuid>;
}

/** Finds the names of what a record mentions, as far as the reader may know them. */
@Injectable()
export class NameBook {
  private readonly db: OrganizationsDb;

  constructor(
    @Inject(READ_DB) db: Kysely<unknown>,
    private readonly accounts: AccountBook,
    private readonly streams: StreamReader,
    @Inject(PERSON_NAMES) private readonly members: PersonNames,
  ) {
    this.db = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  /**
   * Cost: three queries, and one read of each record mentioned.
   *
   * @param openings null if the reading is not recorded: then members are told by their codes
   * @param actors who recorded something; they are told by the names of their accounts alone
   */
  async known(
    { organizations: named, persons, members, records }: Mentioned,
    moment: Moment,
    { by, openings, actors }: NamesFor,
  ): Promise<KnownNames> {
    const all = [...persons, ...actors];
    const known = all.length > 0 && by.also(KNOWS_PERSONS);
    const [ofOrganizations, ofPersons, member, ofRecords] = await Promise.all([
      namesOf(this.db, moment, [...named]),
      known ? this.accounts.namesOf(all) : new Map<Uuid, string>(),
      memberNames(this.members, new Set([...members, ...persons]), by, openings),
      this.#records([...records], moment.position, by),
    ]);
    return {
      organization: (id) => ofOrganizations.get(id),
      person: (id) => ofPersons.get(id) ?? member(id) ?? undefined,
      member,
      record: (stream) => ofRecords.get(stream),
    };
  }

  async #records(streams: readonly StreamId[], position: bigint, by: Caller): Promise<Map<StreamId, Bilingual>> {
    const found = new Map<StreamId, Bilingual>();
    for (const stream of streams) {
      const [kind, ofKind] = [streamKinds.get(categoryOf(stream)), catalogs.get(categoryOf(stream))];
      if (!kind || !ofKind) continue;
      const past = pastOf(ofKind, await this.streams.upTo(stream, position));
      const called = maySee(kind, past, by) ? kind.called(effective(past)) : null;
      if (called) found.set(stream, called);
    }
    return found;
  }
}
