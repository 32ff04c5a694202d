import { DAYS, NUMBERS, OPEN_MEMBERS, PATTERNED, TEXTS } from './openapi-example-values.js';

/** The part of JSON Schema from which examples are made. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  /** Values that the schema itself gives; the first one is taken. */
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: object;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: boolean | Schema;
}
type Components = Readonly<Record<string, Schema>>;

const DAY = '2026-03-10';
/** Begins a text for which `openapi-example-values.ts` has none; a test finds it in the document. */
export const NO_EXAMPLE = 'No example of ';
const MOMENT = '2026-03-31T08:15:00.000Z';
/** Deeper lists stay empty, since a schema may contain itself. */
const DEEPEST = 14;

/** A value that a schema allows, with every member that it may have. The same schema always gives the same value. */
export function exampleOf(schema: Schema, components: Components, name = '', depth = 0): unknown {
  if (schema.$ref !== undefined) {
    const target = components[schema.$ref.replace('#/components/schemas/', '')];
    return target && depth < DEEPEST ? exampleOf(target, components, name, depth + 1) : null;
  }
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum.find((value) => value !== null) ?? null;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) {
    const told = alternatives.find(({ type }) => type !== 'null') ?? alternatives[0] ?? {};
    return exampleOf(told, components, name, depth);
  }
  switch ([schema.type ?? 'any'].flat().find((type) => type !== 'null')) {
    case 'string':
      return textOf(schema, name);
    case 'integer':
      return within(schema, NUMBERS[name] ?? 1);
    case 'number':
      return within(schema, 35.24);
    case 'boolean':
      return true;
    case 'array': {
      const least = schema.minItems ?? 0;
      const length = depth < DEEPEST ? Math.max(1, least) : least;
      return Array.from({ length }, () => exampleOf(schema.items ?? {}, components, name, depth + 1));
    }
    case 'object':
      return objectOf(schema, components, name, depth);
    case undefined:
      return null;
    default:
      return 'Chi bộ 2'; // any JSON value
  }
}

function objectOf(schema: Schema, components: Components, of: string, depth: number): object {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const members = new Map(
    Object.entries(properties).map(([name, one]) => [name, exampleOf(one, components, name, depth + 1)]),
  );
  if (typeof additionalProperties === 'object') {
    const listed =
      required.length > 0
        ? required
        : (propertyNames?.enum ?? [
            OPEN_MEMBERS[of] ?? (propertyNames ? exampleOf(propertyNames, components) : 'TOTAL'),
          ]);
    for (const name of listed.map(String))
      if (!members.has(name)) members.set(name, exampleOf(additionalProperties, components, name, depth + 1));
  }
  return Object.fromEntries(members);
}

function textOf({ format, pattern, minLength = 0, maxLength = 2000 }: Schema, name: string): string {
  if (format === 'uri') return 'https://dang-nhap.example.vn';
  if (format === 'uuid') return uuidOf(name);
  if (format === 'date') return DAYS[name] ?? DAY;
  if (format === 'date-time') return MOMENT;
  const told =
    TEXTS[name] ?? (isDay(name) ? (DAYS[name] ?? DAY) : name.endsWith('At') ? MOMENT : `${NO_EXAMPLE}${name}`);
  const allowed = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const fits = (text: string) => (allowed?.test(text) ?? true) && text.length >= minLength && text.length <= maxLength;
  return (
    [told, ...(allowed ? [DAY, MOMENT, ...PATTERNED] : [])].find(fits) ??
    told.padEnd(minLength, '.').slice(0, maxLength)
  );
}

const isDay = (name: string): boolean => name in DAYS || /(On|From|To)$/.test(name);

function within({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema, value: number): number {
  return Math.min(Math.max(value, minimum), maximum);
}

/** Different ids for different fields. */
function uuidOf(name: string): string {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.charCodeAt(0)) % 0xffff;
  return TEXTS[name]?.length === 36
    ? TEXTS[name]
    : `018f3c1e-0000-4000-8000-00000000${sum.toString(16).padStart(4, '0')}`;
}
