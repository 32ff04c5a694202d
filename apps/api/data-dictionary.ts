import { z } from 'zod';
import { companions, type EventVersions } from '#kernel/event';
import { labelIn } from '#kernel/field-labels';
import { EventRecord } from '#kernel/record';
import type { Bilingual, CodeList } from '#kernel/text';
import { type AnyProjection, KEY_COLUMNS, sqlColumns, viewNames } from '#platform/projections/projection';
import { codeLists, features } from '../features.js';
import { streamKinds } from '../stream-kinds.js';

/** One field of an event; its path has dots for members of objects and `[]` for lists. */
export interface Field {
  readonly path: string;
  /** What people call the field; null for a field of the record around the event. */
  readonly label: Bilingual | null;
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string | null;
  /** The kind of owner whose key seals the content; null for a field that is not sealed. */
  readonly sealedFor: string | null;
  /** The code list of its codes. */
  readonly codeList: string | null;
  /** The version of the event that added the field; null if the upcasters do not show it. */
  readonly since: number | null;
}

export interface EventEntry {
  readonly type: string;
  /** Category of its streams. */
  readonly category: string;
  readonly version: number;
  readonly correctable: boolean;
  /** The event that it corrects or annuls; null for any other event. */
  readonly companionOf: string | null;
  readonly fields: readonly Field[];
}

export interface TableEntry {
  readonly name: string;
  readonly projection: string;
  readonly version: number;
  readonly kind: 'facts';
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[];
}

export interface DataDictionary {
  readonly record: readonly Field[];
  readonly events: readonly EventEntry[];
  readonly tables: readonly TableEntry[];
  readonly codeLists: readonly { readonly name: string; readonly codes: readonly Code[] }[];
}
type Code = CodeList[string] & { readonly code: string };

