import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { KINDS_OF_CASES } from '#features/erasure';
import type { StreamKind } from '#kernel/sentences';
import { isRestrictionTable } from '#platform/projections/declaring/restrictions';
import { isNamedIn, type Readable } from '#platform/projections/declaring/whose';
import { dataDictionary } from '../../apps/api/data-dictionary.js';
import { features } from '../../apps/features.js';
import { type Place, placesIn, placesOfProduct } from '../support/oracles/typescript-sources.js';

/**
 * Files that read without the restriction to one reader, with the reasons. A new reason is added here by hand, after
 * review.
 */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'apps/api/front-page/front-page.controller.ts': ['names of organizations are those of the open register'],
  'apps/api/front-page/rights-page.controller.ts': ['names of organizations are those of the open register'],
  'apps/api/history/name-book.handler.ts': ['names of organizations are those of the open register'],
  'libs/access/resident-authority.queries.ts': ['whoever asks, their rights are found among those of all'],
  'libs/counting-rules/counting-rules.controller.ts': ['counting rules are open'],
  'libs/coverage/facts/resident-facts.queries.ts': [
    'coverage is one figure for all; what is told of it is narrowed where it is told',
  ],
  'libs/coverage/questions/act-conclusions.queries.ts': ['an act that is told is told with the day of its conclusion'],
  'libs/coverage/questions/figures-moved.queries.ts': ['names of organizations are those of the open register'],
  'libs/coverage/questions/organizations-covered.queries.ts': ['names of organizations are those of the open register'],
  'libs/coverage/questions/term-what-if.queries.ts': ['names of organizations are those of the open register'],
  'libs/discipline/cases.controller.ts': ['names of organizations are those of the open register'],
  'libs/discipline/questions/cases.queries.ts': ['the end of a form depends on all cases of its subject'],
  'libs/engagements/engagement-questions.controller.ts': ['names of organizations are those of the open register'],
  'libs/engagements/questions/visible.queries.ts': [
    'an id that a record names is told unless what it names is restricted',
  ],
  'libs/erasure/shredder.handler.ts': ['the program itself destroys the keys of executed erasures'],
  'libs/members/facts/resident-members.queries.ts': [
    'persons are found among all; what is told of them is narrowed where it is told',
  ],
  'libs/members/intake/member-intake.handler.ts': ['a number is given to one person in the whole store'],
  'libs/members/questions/member-book.handler.ts': ['names of organizations are those of the open register'],
  'libs/members/questions/named-persons.handler.ts': ['names of organizations are those of the open register'],
  'libs/obligations/obligation-reader.handler.ts': [
    'an obligation passes to whoever answers for its organization, and closes for all',
    'the register is open',
  ],
  'libs/organizations/questions.controller.ts': ['the register is open'],
  'libs/organizations/questions/register-directory.handler.ts': ['in which register an organization is, is open'],
  'libs/proposals/proposal-reader.handler.ts': ['names of organizations are those of the open register'],
  'libs/routine-supervision/routine-supervision.controller.ts': [
    'names of organizations are those of the open register',
  ],
  'libs/terms/legacy-totals.controller.ts': ['totals of old reports are open'],
  'libs/terms/term-intake.handler.ts': ['terms are open'],
  'libs/terms/terms.controller.ts': ['terms are open'],
  'libs/twins/resident-keys.queries.ts': [
    'names of organizations are those of the open register',
    'twins are looked for among all records; whom a sender may see is judged before one is told',
  ],
};

/** Files that open sealed values for no reader, so without a reading, with the reasons. Added to by hand, after review. */
const FOR_NO_READER: Readonly<Record<string, readonly string[]>> = {
  'libs/discipline/intake/case-intake.handler.ts': ['a change of form is compared with the form before it'],
  'libs/members/questions/names-in-memory.queries.ts': [
    'names are searched and compared in memory; each is given only with a reading of it',
  ],
  'libs/identity/second-factor.handler.ts': ['codes are compared with their secret'],
};

/** Files that make a collection of openings: what records readings, and nothing else. */
const COLLECTIONS = ['libs/readings/log-of-readings.queries.ts'];

