import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { existenceOn, livesOf, namesOf, organizations, type OrganizationsDb, treeOn } from '#features/organizations';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { EVERYTHING } from '#platform/access/reader';
import type { Moment } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { ResidentMembers } from '../facts/resident-members.queries.js';
import type { OnDay } from '../rules/career.js';
import { type Held, heldBy, type KnownOnDay, type NamedInAct, namedRemarks, type NamedRemark } from '../rules/named.js';
import { type MemberOnDay, MembersOnDay } from './members-on-day.handler.js';

/** Every position is before this one. */
const NOW = 2n ** 63n - 1n;
type Known = Pick<Moment, 'asOf' | 'position' | 'checkpoints'>;

/** What the register of persons says of those whom other records name, on the days of their acts. */
@Injectable()
export class NamedPersons {
  readonly #organizations: OrganizationsDb;

  constructor(
    @Inject(READ_DB) db: Kysely<unknown>,
    private readonly resident: ResidentMembers,
    private readonly onDay: MembersOnDay,
  ) {
    this.#organizations = rowsFor(
      db,
      organizations,
      EVERYTHING('names of organizations are those of the open register'),
    );
  }

  /**
   * The posts that some persons hold on a day, as known now, with those of linked records. A person who is not in the
   * register is left out. Cost: as `MembersOnDay.on`.
   */
  async posts(memberIds: Iterable<Uuid>, day: PlainDate): Promise<ReadonlyMap<Uuid, OnDay['posts']>> {
    const found = await this.#on(memberIds, { asOf: day, position: NOW, checkpoints: [] }, day);
    return new Map([...found].map(([memberId, { posts }]) => [memberId, posts]));
  }

  /** What is frozen of the subjects of an act, in their order. @param day of the act; null: nothing is frozen */
  async held(
    subjects: readonly { readonly memberId: Uuid | null; readonly organizationId: Uuid }[],
    day: PlainDate | null,
  ): Promise<readonly Held[]> {
    const ids = subjects.flatMap(({ memberId }) => memberId ?? []);
    const posts = day === null || ids.length === 0 ? null : await this.posts(ids, day);
    return subjects.map(({ memberId, organizationId }) =>
      heldBy((memberId === null ? undefined : posts?.get(memberId)) ?? [], organizationId),
    );
  }

  /**
   * What the records say of persons otherwise than the register, as known at a moment. Cost: as `MembersOnDay.on` for
   * each day; two queries if somebody is a member of another organization.
   */
  async remarks(named: readonly NamedInAct[], moment: Known): Promise<readonly NamedRemark[]> {
    const byDay = new Map<PlainDate, ReadonlyMap<Uuid, MemberOnDay>>();
    for (const day of new Set(named.map(({ on }) => on ?? moment.asOf))) {
      const ids = named.flatMap(({ memberId, on }) => ((on ?? moment.asOf) === day ? [memberId] : []));
      byDay.set(day, await this.#on(ids, moment, day));
    }
    const known = new Map<NamedInAct, KnownOnDay>();
    for (const one of named) {
      const then = byDay.get(one.on ?? moment.asOf)?.get(one.memberId);
      if (then) known.set(one, { ...then, fits: await this.#fits(one, then, moment) });
    }
    // Nothing about an organization is said of a person of whom the act says nothing but the name.
    const ids = [...known].flatMap(([{ organizationId }, then]) =>
      organizationId === null
        ? []
        : [
            organizationId,
            ...(then.organizationId === null ? [] : [then.organizationId]),
            ...then.posts.map((held) => held.organizationId),
          ],
    );
    const names = ids.length === 0 ? null : await namesOf(this.#organizations, moment, [...new Set(ids)]);
    return namedRemarks(
      named,
      (one) => known.get(one),
      (id) => names?.get(id) ?? null,
    );
  }

  async #on(memberIds: Iterable<Uuid>, moment: Known, day: PlainDate): Promise<ReadonlyMap<Uuid, MemberOnDay>> {
    const ids = new Set(memberIds);
    const own = await this.onDay.on(ids, moment, day);
    const groups = this.resident.groups(moment.position === NOW ? null : moment.position);
    const linked = new Set([...ids].flatMap((id) => [...(groups.get(id) ?? [])]));
    const all = linked.size === 0 ? own : await this.onDay.on([...ids, ...linked], moment, day);
    return new Map(
      [...own].map(([memberId, then]): [Uuid, MemberOnDay] => {
        const others = [...(groups.get(memberId) ?? [])].filter((id) => id !== memberId);
        return [memberId, { ...then, posts: [...then.posts, ...others.flatMap((id) => all.get(id)?.posts ?? [])] }];
      }),
    );
  }

  /** A merger or the end of an organization moves its members, though nobody may have recorded it of each of them. */
  async #fits({ organizationId: stated, on }: NamedInAct, then: MemberOnDay, moment: Known): Promise<boolean> {
    const own = then.organizationId;
    if (stated === null || own === null || on === null || stated === own) return true;
    const { position } = moment;
    const below = await treeOn(this.#organizations, { asOf: on, position, scope: stated });
    if (below.some(({ organizationId }) => organizationId === own)) return true;
    const life = (await livesOf(this.#organizations, moment, [own])).get(own);
    return life !== undefined && existenceOn(life, on) === 'ENDED';
  }
}
