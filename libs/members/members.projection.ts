import type { Paper, Post } from '#features/papers';
import type { SealedText } from '#kernel/sealed';
import { date, facts, int, MIRRORED, nullable, projection, text, textOf, uuid } from '#platform/projections/projection';
import type { Departure, LeavingReason, LinkBasis, MemberStatus } from './codes.js';
import { member } from './member.js';

const sealedText = textOf<SealedText>();
const paper = { paperNumber: nullable(text), paperSignedOn: nullable(date) };
const particulars = {
  name: sealedText,
  bornOn: nullable(sealedText),
  cardNumber: nullable(sealedText),
  eventId: uuid,
};

/** A person is visible as a whole or not at all. */
const whose = { with: 'entered' } as const;

const tables = {
  entered: facts(
    {
      number: int,
      organizationId: nullable(uuid),
      memberSince: nullable(date),
      status: nullable(textOf<MemberStatus>()),
      ...particulars,
    },
    {
      // A person is visible to readers of the organizations of the memberships.
      whose: {
        of: 'organizationId',
        judged: 'by record',
        or: [{ in: 'memberships', of: 'organizationId' }],
      },
      indexes: [['organizationId'], ['number'], ...MIRRORED],
    },
  ),
  particulars: facts({ statedOn: date, ...particulars }, { whose, indexes: MIRRORED }),
  /** Other persons with whom this one was compared. */
  ruledOut: facts({ otherId: uuid }, { whose, indexes: MIRRORED }),
  posts: facts(
    {
      postId: uuid,
      post: textOf<Post>(),
      organizationId: uuid,
      startsOn: nullable(date),
      endsOn: nullable(date),
      ...paper,
    },
    { whose, indexes: [['organizationId'], ...MIRRORED] },
  ),
  postEnds: facts({ postId: uuid, endedOn: date, ...paper }, { whose, indexes: MIRRORED }),
  memberships: facts(
    { organizationId: nullable(uuid), movedOn: date, ...paper },
    { whose, indexes: [['organizationId'], ...MIRRORED] },
  ),
  statuses: facts({ status: textOf<MemberStatus>(), changedOn: date, ...paper }, { whose, indexes: MIRRORED }),
  /** The last day of the membership, by leaving or by death. */
  departures: facts(
    { how: textOf<Departure>(), departedOn: date, reason: nullable(textOf<LeavingReason>()), ...paper },
    { whose, indexes: MIRRORED },
  ),
  links: facts(
    {
      otherId: uuid,
      foundOn: date,
      basis: textOf<LinkBasis>(),
      note: nullable(sealedText),
      eventId: uuid,
    },
    { whose, indexes: [['otherId'], ...MIRRORED] },
  ),
  unlinks: facts(
    { otherId: uuid, unlinkedOn: date, note: nullable(sealedText), eventId: uuid },
    { whose, indexes: MIRRORED },
  ),
};

/**
 * The facts of every person, by the stream of the person. Sealed values are stored as they are, and are bound to
 * `eventId`.
 */
export const members = projection({
  name: 'members',
  version: 1,
  of: member.events,
  tables,
  on: {
    MemberEntered: (e, { entered, ruledOut }) => {
      const { notTwinOf, ...data } = e.data;
      return [
        entered.put(e, { ...data, eventId: e.id }),
        ...notTwinOf.map((otherId, i) => ruledOut.put(e, { otherId }, i)),
      ];
    },
    ParticularsStated: (e, { particulars: stated, ruledOut }) => {
      const { notTwinOf, ...data } = e.data;
      return [
        stated.put(e, { ...data, eventId: e.id }),
        ...notTwinOf.map((otherId, i) => ruledOut.put(e, { otherId }, i)),
      ];
    },
    PostHeld: (e, { posts }) => {
      const { postId, post, organizationId, from: startsOn, to: endsOn, decision } = e.data;
      return posts.put(e, { postId, post, organizationId, startsOn, endsOn, ...paperRow(decision) });
    },
    PostEnded: (e, { postEnds }) => {
      const { postId, on: endedOn, decision } = e.data;
      return postEnds.put(e, { postId, endedOn, ...paperRow(decision) });
    },
    MembershipMoved: (e, { memberships }) => {
      const { organizationId, movedOn, decision } = e.data;
      return memberships.put(e, { organizationId, movedOn, ...paperRow(decision) });
    },
    StatusChanged: (e, { statuses }) => {
      const { status, changedOn, decision } = e.data;
      return statuses.put(e, { status, changedOn, ...paperRow(decision) });
    },
    MemberLeft: (e, { departures }) => {
      const { leftOn: departedOn, reason, decision } = e.data;
      return departures.put(e, { how: 'LEFT', departedOn, reason, ...paperRow(decision) });
    },
    MemberDied: (e, { departures }) =>
      departures.put(e, { how: 'DIED', departedOn: e.data.diedOn, reason: null, ...paperRow(null) }),
    SamePersonLinked: (e, { links }) => links.put(e, { ...e.data, eventId: e.id }),
    SamePersonUnlinked: (e, { unlinks }) => unlinks.put(e, { ...e.data, eventId: e.id }),
  },
});

const paperRow = (paper: Paper | null) => ({
  paperNumber: paper?.number ?? null,
  paperSignedOn: paper?.signedOn ?? null,
});
