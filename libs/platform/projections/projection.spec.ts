import { describe, expect, it } from '@jest/globals';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { v1 } from '#kernel/event';
import type { StreamId, Uuid } from '#kernel/ids';
import { EVERYTHING } from '../access/reader.js';
import { type EffectiveEvent, bool, date, facts, int, nullable, projection, text, uuid } from './projection.js';
import { type Db, knownAt, rowsFor } from './rows-for.js';

const events = {
  LampHung: v1({ place: z.string(), hungOn: PlainDate }),
  LampMended: v1({ lamp: z.int() }),
};
const whose = { open: 'lamps hang in the street' };
const lamps = projection({
  name: 'streetLamps',
  version: 1,
  of: events,
  tables: {
    hung: facts(
      { place: text, hungOn: date, height: nullable(int), owner: nullable(uuid) },
      { whose, indexes: [['hungOn', 'stream']] },
    ),
    state: facts({ broken: bool }, { whose }),
  },
  on: {
    LampHung: (e, { hung, state }) => [
      hung.put(e, { place: e.data.place, hungOn: e.data.hungOn, height: null, owner: null }),
      state.put(e, { broken: false }),
    ],
    LampMended: (e, { state }) => [state.put(e, { broken: false }), state.put(e, { broken: true }, e.data.lamp)],
  },
});

const db = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (own) => new PostgresIntrospector(own),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const hungBefore = (lit: Db<typeof lamps>, day: PlainDate) =>
  lit
    .selectFrom('hung')
    .innerJoin('state as s', (on) => on.onRef('s.stream', '=', 'hung.stream').onRef('s.revision', '=', 'hung.revision'))
    .where(knownAt(7n, 'hung'))
    .where(knownAt(7n, 's'))
    .where('hung.hungOn', '<', day)
    .select(['hung.place', 'hung.hungOn', 's.broken', 's.knownTo']);

describe('a projection', () => {
  it('answers an event with row changes as data', () => {
    const e = {
      type: 'LampMended',
      data: { lamp: 3 },
      stream: 'lamp-a' as StreamId,
      revision: 4,
      position: 9n,
    } as EffectiveEvent;
    expect(lamps.changes(e)).toEqual([
      { table: 'state', key: { stream: 'lamp-a', revision: 4, item: 0 }, values: { broken: false } },
      { table: 'state', key: { stream: 'lamp-a', revision: 4, item: 3 }, values: { broken: true } },
    ]);
  });

  it('is read by its own names, which are those of its views in PostgreSQL', () => {
    expect(hungBefore(rowsFor(db, lamps, EVERYTHING('lamps')), '2026-01-01' as PlainDate).compile().sql).toBe(
      'select "read"."street_lamps_hung"."place", "read"."street_lamps_hung"."hung_on", "s"."broken", "s"."known_to" ' +
        'from "read"."street_lamps_hung" ' +
        'inner join "read"."street_lamps_state" as "s" on "s"."stream" = "read"."street_lamps_hung"."stream" ' +
        'and "s"."revision" = "read"."street_lamps_hung"."revision" ' +
        'where ("read"."street_lamps_hung"."known_from" <= $1 and ("read"."street_lamps_hung"."known_to" is null ' +
        'or "read"."street_lamps_hung"."known_to" > $2)) ' +
        'and ("s"."known_from" <= $3 and ("s"."known_to" is null or "s"."known_to" > $4)) ' +
        'and "read"."street_lamps_hung"."hung_on" < $5',
    );
  });

  it('is narrowed to what a reader may see before the query, by whatever alias the query takes', () => {
    const own = projection({
      name: 'ownLamps',
      version: 1,
      of: events,
      tables: {
        owned: facts({ owner: nullable(uuid) }, { whose: { of: 'owner', judged: 'by entry' } }),
        lit: facts({ broken: bool }, { whose: { open: 'light' } }),
      },
      on: {},
      ignore: ['LampHung', 'LampMended'],
    });
    const organizations = new Set(['00000000-0000-4000-8000-000000000001' as Uuid]);
    const by = {
      scope: { everything: false, organizations },
      personId: [...organizations][0] as Uuid,
      personIds: organizations,
      holding: () => [],
    };
    const asked = (reader: Parameters<typeof rowsFor>[2]) =>
      rowsFor(db, own, reader)
        .withRecursive('mine', (q) => q.selectFrom('owned as o').select('o.stream'))
        .selectFrom('mine')
        .innerJoin('lit', 'lit.stream', 'mine.stream')
        .select('lit.broken')
        .compile().sql;
    const query = (owned: string) =>
      `"mine" as (select "o"."stream" from ${owned} as "o") select "read"."own_lamps_lit"."broken" from "mine" ` +
      'inner join "read"."own_lamps_lit" on "read"."own_lamps_lit"."stream" = "mine"."stream"';
    const narrowing =
      '"owned" as not materialized (select * from "read"."own_lamps_owned" t where (("t"."owner" = any ($1::uuid[]))))';
    expect(asked(by)).toBe(`with recursive ${narrowing}, ${query('"owned"')}`);
    expect(asked({ ...by, scope: { everything: true } })).toBe(`with recursive ${query('"read"."own_lamps_owned"')}`);
  });

  it.each([
    ['of a table that there is not', { with: 'nowhere' }],
    ['of rows that name nobody', { with: 'open' }],
    ['of a column that there is not', { of: 'nobody', judged: 'by record' }],
  ] as const)('refuses to say that rows are those %s', (_, whose) => {
    const tables = {
      rows: facts({ owner: uuid }, { whose: whose as never }),
      open: facts({}, { whose: { open: 'x' } }),
    };
    const ignore = ['LampHung', 'LampMended'] as const;
    expect(() => projection({ name: 'wrong', version: 1, of: events, tables, on: {}, ignore })).toThrow(/^wrong/);
  });

  it('refuses a column with a name that is reserved for the runner', () => {
    const tables = { entries: facts({ revision: int }, { whose }) };
    const ignore = ['LampHung', 'LampMended'] as const;
    expect(() => projection({ name: 'wrong', version: 1, of: events, tables, on: {}, ignore })).toThrow(
      'revision is no valid name',
    );
  });
});
