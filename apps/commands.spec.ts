import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { contentFaults, OF_SEVERAL_LINES } from '#kernel/content';
import type { Decider } from '#kernel/decider';
import type { Declarations } from '#kernel/event';
import type { StreamKind } from '#kernel/sentences';
import { features } from './features.js';

interface Leaf {
  readonly path: readonly string[];
  readonly schema: z.core.$ZodType;
}

/** Every text, and every day, that a schema can hold. An element of a list has the index 0. */
function leavesOf(schema: z.core.$ZodType, path: readonly string[] = []): Leaf[] {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([name, member]) => leavesOf(member, [...path, name]));
    case 'array':
      return leavesOf(def.element, [...path, '0']);
    case 'union':
      return def.options.flatMap((option) => leavesOf(option, path));
    case 'nullable':
    case 'optional':
    case 'default':
      return leavesOf(def.innerType, path);
    case 'string':
      return [{ path, schema }];
    default:
      return [];
  }
}
/** A text without a form of its own: no id, no day, no pattern. */
const isFree = ({ schema }: Leaf): boolean => {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  const formOf = (one: object) => ('format' in one ? one.format : undefined);
  const checks = (def.checks ?? []).map((check) => formOf(check._zod.def));
  return [formOf(def), ...checks].every((format) => format === undefined);
};
const holding = (path: readonly string[], value: string): unknown =>
  path.reduceRight<unknown>((inner, name) => (name === '0' ? [inner] : { [name]: inner }), value);

const isDecider = (kind: StreamKind): kind is StreamKind & Decider => 'commands' in kind;
const deciders = features.flatMap((feature) => feature.deciders.filter(isDecider));

const texts = deciders.flatMap(({ category, commands, routes }) =>
  Object.entries(commands as Readonly<Record<string, z.ZodType>>).flatMap(([type, schema]) => {
    const asked = (routes?.asked as Readonly<Record<string, z.ZodType>> | undefined)?.[type] ?? schema;
    return leavesOf(asked)
      .filter(isFree)
      .map(({ path }) => ({ category, type, path }));
  }),
);

describe('the commands of all features', () => {
  const lines = texts.filter(({ path }) => !OF_SEVERAL_LINES.includes(path.findLast((name) => name !== '0') ?? ''));
  it('have names, numbers, titles and texts of several lines', () => {
    expect(lines.length).toBeGreaterThan(20);
    expect([...new Set(lines.map(({ path }) => path.findLast((name) => name !== '0')))].sort()).toEqual([
      'approvingBody',
      'cardNumber',
      'en',
      'fileReference',
      'issuer',
      'name',
      'number',
      'source',
      'theme',
      'vi',
    ]);
  });
  it.each(lines.map(({ category, type, path }) => [category, type, path.join('.')] as const))(
    'refuse in %s, %s what no name holds in the field %s',
    (_, type, path) => {
      for (const [value, fault] of [
        ['A\u200bB', 'hidden-character'],
        ['A\u202eB', 'hidden-character'],
        ['A\nB', 'line-break'],
        ['A\tB', 'line-break'],
        ['…', 'no-letter'],
      ] as const)
        expect(contentFaults({ type, data: holding(path.split('.'), value) })).toEqual([{ field: path, fault }]);
    },
  );
});

describe('the days of all events', () => {
  /** The fields that plan ahead, by kind of record. Every other field named `…On` holds the day of a fact. */
  const AHEAD: Readonly<Record<string, readonly string[]>> = {
    engagement: ['dueOn', 'resumesOn'],
    member: ['on'],
    register: ['establishedOn', 'effectiveOn'],
    term: ['startsOn', 'endsOn'],
  };
  it.each(deciders.map((one) => [one.category, one] as const))(
    'of %s lie ahead only where they plan',
    (category, one) => {
      expect(one.ahead).toEqual(AHEAD[category] ?? []);
      const names = Object.values(one.events as Declarations).flatMap(({ schema }) =>
        leavesOf(schema).map(({ path }) => path.at(-1)),
      );
      for (const name of one.ahead) expect(names).toContain(name);
    },
  );
});
