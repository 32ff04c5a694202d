import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { catalog } from '#kernel/catalog';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { projectionOperations } from '#platform/projections/operations';
import { codeLists, features } from '../features.js';
import { dataDictionary } from './data-dictionary.js';
import { DictionaryAnswer } from './data-dictionary.controller.js';
import { dictionaryText } from './data-dictionary.text.js';

const dictionary = dataDictionary();
const known = catalog(
  storeDeclaration.events,
  projectionOperations.events,
  ...features.flatMap(({ deciders }) => deciders.map(({ events }) => events)),
);

describe('the data dictionary', () => {
  it('has every event, companions included, each once', () => {
    const types = dictionary.events.map(({ type }) => type);
    expect([...types].sort()).toEqual([...known.keys()].sort());
  });

  it('has every field of every event', () => {
    for (const [type, { schema }] of known) {
      const { fields } = dictionary.events.find((event) => event.type === type) ?? { fields: [] };
      const own = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
      expect(own.length).toBeGreaterThan(0);
      expect(fields.map(({ path }) => path)).toEqual(expect.arrayContaining(own));
      expect(fields.every((field) => field.type.length > 0)).toBe(true);
    }
  });

  it('has a label in both languages for every field of every event', () => {
    const nameless = dictionary.events.flatMap(({ type, fields }) =>
      fields.flatMap(({ path, label }) => (label && label.vi !== label.en ? [] : [`${type} ${path}`])),
    );
    expect(nameless).toEqual([]);
  });

  it('marks every sealed field, and no other', () => {
    const sealed = dictionary.events.flatMap(({ type, fields }) =>
      fields.flatMap(({ path, sealedFor }) => (sealedFor === null ? [] : [`${type} ${path} ${sealedFor}`])),
    );
    const named = [...known].flatMap(([type, { schema }]) => {
      const text = JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', reused: 'inline' }));
      return type.endsWith('Corrected') ? [] : [...text.matchAll(/"sealedFor"/g)].map(() => type);
    });
    expect(sealed.map((one) => one.split(' ')[0]).sort()).toEqual(named.sort());
  });

  it('has every table of every read model with its columns, and every code list', () => {
    const tables = features.flatMap(({ projections }) =>
      projections.flatMap(({ name, tables: own }) => Object.keys(own).map((table) => `${name} ${table}`)),
    );
    expect(dictionary.tables).toHaveLength(tables.length);
    const memberCounts = dictionary.tables.find(({ name }) => name === 'read.organizations_member_counts');
    expect(memberCounts?.columns).toContainEqual({ name: 'count', type: 'integer', nullable: false });
    expect(memberCounts?.columns).toContainEqual({ name: 'known_to', type: 'bigint', nullable: true });
    expect(dictionary.codeLists.map(({ name }) => name)).toEqual([...codeLists.keys()]);
  });

  it('names the code list of a field, and the fields inside lists', () => {
    const fields = dictionary.events.find(({ type }) => type === 'OrganizationsReorganized')?.fields ?? [];
    expect(fields.find(({ path }) => path === 'manner')).toMatchObject({
      codeList: 'manners',
      nullable: false,
      since: 1,
    });
    expect(fields.find(({ path }) => path === 'into[].founded.name')).toMatchObject({
      type: expect.stringMatching('text'),
    });
    expect(fields.find(({ path }) => path === 'decision')).toMatchObject({ nullable: true });
  });

  it('is answered as documented, and reads as Markdown', () => {
    expect(DictionaryAnswer.safeParse(JSON.parse(JSON.stringify(dictionary))).error).toBeUndefined();
    const text = dictionaryText(dictionary);
    for (const { type } of dictionary.events) expect(text).toContain(`### ${type}\n`);
    for (const { name } of dictionary.tables) expect(text).toContain(`### ${name}\n`);
    for (const { name } of dictionary.codeLists) expect(text).toContain(`### ${name}\n`);
  });
});