/** Read models that are open to every reader, or only to readers of the whole store. */
const OPEN = ['organizations', 'terms', 'legacyTotals', 'countingRules'];
const WHOLE_STORE = ['erasures'];

/** Where the exceptions from a wall are declared, and which argument of each is its reason. */
interface Exceptions {
  readonly declaredIn: string;
  readonly argument: Readonly<Record<string, number>>;
}
const READING_EVERYTHING: Exceptions = {
  declaredIn: 'libs/platform/access/reader.ts',
  argument: { EVERYTHING: 0, Everything: 0, inAnyScope: 1 },
};
const OPENING_FOR_NO_READER: Exceptions = {
  declaredIn: 'libs/platform/sealing/openings.ts',
  argument: { FOR_THE_PROGRAM: 0, ForTheProgram: 0 },
};

/** The reasons for exceptions from a wall, by file. A reason that is not a literal is given as source text. */
function reasonsIn(places: readonly Place[], { declaredIn, argument }: Exceptions): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { file, node } of places) {
    if (file === declaredIn || !(ts.isCallExpression(node) || ts.isNewExpression(node))) continue;
    const name = node.expression.getText();
    const index = argument[name];
    if (index === undefined) continue;
    const reason = node.arguments?.[index];
    (found[file] ??= []).push(reason && ts.isStringLiteralLike(reason) ? reason.text : node.getText());
  }
  return found;
}

/** A file that names tables in a document for people and queries none of them. */
const NAMES_ONLY = ['apps/api/data-dictionary.ts'];

