import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { lifeRemarks, livesOf, namesOf, organizations, type OrganizationsDb, treeOn } from '#features/organizations';
import type { Post } from '#features/papers';
import type { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import { EVERYTHING } from '#platform/access/reader';
import { PERSON_NAMES, type PersonNames } from '#platform/http/persons';
import type { Moment } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { Openings } from '#platform/sealing/openings';
import { type MemberStatus, memberCode } from '../codes.js';
import { linksAt } from '../facts/member-rows.js';
import { ResidentMembers } from '../facts/resident-members.queries.js';
import { type Career, type OnDay, onDay, type PostHeldOn, postsOf } from '../rules/career.js';
import { contradictions, mentionsOf, type Other, postsOfTwo } from '../rules/flags.js';
import { MemberReader } from './member-reader.handler.js';
import type { VisibleMember } from './visible-members.queries.js';

/** Filters of the list. A person must meet all that are given. */
export interface MemberFilter {
  readonly organizationId?: Uuid | undefined;
  readonly within?: Uuid | undefined;
  readonly post?: Post | undefined;
  readonly status?: MemberStatus | undefined;
  readonly code?: string | undefined;
  readonly linked?: boolean | undefined;
  readonly departed?: boolean | undefined;
}

/** A person of a list. */
export interface Found {
  readonly memberId: Uuid;
  readonly number: number;
  readonly then: OnDay;
  readonly isLinked: boolean;
}
const NOBODY: ReadonlySet<Uuid> = new Set();
type NameOf = (id: Uuid | null) => string | null;

/** Answers about persons, from the register in memory. The caller says which persons its reader may see. */
@Injectable()
export class MemberBook {
  readonly #organizations: OrganizationsDb;

  constructor(
    @Inject(READ_DB) db: Kysely<unknown>,
    private readonly resident: ResidentMembers,
    private readonly reader: MemberReader,
    @Inject(PERSON_NAMES) private readonly names: PersonNames,
  ) {
    this.#organizations = rowsFor(
      db,
      organizations,
      EVERYTHING('names of organizations are those of the open register'),
    );
  }

  /**
   * The first of some persons whom a filter finds, in the order given. Cost: proportional to the entries of the persons
   * that are looked at until the limit is reached.
   */
  async find(
    visible: readonly VisibleMember[],
    moment: Moment,
    { after, limit, ...filter }: MemberFilter & { readonly after: number; readonly limit: number },
  ): Promise<readonly Found[]> {
    await this.resident.follow(moment.checkpoints);
    const groups = this.resident.groups(moment.position);
    const shown = new Set(visible.map(({ memberId }) => memberId));
    const within = filter.within === undefined ? null : await this.#under(moment, filter.within);
    const found: Found[] = [];
    for (const { memberId, number } of visible) {
      if (number <= after || (filter.code !== undefined && !isCode(filter.code, number))) continue;
      const career = this.resident.careerOf(memberId, moment.position);
      if (!career) continue;
      const group = groups.get(memberId) ?? NOBODY;
      const isLinked = [...group].some((id) => id !== memberId && shown.has(id));
      const one = { memberId, number, then: onDay(career, moment.asOf), isLinked };
      if (meets(one, filter, within)) found.push(one);
      if (found.length === limit) break;
    }
    return found;
  }

  /** The lines of a list. Names are told as far as the reader may know them, and are named in the log of readings. */
  async lines(
    found: readonly Found[],
    moment: Moment,
    { by, openings }: { readonly by: Caller; readonly openings: Openings },
  ) {
    const ids = found.map(({ memberId }) => memberId);
    const known = await this.names.known(ids, by, openings);
    const nameOf = await this.#nameOf(
      moment,
      found.flatMap(({ then }) => organizationsOf(then)),
    );
    return found.map(({ memberId, number, then, isLinked }) => ({
      memberId,
      code: memberCode(number),
      name: known.get(memberId)?.name ?? null,
      isErased: known.get(memberId)?.isErased ?? false,
      ...offeredOf(then, nameOf),
      linked: isLinked,
    }));
  }

  /**
   * The persons by whose records an answer about one person is made: the person, the records of the same person, and who
   * ever held a post of an organization in which the person held one.
   */
  async around(id: Uuid, moment: Moment): Promise<readonly Uuid[]> {
    await this.resident.follow(moment.checkpoints);
    const posts = this.resident.careerOf(id, moment.position)?.posts ?? [];
    const holders = posts.flatMap(({ organizationId }) => [...this.resident.holdersIn(organizationId)]);
    return [...new Set([id, ...this.resident.recordsOf(id, moment.position), ...holders])];
  }

  /**
   * One person; null if the person is not in the register at the moment.
   *
   * @param visible those of the persons around whom the reader may see
   */
  async one(
    id: Uuid,
    moment: Moment,
    { visible, openings }: { readonly visible: readonly VisibleMember[]; readonly openings: Openings },
  ) {
    const { position, asOf } = moment;
    const rows = this.resident.rowsOf(id);
    const career = this.resident.careerOf(id, position);
    if (!rows || !career) return null;
    const then = onDay(career, asOf);
    const mentions = mentionsOf(career, asOf);
    const { same, others } = this.#others(id, visible, position);
    const theirs = same.flatMap(({ career: other }) => onDay(other, asOf).organizationId ?? []);
    const ids = [...mentions.map(({ organizationId }) => organizationId), ...organizationsOf(then), ...theirs];
    const [nameOf, lives] = await Promise.all([this.#nameOf(moment, ids), livesOf(this.#organizations, moment, ids)]);
    const { entered, moves, statuses, departures } = career;
    return {
      memberId: id,
      code: memberCode(entered.number),
      entry: entered.entry,
      ...(await this.reader.particulars(id, rows, position, openings)),
      memberSince: entered.memberSince,
      offered: offeredOf(then, nameOf),
      posts: postsOf(career).map((post) => ({
        ...postLine(post, nameOf),
        endedBy: post.endedBy,
        decision: post.decision,
      })),
      memberships: [
        membership(entered.entry, entered.organizationId, entered.memberSince, null, nameOf),
        ...moves.map((one) => membership(one.entry, one.organizationId, one.movedOn, one.decision, nameOf)),
      ],
      statuses: [
        { entry: entered.entry, status: entered.status, from: entered.memberSince, decision: null },
        ...statuses.map(({ entry, status, changedOn: from, decision }) => ({ entry, status, from, decision })),
      ],
      departures: departures.map(({ entry, how, on, reason, decision }) => ({ entry, how, on, reason, decision })),
      sameAs: await Promise.all(same.map((other) => this.#sameAs(id, other, position, openings))),
      warnings: [
        ...lifeRemarks(mentions, lives, nameOf),
        ...postsOfTwo(career, others, nameOf),
        ...contradictions(career, same, asOf, nameOf),
      ],
    };
  }

  /** The visible records of the same person, and those of other persons. */
  #others(id: Uuid, visible: readonly VisibleMember[], position: bigint) {
    const group = this.resident.groups(position).get(id);
    const all = visible.flatMap(({ memberId }): (Other & { readonly memberId: Uuid })[] => {
      const career = memberId === id ? null : this.resident.careerOf(memberId, position);
      return career ? [{ memberId, code: memberCode(career.entered.number), career }] : [];
    });
    return {
      same: all.filter(({ memberId }) => group?.has(memberId) === true),
      others: all.filter(({ memberId }) => group?.has(memberId) !== true),
    };
  }

  async #sameAs(
    id: Uuid,
    { memberId, code }: { readonly memberId: Uuid; readonly code: string },
    position: bigint,
    openings: Openings,
  ) {
    const stated = (recordId: Uuid, otherId: Uuid) => {
      const rows = this.resident.rowsOf(recordId);
      const row = rows && linksAt(rows, position).find((link) => link.otherId === otherId);
      return row ? { recordId, row } : null;
    };
    const found = stated(id, memberId) ?? stated(memberId, id);
    if (!found) return { memberId, code, link: null };
    const { recordId, row } = found;
    const note = await this.reader.note(recordId, row, openings);
    return { memberId, code, link: { recordId, entry: row.revision, foundOn: row.foundOn, basis: row.basis, note } };
  }

  async #under({ asOf, position }: Moment, scope: Uuid): Promise<ReadonlySet<Uuid>> {
    const rows = await treeOn(this.#organizations, { asOf, position, scope });
    return new Set(rows.map(({ organizationId }) => organizationId));
  }

  async #nameOf(moment: Moment, ids: readonly Uuid[]): Promise<NameOf> {
    const names = await namesOf(this.#organizations, moment, [...new Set(ids)]);
    return (id) => (id === null ? null : (names.get(id) ?? null));
  }
}

function meets({ then, isLinked }: Found, filter: MemberFilter, within: ReadonlySet<Uuid> | null): boolean {
  const { organizationId, post, status, linked, departed } = filter;
  const posts = then.posts.filter((one) => organizationId === undefined || one.organizationId === organizationId);
  return (
    (organizationId === undefined || then.organizationId === organizationId || posts.length > 0) &&
    (within === null || (then.organizationId !== null && within.has(then.organizationId))) &&
    (post === undefined || posts.some((one) => one.post === post)) &&
    (status === undefined || then.status === status) &&
    (linked === undefined || isLinked === linked) &&
    (departed === undefined || (then.departed !== null) === departed)
  );
}

/** Whether a text is the code of a number. `dv-412` and `412` are taken for `ĐV-0412`. */
const isCode = (text: string, number: number): boolean =>
  Number(/^(?:[đd]v-?)?(\d{1,6})$/i.exec(text.trim())?.[1]) === number;

const organizationsOf = ({ organizationId, posts }: OnDay): Uuid[] => [
  ...(organizationId === null ? [] : [organizationId]),
  ...posts.map((post) => post.organizationId),
];

const postLine = ({ entry, postId, post, organizationId, from, to }: PostHeldOn, nameOf: NameOf) => ({
  entry,
  postId,
  post,
  organizationId,
  organizationName: nameOf(organizationId),
  from,
  to,
});

const offeredOf = ({ organizationId, status, posts, departed }: OnDay, nameOf: NameOf) => ({
  organizationId,
  organizationName: nameOf(organizationId),
  status,
  posts: posts.map((post) => postLine(post, nameOf)),
  departed: departed && { entry: departed.entry, how: departed.how, on: departed.on, reason: departed.reason },
});

const membership = (
  entry: number,
  organizationId: Uuid | null,
  from: Career['entered']['memberSince'],
  decision: Career['moves'][number]['decision'],
  nameOf: NameOf,
) => ({ entry, organizationId, organizationName: nameOf(organizationId), from, decision });
