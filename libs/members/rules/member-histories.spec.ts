import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { companionOf, effective, type PastEvent } from '#kernel/effective';
import { itemId, streamId, type Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import { naiveFaults, naiveGroups, naiveMember, inForce } from '../../../tests/support/oracles/naive-members.js';
import { rounds } from '../../../tests/support/rounds.js';
import { gather, unless } from '../../../tests/support/worlds/gather.js';
import { careerAt, linksAt, type MemberRows, type Row } from '../facts/member-rows.js';
import { member } from '../member.js';
import { members } from '../members.projection.js';
import {
  annul,
  type AnyGiven,
  CELL,
  changed,
  correct,
  died,
  ended,
  entered,
  held,
  id,
  left,
  linked,
  moved,
  ordered,
  OTHER_CELL,
  SELF,
  stated,
  unlinked,
} from '../testing.js';
import { careerOf, onDay } from './career.js';
import { linkedGroups } from './links.js';

/** Few days, so that they coincide often. */
const DAYS = Array.from(
  { length: 18 },
  (_, n) => `2026-0${3 + (n % 2)}-${String(1 + Math.floor(n / 2)).padStart(2, '0')}`,
);
const dayAt = (n: number): string => DAYS[n % DAYS.length] ?? '2026-03-01';
const stream = streamId('member', SELF);

type Choice = readonly [number, number, number, number];
const choices = fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30)), { minLength: 5, maxLength: 40 });
interface Order {
  type: string;
  data: object;
}

/** The command that four numbers select, for a stream with these events. */
function orderFor([what, a, b, c]: Choice, past: readonly PastEvent[]): Order {
  const [on, later] = [dayAt(a), dayAt(a + 2 * (b % 4))];
  const [from, to] = [c % 5 === 0 ? null : on, b % 2 === 0 ? null : later];
  const organizationId = b % 3 === 0 ? OTHER_CELL : CELL;
  const postIds = past.flatMap(({ type, data }) => (type === 'PostHeld' ? [(data as { postId: Uuid }).postId] : []));
  const entry = past[b % Math.max(1, past.length)];
  const post = (['SECRETARY', 'DEPUTY_SECRETARY', 'COMMITTEE_MEMBER', 'OTHER'] as const)[c % 4] ?? 'OTHER';
  const status = c % 2 === 0 ? 'OFFICIAL' : 'PROBATIONARY';
  const of = (event: AnyGiven): Order => ordered(event);
  const orders: readonly (() => Order)[] = [
    () => of(held(1, from, to, post, organizationId)),
    () => of(held(1, from, to, post, organizationId)),
    () => of(held(1, on, null, 'SECRETARY', organizationId)),
    () => of(ended(1, later, postIds[b % Math.max(1, postIds.length)])),
    () => of(ended(1, dayAt(c), postIds.at(-1))),
    () => of(moved(on, c % 3 === 0 ? null : organizationId)),
    () => of(moved(on, organizationId)),
    () => of(changed(on, status)),
    () => of(left(on)),
    () => (c % 3 === 0 ? of(died(on)) : of(left(on))),
    () => of(linked(id(c % 3), on)),
    () => of(unlinked(id(1 + (c % 2)), later)),
    () => of(stated(on)),
    () => (c % 2 === 0 ? annul(entry?.revision ?? 0) : of(entered({ status }))),
    () => annul(entry?.revision ?? 0),
    () => {
      const data = (entry?.data ?? {}) as Readonly<Record<string, string | null>>;
      const days = Object.keys(data).filter((name) => /On$|^on$|^from$|^to$/.test(name));
      const field = days[c % Math.max(1, days.length)] ?? 'x';
      return correct(entry?.revision ?? 0, { field, from: data[field] ?? null, to: later });
    },
  ];
  return orders[what % orders.length]?.() ?? of(stated(on));
}

/** Sends the commands in order; a refused command records nothing. */
function recordedBy(orders: readonly Choice[]) {
  let history = member.empty;
  let n = 0;
  const refused = new Set<string>();
  const send = ({ type, data }: Order): void => {
    n += 1;
    const commandId = id(1000 + n);
    try {
      const schema = (member.commands as Readonly<Record<string, { parse: (data: unknown) => object } | undefined>>)[
        type
      ];
      const command = { type, data: schema ? schema.parse(data) : data };
      const news = member.handle(command as never, history, {
        now: '2026-10-31T01:00:00.000Z' as never,
        facts: { number: 7 },
        stream,
        actor: { id: id(1), role: 'clerk', organizationId: null, delegationId: null },
        newId: (ordinal) => itemId(stream, commandId, ordinal),
      });
      const size = history.size;
      history = member.append(
        history,
        news.map(({ type: told, data: content }, i) => ({ type: told, data: content, revision: size + i })),
      );
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      refused.add(error.code);
    }
  };
  send(ordered(entered({ status: 'PROBATIONARY', memberSince: orders[0]?.[0] === 1 ? (dayAt(4) as never) : null })));
  for (const choice of orders) send(orderFor(choice, history.events));
  return { history, refused };
}

