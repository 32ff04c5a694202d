import fc from 'fast-check';
import { NAUGHTY } from '../worlds/naughty-strings.js';

/** The part of JSON Schema 2020-12 that the API's document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

export interface World {
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** Ids that exist, so that requests pass the check of their form and reach later checks. */
  readonly ids: readonly string[];
}

const DAYS = fc
  .integer({ min: 0, max: 40_000 })
  .map((day) => new Date(Date.UTC(1930, 0, 1 + day)).toISOString().slice(0, 10));
const WORDS = fc.constantFrom(
  'Chi bộ 1',
  'Chi bộ Trường Mầm non',
  'Đảng bộ Công an',
  'Tổ 7',
  'A',
  'Quyết định 12-QĐ/ĐU',
);

/** Values that a schema allows. Approximate: if a schema has a pattern and a format, only the format is used. */
export function valid(schema: JsonSchema, world: World, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 5) return fc.constant(null); // a schema may contain itself
  if (schema.$ref !== undefined) return valid(component(schema.$ref, world), world, depth);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map((one) => valid(one, world, depth)));
  const types = [schema.type ?? 'any'].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, world, depth)));
}

function component(ref: string, { components }: World): JsonSchema {
  const found = components[ref.replace('#/components/schemas/', '')];
  if (!found) throw new Error(`the document has no ${ref}`);
  return found;
}

function ofType(type: string, schema: JsonSchema, world: World, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return ofString(schema, world);
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(schema.minimum ?? -1000, -1_000_000),
        max: Math.min(schema.maximum ?? 1000, 1_000_000),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valid(schema.items ?? {}, world, depth + 1), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, Math.max(schema.minItems ?? 0, 4)),
      });
    case 'object':
      return ofObject(schema, world, depth);
    case 'any':
      // No object: checks plant members in every object of a body, and a value of any form may have any member.
      return fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    default:
      throw new Error(`the generator does not know the type ${type}`);
  }
}

function ofString(
  { format, pattern, minLength = 0, maxLength = 60 }: JsonSchema,
  { ids }: World,
): fc.Arbitrary<string> {
  switch (format) {
    case 'uuid':
      return fc.oneof(
        { weight: 1, arbitrary: fc.uuid() },
        ...(ids.length > 0 ? [{ weight: 6, arbitrary: fc.constantFrom(...ids) }] : []),
      );
    case 'date':
      return DAYS;
    case 'date-time':
      return DAYS.map((day) => `${day}T08:00:00.000Z`);
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'));
  return fc
    .oneof(WORDS, fc.string({ minLength, maxLength: Math.min(maxLength, 60) }))
    .map((text) => text.slice(0, maxLength));
}

function ofObject(schema: JsonSchema, world: World, depth: number): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, one]) => [name, valid(one, world, depth + 1)]),
  );
  const own = fc.record(members, { requiredKeys: required.filter((name) => name in members), noNullPrototype: true });
  if (typeof additionalProperties !== 'object' || depth > 3) return own;
  const more = fc.dictionary(fc.string({ maxLength: 8 }), valid(additionalProperties, world, depth + 1), {
    maxKeys: 2,
  });
  return fc.tuple(own, more).map(([a, b]) => ({ ...b, ...a }));
}

/** The path to a value inside another value, one member name for each step. */
export type Place = readonly (string | number)[];

/** Every value inside a value; the value itself comes first. */
export function places(value: unknown, at: Place = []): Place[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, member]) =>
          places(member, [...at, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [at, ...inner];
}

/** A copy with the value at a path replaced; `undefined` removes the value. */
export function changed(value: unknown, [key, ...rest]: Place, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.flatMap((member: unknown, i) =>
      i === key ? [changed(member, rest, change)].filter((v) => v !== undefined) : [member],
    );
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  const next = changed(copy[key], rest, change);
  if (next === undefined) return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== key));
  return { ...copy, [key]: next };
}

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
const STRANGE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  -(2 ** 63),
  1e308,
  [],
  {},
  [[]],
  [null],
  nested(20),
  nested(200),
  Array.from({ length: 3000 }, () => 0),
  { __proto__x: 1 },
  ...NAUGHTY,
];

const MUTATIONS: readonly ((chance: number) => (old: unknown) => unknown)[] = [
  () => () => undefined,
  () => () => null,
  (chance) => () => STRANGE[chance % STRANGE.length],
  (chance) => () => NAUGHTY[chance % NAUGHTY.length],
  () => (old) => (typeof old === 'object' && old !== null && !Array.isArray(old) ? { ...old, unknownField: 1 } : [old]),
  () => (old) => (typeof old === 'string' ? old.slice(0, 1000).repeat(5000) : String(old)),
  () => (old) => (typeof old === 'string' ? `${old}\ud800` : '\ud800'),
  () => (old) => (typeof old === 'string' ? old.normalize('NFD') : old),
  () => (old) => (typeof old === 'number' ? old * 1e15 + 0.5 : Number(old)),
  () => (old) =>
    Array.isArray(old) ? [...(old as unknown[]), ...(old as unknown[]), ...(old as unknown[])] : { value: old },
];

/** Allowed values with one to three changes, most of which the schema does not allow. */
export const mutated = (schema: JsonSchema, world: World): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      valid(schema, world),
      fc.array(fc.tuple(fc.nat(), fc.nat(MUTATIONS.length - 1), fc.nat()), { minLength: 1, maxLength: 3 }),
    )
    .map(([value, changes]) =>
      changes.reduce<unknown>((now, [where, how, chance]) => {
        const all = places(now);
        const change = MUTATIONS[how];
        return change ? changed(now, all[where % all.length] ?? [], change(chance)) : now;
      }, value),
    );
