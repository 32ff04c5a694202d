import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { parted, sealedParts } from '#kernel/sealed';
import type { DataKey, KeyRing } from '#platform/sealing/key-ring';
import { masterKeyIn } from '#platform/sealing/master-key-file';
import type { MasterKey } from '#platform/sealing/master-key';
import { LocalRingKey } from '#platform/sealing/ring-key';
import { FOR_THE_PROGRAM } from '#platform/sealing/openings';
import { Sealing } from '#platform/sealing/sealing';
import { NotWrappedHere } from '#platform/sealing/wrapping';

/** What somebody has who took a copy of everything: all files, the master key, and the log. */
export interface Booty {
  readonly log: Uuid;
  /** Folders that hold everything that the product keeps. */
  readonly folders: readonly string[];
  readonly masterKeyFile: string;
  readonly records: readonly EventRecord[];
}

/** One sealed value, with its content if the attack opened it. */
export interface Attacked {
  readonly stream: string;
  readonly field: string;
  readonly content: string | null;
}

/** Bytes of a wrapped key after its format: id of the wrapping key, nonce, key, tag. */
const REST = 16 + 12 + 32 + 16;

/** Every file below the folders. */
export function filesBelow(folders: readonly string[]): readonly { readonly path: string; readonly bytes: Buffer }[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, bytes: readFileSync(path) })),
  );
}

/**
 * Tries to read every sealed value of a log with everything that the files hold, in whatever file, table, segment of
 * the write-ahead log or draft it may be: looks for ring keys and wrapped data keys byte by byte, and unwraps and opens
 * with the product's own functions.
 */
export async function attack({ log, folders, masterKeyFile, records }: Booty): Promise<readonly Attacked[]> {
  const files = filesBelow(folders).flatMap(({ path, bytes }) =>
    path.includes('/pg_wal/') ? [bytes, withoutPageHeaders(bytes)] : [bytes],
  );
  const master = masterKeyIn(masterKeyFile);
  if (!master) throw new Error('the attack needs the master key');
  const values = records.flatMap((record) =>
    Object.entries(sealedParts(record.data)).map(([path, value]) => ({ record, field: path.slice(1), value })),
  );
  const keyIds = [...new Set(values.map(({ value }) => parted(value).keyId))];
  const owners = [...new Set(records.flatMap((record) => JSON.stringify(record).match(ID) ?? []))] as Uuid[];
  const rings = await ringsIn(files, master, log);
  const wrapping: readonly Wrapping[] = [
    // stores from before ring keys
    {
      id: master.id,
      format: 1,
      attempts: (wrapped, keyId) =>
        KINDS.map((ownerKind) => () => master.unwrapDataKey(wrapped, { log, keyId, ownerKind })),
    },
    ...rings.map((ring): Wrapping => ({
      id: ring.id,
      format: 2,
      attempts: (wrapped, keyId) =>
        owners.flatMap((ownerId) =>
          KINDS.map((ownerKind) => () => ring.unwrap(wrapped, { log, keyId, ownerKind, ownerId })),
        ),
    })),
  ];
  const found = new Map<Uuid, DataKey>();
  for (const one of wrapping)
    for (const wrapped of wrappedBy(one, files))
      for (const keyId of keyIds.filter((id) => !found.has(id))) {
        const key = await firstOf(one.attempts(wrapped, keyId));
        if (key) found.set(keyId, { id: keyId, key });
      }
  const sealing = new Sealing(log, ringOf(found));
  return Promise.all(
    values.map(async ({ record: { stream, id: eventId, type, schema }, field, value }) => {
      const isOpen = found.has(parted(value).keyId);
      const place = { stream, eventId, type, schema, field };
      const content = isOpen ? await sealing.open(value, place, FOR_THE_PROGRAM('an attack')) : null;
      return { stream, field, content: typeof content === 'string' ? content : null };
    }),
  );
}

const KINDS = ['person', 'case'] as const;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const RING = /mcrk1\.[0-9a-f-]{36}\.([0-9a-f-]{36})\.([A-Za-z0-9_-]{103})/g;

/** A key that may have wrapped data keys, and the ways to unwrap one with it. */
interface Wrapping {
  readonly id: Uuid;
  readonly format: number;
  readonly attempts: (wrapped: Buffer, keyId: Uuid) => readonly (() => Promise<Uint8Array>)[];
}

/** Every ring key that any file holds and the master key opens. */
async function ringsIn(files: readonly Buffer[], master: MasterKey, log: Uuid): Promise<readonly LocalRingKey[]> {
  const texts = files.flatMap((bytes) => (bytes.includes('mcrk1') ? [...bytes.toString('latin1').matchAll(RING)] : []));
  const found = await Promise.all(
    texts.map(async ([, id, wrapped = '']) => {
      const ring = id as Uuid;
      const key = await firstOf([() => master.unwrapRing(Buffer.from(wrapped, 'base64url'), { log, ring })]);
      return key ? [new LocalRingKey(ring, key)] : [];
    }),
  );
  return found.flat();
}

/**
 * Every sequence of bytes in the files that may be a key wrapped by this one, also as hexadecimal text. The format in
 * front of the id is not looked for: a record of the write-ahead log leaves out bytes that an update did not change.
 */
function wrappedBy({ id, format }: Wrapping, files: readonly Buffer[]): readonly Buffer[] {
  const name = Buffer.from(id.replaceAll('-', ''), 'hex');
  const inHex = Buffer.from(name.toString('hex'));
  const found = new Map<string, Buffer>();
  const keep = (rest: Buffer) => {
    const wrapped = Buffer.concat([Buffer.of(format), rest]);
    found.set(wrapped.toString('hex'), wrapped);
  };
  for (const bytes of files) {
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) keep(bytes.subarray(at, at + REST));
    for (let at = bytes.indexOf(inHex); at >= 0; at = bytes.indexOf(inHex, at + 1))
      keep(Buffer.from(bytes.toString('latin1', at, at + 2 * REST), 'hex'));
  }
  return [...found.values()];
}

/** A segment of the write-ahead log without the headers of its pages, which may lie in the middle of a key. */
function withoutPageHeaders(segment: Buffer): Buffer {
  const pages: Buffer[] = [];
  for (let at = 0; at < segment.length; at += PAGE)
    pages.push(segment.subarray(at + (at === 0 ? LONG_HEADER : SHORT_HEADER), at + PAGE));
  return Buffer.concat(pages);
}
const [PAGE, LONG_HEADER, SHORT_HEADER] = [8192, 40, 24]; // XLogLongPageHeaderData, XLogPageHeaderData

/** The result of the first attempt that succeeds. */
async function firstOf(attempts: readonly (() => Promise<Uint8Array>)[]): Promise<Uint8Array | null> {
  for (const attempt of attempts) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NotWrappedHere)) throw error;
    }
  }
  return null;
}

/** A key ring of the keys that were found. */
const ringOf = (keys: ReadonlyMap<Uuid, DataKey>): KeyRing => ({
  get: (id) => {
    const key = keys.get(id);
    return Promise.resolve(key ? { is: 'key', key, owner: { kind: 'person', id } } : { is: 'unknown' });
  },
  keyFor: () => Promise.reject(new Error('an attack seals nothing')),
  of: () => Promise.resolve({ is: 'unknown' }),
  ownersOf: () => Promise.resolve([]),
  destroy: () => Promise.resolve(0),
  era: () => Promise.resolve(''),
});
