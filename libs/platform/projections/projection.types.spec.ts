import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { complaints } from '../../../tests/support/oracles/complaints.js';

/** Declarations in files beside `projection.ts`, each with the error that the compiler must report; null: no error. */
const CASES: Readonly<Record<string, readonly [declared: string, complaint: RegExp | null]>> = {
  'handles every event': ['on: { Hung: hung, Mended: mended }', null],
  'ignores one by name': [`on: { Hung: hung }, ignore: ['Mended']`, null],
  'ignores all': [`on: {}, ignore: ['Hung', 'Mended']`, null],
  'has an exact map of handlers': ['on: { ...exact }', null],
  'types a handler by its event': [
    'on: { Hung: (e, { rows }) => rows.put(e, { place: e.data.place }), Mended: mended }',
    null,
  ],
  'forgets one': ['on: { Hung: hung }', /'?Mended'? is missing/],
  'forgets one beside an ignored one': [`on: {}, ignore: ['Hung']`, /'?Mended'? is missing/],
  'handles and ignores one': [
    `on: { Hung: hung, Mended: mended }, ignore: ['Mended']`,
    /not assignable to type '(never|undefined)'/,
  ],
  'handles by a map, and ignores': [`on: { ...exact }, ignore: ['Mended']`, /not assignable to type/],
  'ignores a stranger': [`on: { Hung: hung, Mended: mended }, ignore: ['Stolen']`, /'"Stolen"' is not assignable/],
  'handles a stranger': ['on: { Hung: hung, Mended: mended, Stolen: hung }', /'Stolen' does not exist/],
  'has a map of any names': ['on: { ...loose }', /missing the following properties.*Hung, Mended/s],
  'has a map that may lack one': ['on: { ...partial }', /'Hung' is optional/],
  'reads what an event has not': [
    'on: { Hung: (e, { rows }) => rows.put(e, { place: e.data.lamp }), Mended: mended }',
    /'lamp' does not exist/,
  ],
};

/** Queries on a projection `p` for a reader `by`, each with the error that the compiler must report; null: no error. */
const ASKED: Readonly<Record<string, readonly [asked: string, complaint: RegExp | null]>> = {
  'by a reader': [`rowsFor(db, p, by).selectFrom('rows').select('place')`, null],
  'by everybody, with a reason': [`rowsFor(db, p, EVERYTHING('why')).selectFrom('rows').select('place')`, null],
  'by nobody': [`rowsFor(db, p).selectFrom('rows').select('place')`, /Expected 3 arguments, but got 2/],
  'by everybody, without a reason': [`rowsFor(db, p, EVERYTHING())`, /Expected 1 arguments, but got 0/],
  'by a scope alone': [
    `rowsFor(db, p, { scope: by.scope })`,
    /not assignable to parameter of type 'Reader \| Everything'/,
  ],
  'of a table without whose': [`facts({ place: text }, {})`, /Property 'whose' is missing/],
  'of a table with a column that there is not': [
    `facts({ place: text }, { whose: { of: 'town', judged: 'by entry' } })`,
    /"town"' is not assignable/,
  ],
  'by raw SQL': ['sql`select 1`.execute(rowsFor(db, p, by))', /'getExecutor' is missing/],
  'around the names': [`rowsFor(db, p, by).withoutPlugins()`, /'withoutPlugins' does not exist/],
};
const asking = (asked: string) => `
  import { type Kysely, sql } from 'kysely';
  import { z } from 'zod';
  import { v1 } from '#kernel/event';
  import { EVERYTHING, type Reader } from '../access/reader.js';
  import { facts, projection, text } from './projection.js';
  import { rowsFor } from './rows-for.js';
  const events = { Hung: v1({ place: z.string() }) };
  declare const by: Reader, db: Kysely<unknown>;
  export const p = projection({
    name: 'p', version: 1, of: events, ignore: ['Hung'], on: {},
    tables: { rows: facts({ place: text }, { whose: { of: 'place', judged: 'by entry' } }) },
  });
  export const asked = ${asked};
  void [by, db, sql, EVERYTHING, rowsFor];`;

const source = (declared: string) => `
  import { z } from 'zod';
  import { v1 } from '#kernel/event';
  import { type EffectiveEvent, facts, projection, type RowChange, text } from './projection.js';
  const events = { Hung: v1({ place: z.string() }), Mended: v1({ lamp: z.int() }) };
  declare const hung: (e: EffectiveEvent<{ place: string }>) => RowChange;
  declare const mended: (e: EffectiveEvent<{ lamp: number }>) => RowChange;
  declare const exact: Record<'Hung' | 'Mended', (e: EffectiveEvent) => RowChange>;
  declare const partial: Partial<typeof exact>;
  declare const loose: Record<string, (e: EffectiveEvent) => RowChange>;
  export const p = projection({ name: 'p', version: 1, of: events, tables: { rows: facts({ place: text }, { whose: { open: '' } }) }, ${declared} });
  void [hung, mended, exact, partial, loose];`;

const fileOf = (name: string) => join(import.meta.dirname, `${name.replaceAll(/\W/g, '-')}.declared.ts`);
const said = complaints(
  new Map([
    ...Object.entries(CASES).map(([name, [declared]]) => [fileOf(name), source(declared)] as const),
    ...Object.entries(ASKED).map(([name, [asked]]) => [fileOf(name), asking(asked)] as const),
  ]),
);
const expectSaid = (name: string, complaint: RegExp | null) => {
  if (complaint) expect(said.get(fileOf(name))).toMatch(complaint);
  else expect(said.get(fileOf(name))).toBe('');
};

describe('a projection that', () => {
  it.each(Object.entries(CASES))('%s', (name, [, complaint]) => {
    expectSaid(name, complaint);
  });
});

describe('a projection that is asked', () => {
  it.each(Object.entries(ASKED))('%s', (name, [, complaint]) => {
    expectSaid(name, complaint);
  });
});