/** The part of JSON Schema 2020-12 that zod writes. */
interface Json {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Json>>;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Json[];
  readonly oneOf?: readonly Json[];
  readonly items?: Json;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly description?: string;
  readonly sealedFor?: string;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** All events and tables, generated from the schemas that check events and create tables. */
export function dataDictionary(): DataDictionary {
  return {
    record: fieldsOf(EventRecord, { since: () => null, labelOf: () => null }),
    events: [...streamKinds].flatMap(([category, { events }]) =>
      Object.entries(events).flatMap(([type, event]) => entriesOf(category, type, event)),
    ),
    tables: features.flatMap(({ projections }) => projections.flatMap(tablesOf)),
    codeLists: [...codeLists].map(([name, list]) => ({
      name,
      codes: Object.entries(list).map(([code, said]) => ({ code, ...said })),
    })),
  };
}

function entriesOf(category: string, type: string, event: EventVersions): EventEntry[] {
  const { version, correctable } = event;
  const labelOf = (path: string) => labelIn(type, path) ?? null;
  const own = {
    type,
    category,
    version,
    correctable,
    companionOf: null,
    fields: fieldsOf(event.schema, { since: sinceOf(event), labelOf }),
  };
  const about = Object.entries(companions(type, event)).map(([name, companion]) => ({
    type: name,
    category,
    version: companion.version,
    correctable: false,
    companionOf: type,
    fields: fieldsOf(companion.schema, { since: () => 1, labelOf: (path) => COMPANION[path] ?? null }, type),
  }));
  return [own, ...about];
}

/** The version that added each field: an upcaster adds a field to an empty event if the field is new in its version. */
function sinceOf({ upcasters }: EventVersions): (field: string) => number | null {
  const came = new Map<string, number>();
  try {
    for (const [i, up] of upcasters.entries()) for (const field of Object.keys(up({}))) came.set(field, i + 2);
  } catch {
    return () => null; // an upcaster that reads old members fails on an empty event
  }
  return (field) => came.get(field) ?? 1;
}

/** What is said of a field beside its schema. */
interface Said {
  readonly since: (field: string) => number | null;
  readonly labelOf: (path: string) => Bilingual | null;
}

/** Fields of corrections and annulments. */
const COMPANION: Readonly<Record<string, Bilingual>> = {
  corrects: { vi: 'mục ghi được sửa hoặc hủy', en: 'entry corrected or annulled' },
  reason: { vi: 'lý do', en: 'reason' },
  data: { vi: 'nội dung mới', en: 'new content' },
};

/** @param whole the event whose complete data a correction repeats */
function fieldsOf(schema: z.ZodType, { since, labelOf }: Said, whole?: string): Field[] {
  const root = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output', unrepresentable: 'any' }) as Json;
  const walk = (at: Json, path: string, seen: number): Field[] => {
    const alternatives = variantsOf(at, root);
    const real = alternatives.filter(({ type }) => type !== 'null');
    const first = real[0] ?? {};
    const field: Field = {
      path,
      label: labelOf(path),
      type: path === 'data' && whole !== undefined ? `the data of ${whole}` : typeText(real, root),
      nullable: real.length < alternatives.length,
      description: at.description ?? first.description ?? null,
      sealedFor: at.sealedFor ?? first.sealedFor ?? null,
      codeList: listOf(real, root),
      since: since(path.split(/[.[]/)[0] ?? path),
    };
    if (seen > 8 || (path === 'data' && whole !== undefined)) return [field];
    return [field, ...real.flatMap((one) => membersOf(one, path, root, (inner, to) => walk(inner, to, seen + 1)))];
  };
  const unique = new Map(
    membersOf(root, '', root, (inner, to) => walk(inner, to, 0)).map((field) => [field.path, field]),
  );
  return [...unique.values()];
}

function membersOf(at: Json, path: string, root: Json, walk: (inner: Json, to: string) => Field[]): Field[] {
  const properties = Object.entries(at.properties ?? {}).flatMap(([name, inner]) =>
    walk(inner, path === '' ? name : `${path}.${name}`),
  );
  const items = (at.items ? variantsOf(at.items, root) : []).flatMap((one) =>
    Object.keys(one.properties ?? {}).length > 0 ? membersOf(one, `${path}[]`, root, walk) : [],
  );
  return [...properties, ...items];
}

/** The alternatives of a schema, references followed. */
function variantsOf(at: Json, root: Json): readonly Json[] {
  if (at.$ref !== undefined) {
    const found = at.$ref === '#' ? root : root.$defs?.[at.$ref.replace('#/$defs/', '')];
    return found ? variantsOf(found, root) : [];
  }
  const alternatives = at.anyOf ?? at.oneOf;
  return alternatives ? alternatives.flatMap((one) => variantsOf(one, root)) : [at];
}

const codesIn = (variants: readonly Json[]): readonly string[] =>
  variants.flatMap((one) => one.enum ?? []).filter((code): code is string => typeof code === 'string');

/** The name of the published list that has exactly these codes; null if there is none. */
function listOf(variants: readonly Json[], root: Json): string | null {
  const inner = variants.flatMap((one) => (one.items ? variantsOf(one.items, root) : [one]));
  const codes = codesIn(inner);
  const same = (list: CodeList) => Object.keys(list).length === codes.length && codes.every((code) => code in list);
  return [...codeLists].find(([, list]) => codes.length > 0 && same(list))?.[0] ?? null;
}

const typeText = (variants: readonly Json[], root: Json): string => {
  const texts = variants.map((one) => {
    if (one.sealedFor !== undefined) return 'sealed text';
    if (one.const !== undefined) return JSON.stringify(one.const);
    if (one.enum) return one.enum.join(' | ');
    if (one.items) return `list of ${typeText(variantsOf(one.items, root), root)}`;
    if (one.format === 'uuid' || one.format === 'date' || one.format === 'date-time') return one.format;
    if (one.type === 'string' && one.maxLength !== undefined) return `text of at most ${one.maxLength} characters`;
    if (one.type === 'string' && one.pattern !== undefined) return `text like ${one.pattern}`;
    if (one.type === 'string') return 'text';
    return [one.type ?? 'any'].flat().join(' | ');
  });
  return [...new Set(texts)].join(' | ');
};

function tablesOf(projection: AnyProjection): TableEntry[] {
  const names = viewNames(projection);
  return Object.values(projection.tables).map((table, i) => ({
    name: `read.${names[i] ?? ''}`,
    projection: projection.name,
    version: projection.version,
    kind: 'facts',
    key: KEY_COLUMNS,
    columns: sqlColumns(table).map(({ name, sql, nullable }) => ({ name, type: sql, nullable })),
  }));
}
