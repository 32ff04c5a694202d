import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOT_FOUND, rankIn } from '../support/oracles/naive-search.js';
import { lineageOf, listOrganizations, organizationOn, organizations, register, treeOn } from '#features/organizations';
import { catalog } from '#kernel/catalog';
import { addDays, type PlainDate } from '#kernel/dates';
import { type StreamId, streamId, Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import { compareVietnamese } from '#kernel/vietnamese';
import { EVERYTHING } from '#platform/access/reader';
import { projectionOperations } from '#platform/projections/operations';
import { rowsFor } from '#platform/projections/rows-for';
import { gather, unless } from '../support/worlds/gather.js';
import {
  entriesAbout,
  type Known,
  knownStatements,
  linksOf,
  type NaiveOrganization,
  oneOn,
  organizationsOn,
  type Recorded,
  standsUnder,
} from '../support/oracles/naive-register.js';
import { type Choice, CHOICE_ENDS, commandFor, FIRST_DAY } from '../support/worlds/random-register.js';
import { ReadModels } from '../support/servers/read-models.js';
import { testRecord } from '../support/worlds/records.js';
import { rounds } from '../support/rounds.js';

/** `REGISTER_SEED=<seed>` repeats the same histories. */
const SEED = Number(process.env.REGISTER_SEED ?? Math.floor(Math.random() * 2 ** 31));
const REGISTERS = rounds(100);
const COMMANDS = 110;
const QUESTIONS = 16;
const LAST_DAY = addDays(FIRST_DAY, CHOICE_ENDS[4]);

const random = numbersFrom(SEED);
const below = (end: number): number => Math.floor(random() * end);
const uuid = (): Uuid => Uuid.parse(`${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`);
const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join('');

interface Told {
  readonly wardId: Uuid;
  readonly stream: StreamId;
  readonly events: readonly { readonly type: string; readonly revision: number; readonly data: object }[];
}

/** The accepted commands of random recorders, who break many rules. */
function story(): Told {
  const wardId = uuid();
  let history = register.empty;
  for (let n = 0; n < COMMANDS; n++) {
    const choice = CHOICE_ENDS.map((end) => below(end)) as [number, number, number, number, number] satisfies Choice;
    const ids = Array.from({ length: 4 }, uuid);
    const context = {
      now: '2026-10-31T01:00:00.000Z' as never,
      facts: {},
      newId: (i: number) => ids[i] ?? uuid(),
      stream: streamId('register', wardId),
      actor: { id: wardId, role: 'clerk', organizationId: null, delegationId: null },
    };
    try {
      const recorded = register.handle(commandFor(choice, wardId, history), history, context);
      const revision = history.events.length;
      history = register.append(
        history,
        recorded.map(({ type, data }, i) => ({ type, data, revision: revision + i })),
      );
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }
  return { wardId, stream: streamId(register.category, wardId), events: history.events };
}

/** The register at the end, with all events known. */
const statementsOf = ({ events }: Told): Known[] =>
  knownStatements(
    events.map((event, i) => ({ ...event, stream: 'one', position: BigInt(i + 1) })),
    10n ** 9n,
  );

/** The organization with the longest chain of reorganizations behind it, and the length of that chain. */
function longestChain(told: Told): { id: Uuid; reorganizations: number } {
  const statements = statementsOf(told);
  const chains = organizationIds(statements).map((id) => {
    const links = linksOf(statements, id, LAST_DAY, 'back');
    return { id: id as Uuid, reorganizations: new Set(links.map(({ revision }) => revision)).size };
  });
  const longest = chains.sort((a, b) => b.reorganizations - a.reorganizations)[0];
  return longest ?? { id: told.wardId, reorganizations: 0 };
}

/** The cases that the questions need and that no register has produced so far. */
function missing(): string[] {
  const events = stories.flatMap((told) => told.events);
  const types = new Set(events.map(({ type }) => type));
  const ending = (word: string) => [...types].filter((type) => type.endsWith(word)).length;
  const manners = new Set(events.flatMap(({ data }) => ('manner' in data ? [data.manner] : [])));
  return [
    ...Object.keys(register.events).filter((type) => !types.has(type) && type !== 'OrganizationTwinsRuledOut'),
    ...unless(ending('Corrected') > 2, 'three kinds of correction'),
    ...unless(ending('Annulled') > 2, 'three kinds of annulment'),
    ...unless(manners.size === 4, 'four manners of reorganization'),
    ...unless(
      stories.some((told) => longestChain(told).reorganizations > 1),
      'a chain of two reorganizations',
    ),
    ...unless(stories.length >= REGISTERS, `${REGISTERS} registers`),
  ];
}

const log: Recorded[] = [];
const stories: Told[] = [];
let models: ReadModels;
const db = () => rowsFor(models.db, organizations, EVERYTHING('the register'));

beforeAll(async () => {
  models = await ReadModels.open();
  await gather(() => stories.push(story()), missing, 5 * REGISTERS);
  const left = stories.map(({ stream, events }) => ({ stream, events: [...events] }));
  while (left.some(({ events }) => events.length > 0)) {
    const one = left[below(left.length)];
    const event = one?.events.shift();
    if (!one || !event) continue;
    const record = testRecord(one.stream, event.revision, event.data as never, { type: event.type });
    const { position } = await models.store.append(one.stream, event.revision - 1, [record]);
    log.push({ ...event, stream: one.stream, position });
  }
  await models.runOnce([organizations], { catalog: catalog(register.events, projectionOperations.events) });
});
afterAll(() => models.close());

interface Question {
  readonly told: Told;
  readonly asOf: PlainDate;
  readonly position: bigint;
  readonly statements: readonly Known[];
}
const questionOf = (told: Told, asOf: PlainDate, position: bigint): Question => {
  const own = log.filter(({ stream }) => stream === told.stream);
  return { told, asOf, position, statements: knownStatements(own, position) };
};

/** Questions about random days, as known after random events. Most are about one register, the others about all. */
const questions = function* (): Generator<Question> {
  for (const told of stories)
    for (let n = 0; n < QUESTIONS; n++) {
      const position = BigInt(below(log.length + 1));
      yield questionOf(told, addDays(FIRST_DAY, below(CHOICE_ENDS[4] + 2) - 1), position);
    }
};

describe(`registers of random histories (REGISTER_SEED=${SEED})`, () => {
  it('park no stream', async () => {
    expect((await models.tables(organizations)).parked).toEqual([]);
  });

  it('have the same tree of any day as by a loop over all events', async () => {
    for (const { told, asOf, position, statements } of questions()) {
      const naive = organizationsOn(statements, asOf);
      const scopes = [told.wardId, [...naive.keys()][below(naive.size || 1)] ?? told.wardId] as Uuid[];
      for (const scope of scopes) {
        const tree = await treeOn(db(), { asOf, position, scope });
        const expected = [...naive.values()].filter((one) => standsUnder(naive, one.organizationId, scope));
        expect(byId(tree.map(plain))).toEqual(byId(expected));
        for (const [i, { depth, parentId }] of tree.entries()) {
          const above = tree.slice(0, i).findLast((row) => row.depth < depth);
          expect([depth, above?.organizationId]).toEqual(
            depth === 0 ? [0, undefined] : [(above?.depth ?? 0) + 1, parentId],
          );
        }
      }
    }
  });

  it('are listed one after the other if the query has no scope', async () => {
    for (let n = 0; n < 10; n++) {
      const [position, asOf] = [BigInt(below(log.length + 1)), addDays(FIRST_DAY, below(CHOICE_ENDS[4]))];
      const naive = stories.flatMap(({ stream }) => [
        ...organizationsOn(
          knownStatements(
            log.filter((event) => event.stream === stream),
            position,
          ),
          asOf,
        ).values(),
      ]);
      expect(byId((await treeOn(db(), { asOf, position })).map(plain))).toEqual(byId(naive));
    }
  });

  it('have the same lists, filtered, searched, in Vietnamese order, page by page, as by a loop over all events', async () => {
    for (const { told, asOf, position, statements } of questions()) {
      const naive = organizationsOn(statements, asOf);
      const some = [...naive.values()][below(naive.size || 1)];
      const search = [undefined, 'chi bo', 'chi bộ 1', some?.name, '1', 'Ủy ban', 'oc', '%', 'chi bô'][below(9)];
      const filter = {
        ...(below(3) === 0 && some ? { type: some.type as 'SUB_CELL' } : {}),
        ...(below(5) === 0 && some ? { sector: 'HEALTH' as const } : {}),
        ...(below(3) === 0 && some?.parentId ? { parentId: some.parentId as Uuid } : {}),
        ...(search === undefined ? {} : { search }),
      };
      const expected = [...naive.values()]
        .filter((one) => !filter.type || one.type === filter.type)
        .filter((one) => !filter.sector || one.sector === filter.sector)
        .filter((one) => !filter.parentId || one.parentId === filter.parentId)
        .map((one) => ({ one, rank: rankIn(one, statements, asOf, search) }))
        .filter(({ rank }) => rank < NOT_FOUND)
        .sort(
          (a, b) =>
            a.rank - b.rank ||
            compareVietnamese(a.one.name, b.one.name) ||
            (a.one.organizationId < b.one.organizationId ? -1 : 1),
        );
      const found: NaiveOrganization[] = [];
      const at = { asOf, position, scope: told.wardId };
      for (let after: Awaited<ReturnType<typeof listOrganizations>>['next'] | undefined; after !== null;) {
        const page = await listOrganizations(db(), at, filter, { limit: 1 + below(6), after });
        found.push(...page.organizations.map(plain));
        after = page.next;
      }
      expect(found).toEqual(expected.map(({ one }) => one));
    }
  });

  it('have the same single organization, future, existing or ended, as by a loop over all events', async () => {
    const seen = new Set<string>();
    const ask = async () => {
      for (const { told, asOf, position, statements } of questions()) {
        const ids = organizationIds(statementsOf(told));
        for (let n = 0; n < 4; n++) {
          const id = ids[below(ids.length)] as Uuid;
          const [found, expected] = [await organizationOn(db(), { asOf, position }, id), oneOn(statements, id, asOf)];
          seen.add(expected?.status ?? 'UNKNOWN');
          if (found === null || expected === null) expect(found).toEqual(expected);
          else expect({ ...plain(found), status: found.status, endedOn: found.endedOn }).toEqual(expected);
        }
      }
    };
    await gather(ask, () => ['ENDED', 'EXISTING', 'NOT_YET', 'UNKNOWN'].filter((status) => !seen.has(status)), 10);
  });

  it('have the same lineage of an organization, in both directions, as by a loop over all events', async () => {
    const ask = async ({ asOf, position, statements }: Question, id: Uuid) => {
      const found = await lineageOf(db(), { asOf, position }, id);
      if (!oneOn(statements, id, asOf)) return expect(found).toBeNull();
      const links = (list: readonly object[] = []) => list.map((link) => JSON.stringify(pick(link))).sort();
      expect(links(found?.predecessors)).toEqual(links(linksOf(statements, id, asOf, 'back')));
      expect(links(found?.successors)).toEqual(links(linksOf(statements, id, asOf, 'on')));
      expect(found?.history.map(({ revision }) => revision)).toEqual(entriesAbout(statements, id));
    };
    for (const question of questions()) {
      const ids = organizationIds(statementsOf(question.told));
      for (let n = 0; n < 4; n++) await ask(question, ids[below(ids.length)] as Uuid);
    }
    // Random questions seldom ask for the end of a long chain on a late day with all events known, so ask these, too.
    for (const told of stories) await ask(questionOf(told, LAST_DAY, BigInt(log.length)), longestChain(told).id);
  });
});

const pick = (link: object) => {
  const { predecessorId, successorId, manner, effectiveOn, revision } = link as ReturnType<typeof linksOf>[number];
  return [predecessorId, successorId, manner, effectiveOn, revision];
};

const organizationIds = (statements: readonly Known[]): string[] =>
  statements.flatMap(({ type, data }) =>
    type === 'OrganizationEstablished'
      ? [data.organizationId]
      : type === 'OrganizationsReorganized'
        ? data.into.map((part) => part.organizationId)
        : [],
  );

const plain = (row: NaiveOrganization): NaiveOrganization => {
  const { organizationId, name, type, sector, parentId, establishedOn, members } = row;
  return { organizationId, name, type, sector, parentId, establishedOn, members };
};

const byId = (rows: readonly NaiveOrganization[]): NaiveOrganization[] =>
  [...rows].sort((a, b) => (a.organizationId < b.organizationId ? -1 : 1));

/** mulberry32: numbers in [0, 1) that a seed determines. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
