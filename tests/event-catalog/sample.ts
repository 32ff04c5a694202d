import fc from 'fast-check';
import { z } from 'zod';
import type { Json, JsonObject } from '#kernel/canonical-json';
import { isCompanionName } from '#kernel/effective';
import { companions, type Declarations, type EventVersions } from '#kernel/event';
import { categoryOf, streamId, type Uuid } from '#kernel/ids';
import { EventRecord, parseRecord, recordText } from '#kernel/record';

/** The bytes of an event in a log, and the data that they decode to today. */
export interface Sample {
  readonly record: string;
  readonly present: JsonObject;
}

/** Ids and days in the samples: `id(0x94)` ends in 94. */
const id = (n: number): Uuid => `5a1e0000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as Uuid;
const DAY = '2026-07-01';

/**
 * The samples of an event in its present version, by name. Its correction and annulment are included if they got a new
 * version with it. A value is taken from other samples that have a field of that name, or made from the schema. The
 * same schema and samples give the same bytes.
 *
 * @param kind the kind of stream; a proposal proposes the first of its events
 * @param existing the samples that exist
 * @throws Error that names the field for which no valid value was found
 */
export function samplesOf(
  { category, events }: { readonly category: string; readonly events: Declarations },
  type: string,
  event: EventVersions,
  existing: readonly Sample[],
): Map<string, Sample> {
  const told = existing.map(({ record, present }) => ({ present, record: parseRecord(record) }));
  const ofKind = told.filter(({ record }) => categoryOf(record.stream) === category);
  const stream = ofKind[0]?.record.stream ?? streamId(category, id(0x20));
  const words = [ofKind, told].map(
    (some) => new Words(some.flatMap(({ present, record }) => (isCompanionName(record.type) ? [] : [present]))),
  );
  const [first] = Object.entries(events).filter(([name]) => !name.endsWith('ActProposed'));
  const act = first && {
    type: first[0],
    schema: first[1].version,
    of: new Maker(schemaOf(first[1].schema), words, null),
  };
  const data = new Maker(schemaOf(event.schema), words, act ?? null).data();
  const about = { [`${type}Corrected`]: { corrects: 3, reason: 'nhập sai', data }, [`${type}Annulled`]: ANNULLED };
  const all = Object.entries({ [type]: event, ...companions(type, event) });
  return new Map(
    all
      .filter(([, { version }]) => version === event.version)
      .map(([name, { version, schema }]) => {
        const checked = schema.safeParse(about[name] ?? data);
        if (!checked.success) throw new Error(`${name}: ${z.prettifyError(checked.error)}`);
        const present = checked.data as JsonObject;
        const of = { type: name, schema: version, stream };
        return [`${name}.v${version}`, { record: recordOf(of, present), present }];
      }),
  );
}
const ANNULLED = { corrects: 3, reason: 'nhập hai lần' };

const recordOf = (of: { type: string; schema: number; stream: string }, data: JsonObject): string =>
  recordText(
    EventRecord.parse({
      ...of,
      v: 1,
      log: id(1),
      id: id(0x90),
      revision: 7,
      recordedAt: `${DAY}T02:03:04.005Z`,
      clock: 'injected',
      commandId: id(0x91),
      commandHash: `${DAY}:${'0123456789abcdef'.repeat(4)}`,
      causationId: id(0x92),
      correlationId: id(0x93),
      actor: { id: id(0x94), role: 'clerk', organizationId: id(2), delegationId: null },
      data,
    }),
  );

/** The part of JSON Schema 2020-12 that zod produces for events. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: Json;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly sealedFor?: string;
  readonly isAct?: boolean;
}

const schemaOf = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output', unrepresentable: 'any' }) as Schema;

/** Makes values from schemas, and prefers values of existing samples. */
class Maker {
  /**
   * @param words lists of values; earlier lists are preferred
   * @param act the event that a proposal proposes
   */
  constructor(
    private readonly root: Schema,
    private readonly words: readonly Words[],
    private readonly act: { readonly type: string; readonly schema: number; readonly of: Maker } | null,
  ) {}

  data(): Json {
    return this.#first(this.root, '');
  }

  #first(schema: Schema, name: string): Json {
    for (const value of this.#values(schema, name)) return value;
    return null;
  }

  /** Values that a schema allows, the best one first. */
  *#values(schema: Schema, name: string): Generator<Json> {
    const alternatives = alternativesOf(schema);
    if (schema.$ref !== undefined) yield* this.#values(this.#referred(schema.$ref), name);
    else if (alternatives[0] !== schema) for (const one of alternatives) yield* this.#values(one, name);
    else if (schema.isAct && this.act) yield { type: this.act.type, schema: this.act.schema, data: this.act.of.data() };
    else if (schema.const !== undefined) yield schema.const;
    else if (schema.type === 'object') yield this.#members(schema);
    else if (schema.type === 'array') yield this.#items(schema, name);
    else {
      const words = new Set(this.words.flatMap((some) => some.of(name)).filter((word) => fits(schema, word)));
      yield* words;
      for (const value of formed(schema)) if (!words.has(value) && fits(schema, value)) yield value;
    }
  }

  #members({ properties = {}, propertyNames, additionalProperties }: Schema): JsonObject {
    const members = Object.entries(properties).map(([name, schema]): [string, Json] => {
      // If the content is in a sealed field beside this one, the plain field is null.
      const sealedBeside = `sealed${name.charAt(0).toUpperCase()}${name.slice(1)}` in properties;
      return [name, sealedBeside && isNullable(schema) ? null : this.#first(schema, name)];
    });
    if (typeof additionalProperties === 'object') {
      for (const key of propertyNames?.enum ?? ['KEY']) members.push([key, this.#first(additionalProperties, '')]);
    }
    return Object.fromEntries(members);
  }

  #items({ items = {}, minItems = 0, maxItems = 1 }: Schema, name: string): readonly Json[] {
    const wanted = Math.max(minItems, Math.min(1, maxItems));
    const found: Json[] = [];
    for (const value of this.#values(items, name)) {
      if (found.length >= wanted) break;
      found.push(value);
    }
    return found;
  }

  #referred(ref: string): Schema {
    return ref === '#' ? this.root : (this.root.$defs?.[ref.replace('#/$defs/', '')] ?? {});
  }
}

/** The value of a sealed field in samples: its form is valid, and no key opens it. */
const SEALED =
  'mcs2.A256GCM.0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01.Azxv9PAxeDNqLupz.8a3jTw3giOjUPZUa5CiaXl7LWX1lozOrAsENHwSVdtU.dZqGZ_JpaXXq0nVm1mU.kEIUGAAYCxOR7JSnRGZ1BA';

/** Values of the form that a schema asks for; some may still be invalid. */
function* formed({
  type,
  enum: codes,
  format,
  pattern,
  minimum = 0,
  minLength = 0,
  maxLength = 200,
  sealedFor,
}: Schema) {
  if (codes) yield* codes;
  else if (sealedFor !== undefined) yield SEALED;
  else if (type === 'boolean') yield* [true, false];
  else if (type === 'integer' || type === 'number') yield* [3, 4, 5, minimum];
  else if (format === 'uuid') yield* [3, 4, 5, 7, 8].map(id);
  else if (format === 'date') yield* ['2026-03-10', '2026-03-24', '2026-04-07'];
  else if (format === 'date-time') yield '2026-03-10T02:03:04.005Z';
  else if (pattern !== undefined)
    yield* fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), { seed: 1, numRuns: 20 });
  else if (type === 'string') yield 'Nội dung ghi theo văn bản'.padEnd(minLength, '.').slice(0, maxLength).trim();
}

/** Scalar values by the names of their fields. */
class Words {
  readonly #counts = new Map<string, Map<Json, number>>();

  constructor(data: readonly Json[]) {
    for (const one of data) this.#learn('', one);
  }

  /** The most frequent values first; equally frequent ones in the order in which they came. */
  of(name: string): readonly Json[] {
    return [...(this.#counts.get(name) ?? [])].sort(([, a], [, b]) => b - a).map(([word]) => word);
  }

  #learn(name: string, value: Json): void {
    if (Array.isArray(value)) for (const item of value as readonly Json[]) this.#learn(name, item);
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) this.#learn(key, member);
    else if (value !== null) {
      const counts = this.#counts.get(name) ?? new Map<Json, number>();
      this.#counts.set(name, counts.set(value, (counts.get(value) ?? 0) + 1));
    }
  }
}

/** The alternatives of a schema, with null last; a schema without alternatives is its own only alternative. */
function alternativesOf(schema: Schema): readonly Schema[] {
  const { type, anyOf, oneOf } = schema;
  if (typeof type === 'object') return alternativesOf({ anyOf: type.map((one) => ({ ...schema, type: one })) });
  const isNull = (one: Schema) => Number(one.type === 'null');
  return [...(anyOf ?? oneOf ?? [schema])].sort((a, b) => isNull(a) - isNull(b));
}
const isNullable = (schema: Schema): boolean => alternativesOf(schema).some(({ type }) => type === 'null');

/** Whether a scalar value is allowed by the schema of a scalar. */
function fits(schema: Schema, word: Json): boolean {
  const { type, pattern, minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = schema;
  if (schema.enum) return schema.enum.some((code) => code === word);
  if (typeof word === 'number') return (type === 'integer' || type === 'number') && minimum <= word && word <= maximum;
  if (typeof word !== 'string') return type === typeof word;
  return (
    type === 'string' &&
    minLength <= word.length &&
    word.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(word))
  );
}