/** SQL statements that name tables of read models directly, and raw Kysely queries. */
const aroundWall = (places: readonly Place[]): string[] =>
  places.flatMap(({ file, node }) => {
    if (!/^(libs\/(?!platform\/)|apps\/)/.test(file) || NAMES_ONLY.includes(file)) return [];
    const text =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
        ? node.text
        : ts.isPropertyAccessExpression(node) && /^(withoutPlugins|withSchema)$/.test(node.name.text)
          ? 'read.'
          : '';
    // A collation is not a table.
    return /(^|[\s"(,])read"?\.(?!"?vietnamese)\S?/.test(text) ? [`${file}: ${text.trim().slice(0, 60)}`] : [];
  });

/** Read models that contain events of a restricted kind of record without declaring the restriction. */
function forgotten(
  projections: readonly (Readable & { readonly of: object })[],
  deciders: readonly StreamKind[],
): string[] {
  const restricting = deciders.filter(({ restriction }) => restriction !== 'none');
  return projections.flatMap((projection) =>
    restricting.flatMap(({ category, events }) => {
      const shows = Object.entries(events).some(([type, event]) =>
        Object.entries(projection.of).some(([own, its]) => own === type && its === event),
      );
      if (!shows || projection.restricted?.by.category === category) return [];
      return Object.entries(projection.tables).flatMap(([table, { whose }]) => {
        const tie = 'byCategory' in whose ? whose.byCategory[category] : undefined;
        const isTied = tie && 'with' in tie && tie.with.restricted?.by.category === category;
        const takesNone = 'byCategory' in whose && tie === undefined;
        return isTied || takesNone ? [] : [`${projection.name}.${table}`];
      });
    }),
  );
}

const projections = features.flatMap((feature) => feature.projections);
const deciders = features.flatMap((feature) => feature.deciders);
const places = placesOfProduct();

describe('the wall', () => {
  it('lets code read everything only for a reason that is listed here', () => {
    expect(reasonsIn(places, READING_EVERYTHING)).toEqual(REASONS);
  });
  it('detects a new reason, and one that is not a literal', () => {
    const source = "rowsFor(db, a, EVERYTHING('because')); inAnyScope(by, why); new Everything('so');";
    expect(reasonsIn(placesIn('x.ts', source), READING_EVERYTHING)).toEqual({
      'x.ts': ['because', 'inAnyScope(by, why)', 'so'],
    });
  });

  it('lets code open sealed values without a reading only for a reason that is listed here', () => {
    expect(reasonsIn(places, OPENING_FOR_NO_READER)).toEqual(FOR_NO_READER);
    const source = "sealing.open(a, b, FOR_THE_PROGRAM('because')); new ForTheProgram(why);";
    expect(reasonsIn(placesIn('x.ts', source), OPENING_FOR_NO_READER)).toEqual({
      'x.ts': ['because', 'new ForTheProgram(why)'],
    });
  });

  it('lets nothing make a collection of openings except what records readings', () => {
    const made = (all: readonly Place[]) =>
      all.flatMap(({ file, node }) =>
        ts.isNewExpression(node) && node.expression.getText() === 'Openings' ? [file] : [],
      );
    expect(made(places)).toEqual(COLLECTIONS);
    expect(made(placesIn('x.ts', 'new Openings(() => nothing);'))).toEqual(['x.ts']);
  });

  it('is not bypassed by naming tables directly', () => {
    expect(aroundWall(places)).toEqual([]);
  });
  it.each([
    ['sql`select * from read.a_b where c = ${d}`', true],
    ['sql`select ${d} from read.a_b`', true],
    ["sql.table('read.a_b')", true],
    ["sql.table('openings')", false],
    ["names.push('read:engagements')", false],
    ['db.withoutPlugins()', true],
    ["db.withSchema('read')", true],
  ])('classifies a source as bypassing it or not: %s', (source, isAround) => {
    expect(aroundWall(placesIn('libs/x/y.queries.ts', source)).length > 0).toBe(isAround);
  });

  it('is open, or for the whole store, only in the read models that are listed here', () => {
    const named = (key: 'open' | 'wholeStore') =>
      projections
        .filter((one) =>
          Object.entries(one.tables).some(([t, { whose }]) => key in whose && !isRestrictionTable(one, t)),
        )
        .map(({ name }) => name)
        .sort();
    expect([named('open'), named('wholeStore')]).toEqual([[...OPEN].sort(), WHOLE_STORE]);
    for (const { name, tables } of projections)
      if (OPEN.includes(name)) expect(Object.values(tables).every(({ whose }) => 'open' in whose)).toBe(true);
  });

  it('uses the organizations that the decider names, by entry or by record', () => {
    const judgedBy = new Map(
      deciders.flatMap(({ events, concerns }) => Object.keys(events).map((e) => [e, concerns.judged])),
    );
    let looked = 0;
    for (const { name, of, tables } of projections)
      for (const [table, { whose }] of Object.entries(tables)) {
        if (!isNamedIn(whose)) continue;
        const [type = ''] = Object.keys(of);
        expect([name, table, whose.judged]).toEqual([name, table, judgedBy.get(type)]);
        looked += 1;
      }
    expect(looked).toBeGreaterThan(5);
  });

  it('restricts every read model that contains a restricted kind of record', () => {
    expect(deciders.filter(({ restriction }) => restriction !== 'none').map(({ category }) => category)).toEqual([
      'engagement',
      'account',
    ]);
    expect(forgotten(projections, deciders)).toEqual([]);
  });
  it('knows every kind of record that rows of readings and erasures must not tell of', () => {
    const restricted = deciders.filter(({ restriction }) => restriction !== 'none').map(({ category }) => category);
    const ofPersons = dataDictionary().events.filter(({ fields }) => fields.some((one) => one.sealedFor === 'person'));
    const all = new Set([...restricted, ...ofPersons.map(({ category }) => category)]);
    // Its id is that of its person, and whoever reads the log of readings may read it.
    expect(all.delete('account')).toBe(true);
    expect(KINDS_OF_CASES.map(({ category }) => category).sort()).toEqual([...all].sort());
  });
  it('detects a read model without the restriction', () => {
    const planted = projections.map((one) =>
      one.name === 'engagements' ? { ...one, restricted: null } : one.name === 'confirmations' ? untied(one) : one,
    );
    const found = new Set(forgotten(planted, deciders).map((place) => place.split('.')[0]));
    expect([...found].sort()).toEqual(['confirmations', 'engagements']);
  });
});

const untied = <P extends Readable>(one: P): P => ({
  ...one,
  tables: Object.fromEntries(
    Object.entries(one.tables).map(([name, table]) => [name, { ...table, whose: { open: 'forgotten' } }]),
  ),
});
