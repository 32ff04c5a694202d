import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { Instant, PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { fieldErrors } from './field-errors.js';

const errors = (schema: z.ZodType, value: unknown) =>
  fieldErrors('body', schema.safeParse(value).error?.issues ?? []).map(
    ({ field, code, en }) => `${field} ${code}: ${en}`,
  );

it.each<[string, z.ZodType, unknown, string[]]>([
  ['a lone surrogate', text(9), 'a\ud800', [' broken-unicode: Contains invalid Unicode']],
  ['U+0000', text(9), 'a\u0000', [' control-character: Contains a control character; remove it']],
  ['a day that never was', PlainDate, '2026-02-30', [' wrong-format: Must be a day that exists, as YYYY-MM-DD']],
  ['a slip of the year', PlainDate, '0202-01-01', [' out-of-range: The year must be from 1900 to 2199']],
  ['no UUID', Uuid, 'x', [' wrong-format: Must be a UUID']],
  ['a number beyond exactness', z.int(), 2 ** 60, [' too-big: Must be at most 9007199254740991']],
  ['a fraction', z.int(), 1.5, [' wrong-type: Must be an integer']],
  ['a value outside a list', z.enum(['A', 'B']), 'C', [' not-allowed: Must be one of: A, B']],
  ['none of two forms', z.union([PlainDate, Instant]), 'x', [' wrong-format: Does not have the required form']],
  [
    'a member of the shape that fits best',
    z.union([z.strictObject({ a: z.int(), b: z.int() }), z.strictObject({ c: z.int() })]),
    { a: 1, b: 'x' },
    ['b wrong-type: Must be a number'],
  ],
  [
    'a wrong kind',
    z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('A') })]),
    { kind: 'B' },
    ['kind wrong-format: Does not have the required form'],
  ],
  ['null for something', z.strictObject({ a: z.string() }), { a: null }, ['a wrong-type: Must be a string']],
  ['nothing at all', z.strictObject({ a: z.string() }), undefined, [' missing: Is required']],
])('tells of %s', (_, schema, value, expected) => {
  expect(errors(schema, value)).toEqual(expected);
});

it('cuts and cleans the names of unknown fields, which the caller chose', () => {
  const name = `${'x'.repeat(200)}\u0000\ud800`;
  const [error] = fieldErrors('body', z.strictObject({}).safeParse({ [name]: 1 }).error?.issues ?? []);
  expect(error?.field).toBe('x'.repeat(80));
});

it('tells of no more than fifty errors', () => {
  const value = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, 1]));
  expect(errors(z.strictObject({}), value)).toHaveLength(50);
  expect(
    errors(
      z.array(z.int()),
      Array.from({ length: 5000 }, () => 'x'),
    ),
  ).toHaveLength(50);
});