/** The rows of the read model after these events, each known from the position that is its event's number. */
function rowsOf(events: readonly PastEvent[]): MemberRows {
  const all: { table: string; row: Row & { knownTo: number | null } }[] = [];
  for (const [position, event] of events.entries()) {
    const companion = companionOf(event);
    const revision = companion?.corrects ?? event.revision;
    for (const { row } of all) if (row.revision === revision) row.knownTo ??= position;
    if (companion?.how === 'annulled') continue;
    const [type, data] = companion ? [companion.base, companion.data] : [event.type, event.data as object];
    const at = { stream, revision, position: BigInt(position), recordedAt: '2026-10-31T01:00:00.000Z' as never };
    const actor = { id: id(1), role: 'clerk', organizationId: null, delegationId: null };
    for (const { table, values } of members.changes({ type, data, ...at, id: id(5000 + revision), actor }))
      all.push({ table, row: { ...values, stream, revision, knownFrom: position, knownTo: null } });
  }
  const tables = Object.keys(members.tables).map((table) => [
    table,
    all.filter((one) => one.table === table).map(({ row }) => row),
  ]);
  return Object.fromEntries(tables) as MemberRows;
}

describe('a random history of a person', () => {
  it('gives the answers of a second implementation on every day, as known after each entry, also from rows', async () => {
    const seen = new Set<string>();
    const draw = () =>
      fc.assert(
        fc.property(choices, (orders) => {
          const { history, refused } = recordedBy(orders);
          for (const code of refused) seen.add(code);
          const rows = rowsOf(history.events);
          for (let known = 1; known <= history.size; known++) {
            const past = history.events.slice(0, known);
            const state = past.length === 0 ? [] : effective(past);
            const careers = [careerOf(state as never), careerAt(rows, BigInt(known - 1))];
            expect(careers[1]).toEqual(careers[0]);
            for (const day of DAYS) {
              const naive = naiveMember(past, known, day);
              for (const career of careers) {
                const then = career && onDay(career, day as never);
                const told = then && {
                  organizationId: then.organizationId,
                  status: then.status,
                  posts: then.posts.map(({ postId }) => postId).sort(),
                  departed: then.departed?.how ?? null,
                };
                expect([known, day, told]).toEqual([known, day, naive]);
                if (then?.departed) seen.add(then.departed.how);
                if (then?.posts.length) seen.add('post');
                for (const { postId, to } of then?.posts ?? [])
                  if (career?.posts.some((one) => one.postId === postId && one.to !== null && one.to !== to))
                    seen.add('another last day');
              }
            }
          }
        }),
        { numRuns: rounds(200, 20) },
      );
    await gather(
      draw,
      () =>
        [
          'post',
          'LEFT',
          'DIED',
          'PostHeldTwice',
          'PostsExclude',
          'LeftBefore',
          'DiedBefore',
          'OfficialAlready',
        ].flatMap((name) => unless(seen.has(name), name)),
      50,
    );
  });

  it('is never impossible once acknowledged', () => {
    fc.assert(
      fc.property(choices, (orders) => {
        const { history } = recordedBy(orders);
        expect(naiveFaults(history.events, SELF, DAYS)).toEqual([]);
      }),
      { numRuns: rounds(400, 40) },
    );
  });
});

describe('links between records', () => {
  const ids = Array.from({ length: 8 }, (_, n) => id(n + 1));
  const recorded = fc.array(fc.tuple(fc.nat(3), fc.nat(7), fc.nat(7), fc.nat(30)), { minLength: 1, maxLength: 40 });

  it('make the groups of a second implementation at each position, with corrections and annulments', () => {
    fc.assert(
      fc.property(recorded, (acts) => {
        const streams = new Map<Uuid, PastEvent[]>();
        const order: { of: Uuid; size: number }[] = [];
        for (const [what, a, b, c] of acts) {
          const [of, other] = [ids[a] ?? SELF, ids[b] ?? SELF];
          const past = streams.get(of) ?? [];
          const entry = c % Math.max(1, past.length);
          const known = inForce(past, past.length).some(({ revision }) => revision === entry);
          const about = what === 2 ? 'Annulled' : 'Corrected';
          const target = past[entry];
          const event =
            what < 2 || !known || !target
              ? what === 1
                ? unlinked(other)
                : linked(other)
              : {
                  type: `${target.type}${about}`,
                  data: { corrects: entry, reason: 'x', ...(about === 'Corrected' && { data: target.data as object }) },
                };
          past.push({ ...event, revision: past.length });
          streams.set(of, past);
          order.push({ of, size: past.length });
        }
        // As known after each act: how far each stream was recorded then.
        const sizes = new Map<Uuid, number>();
        for (const { of, size } of order) {
          sizes.set(of, size);
          const pairs = [...sizes].flatMap(([one, known]) =>
            linksAt(rowsOf((streams.get(one) ?? []).slice(0, known)), null).map(
              ({ otherId }): readonly [Uuid, Uuid] => [one, otherId],
            ),
          );
          const naive = [...sizes].flatMap(([one, known]) => naivePairs(one, inForce(streams.get(one) ?? [], known)));
          const groups = new Set([...linkedGroups(pairs).values()].map((group) => [...group].sort().join()));
          expect([...groups].sort()).toEqual(
            naiveGroups(naive)
              .map((group) => group.join())
              .sort(),
          );
        }
      }),
      { numRuns: rounds(300, 30) },
    );
  });
});

/** The links of one record in force, by going through its entries in the order of recording. */
function naivePairs(one: Uuid, entries: ReturnType<typeof inForce>) {
  const others: string[] = [];
  for (const { type, data } of entries) {
    const otherId = data.otherId ?? '';
    if (type === 'SamePersonLinked') others.push(otherId);
    else others.splice(0, others.length, ...others.filter((other) => other !== otherId));
  }
  return others.map((other) => [one, other] as const);
}
