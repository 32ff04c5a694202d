import { z } from 'zod';
import { Paper, Post } from '#features/papers';
import type { Concerned } from '#kernel/concern';
import { PlainDate } from '#kernel/dates';
import { type DataOf, type EventOf, v1 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { LeavingReason, LinkBasis, MemberStatus, MOST_MEMBERS } from './codes.js';
import { BornOn, CardNumber, Note, PersonName } from './rules/shapes.js';

/** Particulars of a person, sealed under the person's key. */
const particulars = {
  name: sealed(PersonName.describe('name of the person'), 'person'),
  bornOn: sealed(BornOn.describe('day of birth'), 'person').nullable(),
  cardNumber: sealed(CardNumber.describe('number of the membership card'), 'person').nullable(),
};
const note = sealed(Note, 'person').nullable();
const decision = Paper.nullable();
/** Records of other persons with which this one was compared, and which are of others. */
const notTwinOf = z.array(Uuid).max(50);

/**
 * Events of the record of one person. The id in the name of the stream is the `memberId` by which other records name the
 * person.
 */
export const events = {
  MemberEntered: v1({
    /** The number in the code of the person; each is used once in a store. */
    number: z.int().min(1).max(MOST_MEMBERS),
    /** The organization of the membership; null: none that is in the registers here. */
    organizationId: Uuid.nullable(),
    memberSince: PlainDate.nullable(),
    status: MemberStatus.nullable(),
    ...particulars,
    notTwinOf,
  }),
  /** All particulars anew, after a change or a typing error: a sealed value cannot be corrected. */
  ParticularsStated: v1({ statedOn: PlainDate, ...particulars, notTwinOf }),
  /** `from` is null if it is not known: the post then counts from before every day. `to` is its last day, if known. */
  PostHeld: v1({
    postId: Uuid,
    post: Post,
    organizationId: Uuid,
    from: PlainDate.nullable(),
    to: PlainDate.nullable(),
    decision,
  }),
  /** `on` is the last day of the post; it takes the place of a last day that was stated before. */
  PostEnded: v1({ postId: Uuid, on: PlainDate, decision }),
  MembershipMoved: v1({ organizationId: Uuid.nullable(), movedOn: PlainDate, decision }),
  StatusChanged: v1({ status: MemberStatus, changedOn: PlainDate, decision }),
  /** `leftOn` is the last day of the membership. */
  MemberLeft: v1({ leftOn: PlainDate, reason: LeavingReason, decision }),
  MemberDied: v1({ diedOn: PlainDate }),
  /** Two records are of one person. It is recorded in one of the two, and holds for both. */
  SamePersonLinked: v1({ otherId: Uuid, foundOn: PlainDate, basis: LinkBasis, note }),
  SamePersonUnlinked: v1({ otherId: Uuid, unlinkedOn: PlainDate, note }),
};
export type Events = typeof events;
export type EventName = keyof Events;

/** An event in force, with its revision: the event is not annulled, and its corrections are applied. */
export type AnyEntry = {
  readonly [N in EventName]: { readonly type: N; readonly data: DataOf<Events[N]>; readonly revision: number };
}[EventName];
export type Entry<K extends EventName> = Extract<AnyEntry, { readonly type: K }>;

/** State of the record of a person: its events in force, in the order of recording. */
export type Member = readonly AnyEntry[];

export const entriesOf = <K extends EventName>(member: Member, type: K): readonly Entry<K>[] =>
  member.filter((entry): entry is Entry<K> => entry.type === type);

/**
 * The organizations of the memberships. A person of no organization here belongs to the whole store. A link is about both
 * persons; the person of the record itself is added where commands are prepared, since no event names them.
 */
export function concerned({ type, data }: EventOf<Events>): Concerned {
  switch (type) {
    case 'MemberEntered':
      return { organizations: [data.organizationId], members: [] };
    case 'MembershipMoved':
      return { organizations: data.organizationId === null ? [] : [data.organizationId], members: [] };
    case 'SamePersonLinked':
    case 'SamePersonUnlinked':
      return { organizations: [], members: [data.otherId] };
    default:
      return { organizations: [], members: [] };
  }
}

/** The other record that a link names: who may not see that record does not see the entry. */
export const tellsOf = ({ type, data }: EventOf<Events>): readonly Uuid[] =>
  type === 'SamePersonLinked' || type === 'SamePersonUnlinked' ? [data.otherId] : [];
