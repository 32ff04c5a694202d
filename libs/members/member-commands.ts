import { z } from 'zod';
import { Paper, Post } from '#features/papers';
import { PlainDate } from '#kernel/dates';
import type { Deciding } from '#kernel/decider';
import { Uuid } from '#kernel/ids';
import type { Routes } from '#kernel/routes';
import { sealed } from '#kernel/sealed';
import { LeavingReason, LinkBasis, MemberStatus, MOST_MEMBERS } from './codes.js';
import type { Events, Member } from './member-events.js';
import { refuse } from './rules/refusals.js';
import { BornOn, CardNumber, Note, PersonName } from './rules/shapes.js';

const particulars = {
  name: sealed(PersonName, 'person'),
  bornOn: sealed(BornOn, 'person').nullable(),
  cardNumber: sealed(CardNumber, 'person').nullable(),
};
const note = sealed(Note, 'person').nullable();
const decision = Paper.nullable().default(null).describe('The decision, as far as it is known');
const day = PlainDate.nullable().default(null);
const notTwinOf = z
  .array(Uuid)
  .max(50)
  .default([])
  .describe('Ids of persons with which this one was compared, and who are others');

export const commands = {
  EnterMember: z.strictObject({
    organizationId: Uuid.nullable()
      .default(null)
      .describe('The organization of the membership; null: none in the registers here'),
    memberSince: day,
    status: MemberStatus.nullable().default(null),
    ...particulars,
    notTwinOf,
  }),
  StateParticulars: z.strictObject({ statedOn: PlainDate, ...particulars, notTwinOf }),
  HoldPost: z.strictObject({
    post: Post,
    organizationId: Uuid,
    from: day.describe('First day; null: not known, so that the post counts from before every day'),
    to: day.describe('Last day, which may lie ahead; null: the post has none, or it is not known'),
    decision,
  }),
  EndPost: z.strictObject({ postId: Uuid, on: PlainDate.describe('Last day of the post'), decision }),
  MoveMembership: z.strictObject({
    organizationId: Uuid.nullable().default(null).describe('null: to an organization outside the registers here'),
    movedOn: PlainDate.describe('First day in the new organization'),
    decision,
  }),
  ChangeStatus: z.strictObject({ status: MemberStatus, changedOn: PlainDate, decision }),
  RecordLeaving: z.strictObject({
    leftOn: PlainDate.describe('Last day of the membership'),
    reason: LeavingReason,
    decision,
  }),
  RecordDeath: z.strictObject({ diedOn: PlainDate }),
  LinkSamePerson: z.strictObject({ otherId: Uuid, foundOn: PlainDate, basis: LinkBasis, note }),
  UnlinkSamePerson: z.strictObject({ otherId: Uuid, unlinkedOn: PlainDate, note }),
};
export type Commands = typeof commands;

/** Paths of the commands, below `/api/members`. */
export const routes: Routes<Commands> = {
  ifMatch: 'optional',
  of: {
    EnterMember: { path: '', name: 'enter', body: 'MemberEntry' },
    StateParticulars: { path: ':id/particulars', name: 'stateParticulars', body: 'Particulars' },
    HoldPost: { path: ':id/posts', name: 'holdPost', body: 'PostOfMember', makes: true },
    EndPost: { path: ':id/posts/:postId/end', name: 'endPost', body: 'EndOfPost' },
    MoveMembership: { path: ':id/moves', name: 'move', body: 'MoveOfMembership' },
    ChangeStatus: { path: ':id/status', name: 'changeStatus', body: 'StatusChange' },
    RecordLeaving: { path: ':id/leaving', name: 'leave', body: 'Leaving' },
    RecordDeath: { path: ':id/death', name: 'die', body: 'Death' },
    LinkSamePerson: { path: ':id/same-person', name: 'linkSamePerson', body: 'SamePerson' },
    UnlinkSamePerson: { path: ':id/same-person/unlinking', name: 'unlinkSamePerson', body: 'SamePersonUnlinking' },
  },
  entries: ':id',
};

/** The number of a new person: a fact that the intake reads while no other person is entered. */
const Num = z.int().min(1).max(MOST_MEMBERS);

/** The events that each command records. */
export const decide: Deciding<Commands, Member, Events> = {
  EnterMember: (c, s, { facts }) => {
    if (s.some(({ type }) => type === 'MemberEntered')) refuse('MemberEnteredAlready');
    return [{ type: 'MemberEntered', data: { number: Num.parse(facts.number), ...c } }];
  },
  StateParticulars: (data) => [{ type: 'ParticularsStated', data }],
  HoldPost: (c, _, { newId }) => [{ type: 'PostHeld', data: { postId: newId(0), ...c } }],
  EndPost: (data) => [{ type: 'PostEnded', data }],
  MoveMembership: (data) => [{ type: 'MembershipMoved', data }],
  ChangeStatus: (data) => [{ type: 'StatusChanged', data }],
  RecordLeaving: (data) => [{ type: 'MemberLeft', data }],
  RecordDeath: (data) => [{ type: 'MemberDied', data }],
  LinkSamePerson: (data) => [{ type: 'SamePersonLinked', data }],
  UnlinkSamePerson: (data) => [{ type: 'SamePersonUnlinked', data }],
};
