import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type Json } from '#kernel/canonical-json';
import { type Catalog, catalog } from '#kernel/catalog';
import { type EventRecord, parseRecord } from '#kernel/record';
import { createIndexes, createTables } from '#platform/projections/declaring/tables';
import { decode, type LogEvent } from '#platform/projections/folding/decode';
import { Fold } from '#platform/projections/folding/fold';
import type { AnyProjection } from '#platform/projections/projection';

/** What a read model makes of the log: its tables, and the rows that the samples of its events give. */
export interface Fingerprint {
  /** For each table: the declared columns with their types, then the indexes. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Digest of the statements that create the tables, with the columns that every table has. */
  readonly sql: string;
  /**
   * Digests of the rows that each sample gives, by the name of the sample. The sample of a new event is added to the
   * present version: no log holds such an event yet, so no table has to be rebuilt.
   */
  readonly rows: Readonly<Record<string, string>>;
}

/** A fingerprint as it is committed to the repository. */
export interface Entry extends Fingerprint {
  readonly version: number;
  /** Hash of the entry before, so that no entry can be changed, removed or inserted unnoticed. */
  readonly after: string | null;
}

const SAMPLES = 'tests/event-catalog';

/** The records of the event catalog by the names of their samples, in the order of the names. */
export const sampleRecords = (): ReadonlyMap<string, EventRecord> =>
  new Map(
    readdirSync(SAMPLES)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => {
        const { record } = JSON.parse(readFileSync(join(SAMPLES, file), 'utf8')) as { readonly record: string };
        return [file.slice(0, -'.json'.length), parseRecord(record)];
      }),
  );

/** @throws Error with the cause and the name of the sample, if a sample parks its stream */
export function fingerprintOf(projection: AnyProjection, samples: ReadonlyMap<string, EventRecord>): Fingerprint {
  const of = { projection: projection.name, version: 0, generation: 0 };
  return {
    tables: Object.fromEntries(
      Object.entries(projection.tables).map(([name, { columns, indexes }]) => [
        name,
        [
          ...Object.entries(columns).map(([column, { sql, nullable }]) => `${column} ${sql}${nullable ? ' null' : ''}`),
          ...indexes.map((index) => `index (${index.join(', ')})`),
        ],
      ]),
    ),
    sql: digest([...createTables(projection, of), ...createIndexes(projection, of)]),
    rows: rowsOf(projection, samples),
  };
}

/**
 * The rows of each sample, folded as the runner folds them. For a correction or annulment, the event to which it refers
 * is folded first.
 */
function rowsOf(projection: AnyProjection, samples: ReadonlyMap<string, EventRecord>): Fingerprint['rows'] {
  const known = catalog(projection.of);
  const inOrder = [...samples.values()].sort((a, b) => a.schema - b.schema);
  const newest = new Map(inOrder.map((record) => [record.type, record]));
  const rows = [...samples].flatMap(([name, record]): [string, string][] => {
    if (!known.has(record.type)) return [];
    const event = decoded(known, 2n, record);
    const { companion } = event;
    if (!projection.handles.has(companion?.base ?? record.type)) return [];
    const before = companion && newest.get(companion.base);
    const base = companion &&
      before && { ...decoded(known, 1n, before), stream: event.stream, revision: companion.corrects };
    const fold = new Fold(projection, () => base ?? undefined);
    try {
      for (const one of base ? [base, event] : [event]) fold.apply(one);
    } catch (error) {
      throw new Error(`${projection.name} parks the sample ${name}`, { cause: error });
    }
    const made = [...fold.facts].flatMap(([table, { written }]) => [...written].map((row) => plain({ table, ...row })));
    return [[name, digest(made)]];
  });
  return Object.fromEntries(rows);
}

const decoded = (known: Catalog, position: bigint, record: EventRecord): LogEvent =>
  decode(known, { position, record, text: '', endsAppend: true });
const plain = (value: object): Json =>
  JSON.parse(
    JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member)),
  ) as Json;
const digest = (value: Json): string => hash('sha256', canonicalJson(value));

const FOLDER = 'tests/projections';
export const fileOf = ({ name }: Pick<AnyProjection, 'name'>): string => join(FOLDER, `${name}.json`);

/** The committed entries of a read model, oldest first; empty if there are none. */
export const entriesOf = (projection: Pick<AnyProjection, 'name'>): readonly Entry[] =>
  existsSync(fileOf(projection)) ? (JSON.parse(readFileSync(fileOf(projection), 'utf8')) as Entry[]) : [];

/** What a developer has to do about the committed entries of a read model; null if they match the program. */
export function complaint(
  { name, version }: Pick<AnyProjection, 'name' | 'version'>,
  entries: readonly Entry[],
  present: Fingerprint,
): string | null {
  const changed = entries.findIndex((entry, i) => entry.after !== chained(entries[i - 1]));
  if (changed >= 0)
    return `${fileOf({ name })}: an entry before version ${entries[changed]?.version ?? '?'} was changed or removed. Restore the file (git checkout ${fileOf({ name })}): entries are only added.`;
  const last = entries.at(-1);
  if (!last || last.version < version)
    return `Version ${version} of ${name} has no fingerprint: run \`npm run fingerprint\`.`;
  if (last.version > version)
    return `${name} is at version ${version}, but version ${last.version} was committed: raise \`version\` to ${last.version + 1} and run \`npm run fingerprint\`.`;
  const before = Object.entries(last.rows).map(([name, rows]) => [name, rows, present.rows[name]] as const);
  const parts = [
    ...(['tables', 'sql'] as const).filter((part) => digest(last[part]) !== digest(present[part])),
    ...before.flatMap(([name, then, now]) => (then === now ? [] : [`rows of ${name}`])),
  ];
  if (parts.length === 0)
    return isSame(last.rows, present.rows)
      ? null
      : `The fingerprint of ${name} lacks the samples of a new event: run \`npm run fingerprint\`.`;
  return `${name} differs in its ${parts.join(', ')} from what version ${version} was: raise \`version\` to ${version + 1} and run \`npm run fingerprint\`.`;
}

const isSame = (a: Fingerprint['rows'], b: Fingerprint['rows']): boolean =>
  Object.keys(a).length === Object.keys(b).length;
const chained = (entry: Entry | undefined): string | null => (entry ? digest({ ...entry }) : null);

/**
 * The committed entries with a new entry if the version was raised, or with the samples of new events in the last
 * entry. If the entries match the program, they are returned unchanged.
 * @throws Error that says what to do, if an existing entry would have to change
 */
export function appended(
  projection: Pick<AnyProjection, 'name' | 'version'>,
  entries: readonly Entry[],
  present: Fingerprint,
): readonly Entry[] {
  const last = entries.at(-1);
  const next: Entry = { version: projection.version, after: chained(last), ...present };
  const isRaised = !last || last.version < projection.version;
  const all = isRaised ? [...entries, next] : entries;
  const added =
    isRaised || isSame(last.rows, present.rows)
      ? all
      : all.with(-1, { ...last, rows: { ...present.rows, ...last.rows } });
  const why = complaint(projection, added, present);
  if (why !== null) throw new Error(why);
  return added;
}

export const writeEntries = (projection: Pick<AnyProjection, 'name'>, entries: readonly Entry[]): void => {
  writeFileSync(fileOf(projection), `${JSON.stringify(entries, null, 2)}\n`);
};
