import type { Post } from '#features/papers';
import { plainDate, type PlainDate } from '#kernel/dates';
import type { DataOf } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { seal } from '#kernel/seal';
import type { SealedText } from '#kernel/sealed';
import { scenario } from '#kernel/testing';
import { member } from './member.js';
import type { Commands } from './member-commands.js';
import type { EventName, Events } from './member-events.js';

/** Helpers for specs: short builders of the events and commands of a person. */
export const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
/** The id of the person in every scenario. */
export const SELF = id(0);
export const CELL = id(11);
export const OTHER_CELL = id(12);
export const day = (on: string): PlainDate => plainDate(on);
const orNull = (on: string | null): PlainDate | null => (on === null ? null : day(on));

/** A well-formed sealed value; deciders check its form only. */
export const hidden = (content = 'x'): SealedText => {
  const place = { log: id(1), stream: 'x', eventId: id(2), type: 'X', schema: 1, field: 'x' };
  return seal(content, Buffer.alloc(32, 1), id(3), place);
};
const particulars = { name: hidden('Nguyễn Văn An'), bornOn: null, cardNumber: null };

interface Given<K extends EventName> {
  type: K;
  data: DataOf<Events[K]>;
}
const event = <K extends EventName>(type: K, data: DataOf<Events[K]>): Given<K> => ({ type, data });

export const entered = (change: Partial<DataOf<Events['MemberEntered']>> = {}) =>
  event('MemberEntered', {
    number: 412,
    organizationId: CELL,
    memberSince: null,
    status: 'OFFICIAL',
    notTwinOf: [],
    ...particulars,
    ...change,
  });
export const stated = (on: string) => event('ParticularsStated', { statedOn: day(on), notTwinOf: [], ...particulars });
/** @param of the number of the post's id */
export const held = (
  of: number,
  from: string | null,
  to: string | null = null,
  post: Post = 'SECRETARY',
  organizationId = CELL,
) => event('PostHeld', { postId: id(of), post, organizationId, from: orNull(from), to: orNull(to), decision: null });
export const ended = (of: number, on: string, postId = id(of)) =>
  event('PostEnded', { postId, on: day(on), decision: null });
export const moved = (on: string, organizationId: Uuid | null = OTHER_CELL) =>
  event('MembershipMoved', { organizationId, movedOn: day(on), decision: null });
export const changed = (on: string, status: 'OFFICIAL' | 'PROBATIONARY' = 'OFFICIAL') =>
  event('StatusChanged', { status, changedOn: day(on), decision: null });
export const left = (on: string) => event('MemberLeft', { leftOn: day(on), reason: 'LEFT_ON_REQUEST', decision: null });
export const died = (on: string) => event('MemberDied', { diedOn: day(on) });
export const linked = (other: Uuid, on = '2026-03-01') =>
  event('SamePersonLinked', { otherId: other, foundOn: day(on), basis: 'SAME_CARD', note: null });
export const unlinked = (other: Uuid, on = '2026-03-02') =>
  event('SamePersonUnlinked', { otherId: other, unlinkedOn: day(on), note: null });

type CommandFor = Record<EventName, keyof Commands>;
const COMMANDS = {
  MemberEntered: 'EnterMember',
  ParticularsStated: 'StateParticulars',
  PostHeld: 'HoldPost',
  PostEnded: 'EndPost',
  MembershipMoved: 'MoveMembership',
  StatusChanged: 'ChangeStatus',
  MemberLeft: 'RecordLeaving',
  MemberDied: 'RecordDeath',
  SamePersonLinked: 'LinkSamePerson',
  SamePersonUnlinked: 'UnlinkSamePerson',
} as const satisfies CommandFor;

export type AnyGiven = { [K in EventName]: Given<K> }[EventName];

/** The command that records an event; the number and the id of a post are the program's. */
export function ordered({ type, data }: AnyGiven) {
  const own = type === 'PostEnded' ? ['number'] : ['number', 'postId'];
  const said = Object.fromEntries(Object.entries(data).filter(([name]) => !own.includes(name)));
  return { type: COMMANDS[type], data: said as never };
}
export const annul = (corrects: number) => ({
  type: 'AnnulEntry' as const,
  data: { corrects, reason: 'ghi nhận nhập sai' },
});
type Value = string | number | null;
export const correct = (corrects: number, ...changes: { field: string; from: Value; to: Value }[]) => ({
  type: 'CorrectEntry' as const,
  data: { corrects, reason: 'ghi nhận nhập sai', changes },
});

export const { given } = scenario(member, { facts: { number: 412 } });
