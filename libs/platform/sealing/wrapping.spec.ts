import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Uuid } from '#kernel/ids';
import { temporaryFolder } from '../../../tests/support/servers/temporary-folder.js';
import { LocalMasterKey } from './master-key.js';
import { LocalRingKey } from './ring-key.js';
import { RingKeyFiles } from './ring-key-files.js';
import { NotWrappedHere, unwrapKey, wrapKey, type Wrapping } from './wrapping.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const bytes = (name: string) => hash('sha256', name, 'buffer');
const [log, keyId, ring] = [id(1), id(3), id(5)];
const under = { id: id(2), key: bytes('wrapping key') };
const master = new LocalMasterKey(under.id, under.key);
const [key, nonce] = [bytes('key'), bytes('nonce').subarray(0, 12)];

/** Computed with `createCipheriv` alone. Databases and files hold such bytes for ever, so they must still open. */
const FIRST: readonly (readonly [string, Wrapping, string])[] = [
  [
    'a data key under a master key',
    { format: 1, context: { log, keyId, ownerKind: 'person', master: under.id } },
    'AQAAAAAAAEAAgAAAAAAAAAJ4N3tSV1e0lEJ_iQGZMnTgmcGgXex4AanQtk-XAoelQAnnTpbLi73tBZTK33-H3zZL9EmxrAIB-C8y0Bk',
  ],
  [
    'a data key under a ring key',
    { format: 2, context: { log, keyId, ownerKind: 'person', ownerId: id(4), ring: under.id } },
    'AgAAAAAAAEAAgAAAAAAAAAJ4N3tSV1e0lEJ_iQGZMnTgmcGgXex4AanQtk-XAoelQAnnTpbLi73tBZTK37_XMNmoivZxkugIkbXh5kA',
  ],
  [
    'a ring key under a master key',
    { format: 3, context: { log, ring, master: under.id } },
    'AwAAAAAAAEAAgAAAAAAAAAJ4N3tSV1e0lEJ_iQGZMnTgmcGgXex4AanQtk-XAoelQAnnTpbLi73tBZTK32qoE-o6p60YIT43cDBOAcM',
  ],
];
const stored = (text: string) => Buffer.from(text, 'base64url');

describe('a wrapped key', () => {
  it.each(FIRST)('is the same bytes for ever: %s', async (_, wrapping, text) => {
    expect(Buffer.from(await wrapKey(key, under, wrapping, nonce)).toString('base64url')).toBe(text);
    expect(Buffer.from(await unwrapKey(stored(text), under, wrapping))).toEqual(key);
  });

  it('is opened by the keys of the product', async () => {
    const [old = '', data = '', ofRing = ''] = FIRST.map(([, , text]) => text);
    const owner = { log, keyId, ownerKind: 'person', ownerId: id(4) } as const;
    const opened = [
      await master.unwrapDataKey(stored(old), owner),
      await new LocalRingKey(under.id, under.key).unwrap(stored(data), owner),
      await master.unwrapRing(stored(ofRing), { log, ring }),
    ];
    expect(opened.map((one) => Buffer.from(one))).toEqual([key, key, key]);
  });

  it('of a ring is opened from the line of its file', async () => {
    const folder = temporaryFolder();
    const line = `mcrk1.${log}.${ring}.${FIRST[2]?.[2] ?? ''}\n`;
    writeFileSync(join(folder, `ring.${log}.${ring}.key`), line, { mode: 0o600 });
    const files = new RingKeyFiles({ masterKeyFile: join(folder, 'master.key'), master, log });
    const found = await files.find(ring);
    const context = { log, keyId, ownerKind: 'case', ownerId: id(6) } as const;
    const wrapped = await new LocalRingKey(ring, key).wrap(bytes('data key'), context);
    expect(Buffer.from((await found?.unwrap(wrapped, context)) ?? '')).toEqual(bytes('data key'));
  });

  it('opens at its place alone, and as what it is', async () => {
    const [, wrapping, text] = FIRST[1] ?? FIRST[0] ?? [];
    if (wrapping?.format !== 2 || text === undefined) throw new Error('the vector of a data key is missing');
    const { context } = wrapping;
    const others: Wrapping[] = [
      { format: 2, context: Object.assign({}, context, { log: id(9) }) },
      { format: 2, context: Object.assign({}, context, { keyId: id(9) }) },
      { format: 2, context: Object.assign({}, context, { ownerKind: 'case' }) },
      { format: 2, context: Object.assign({}, context, { ownerId: id(9) }) },
      { format: 2, context: Object.assign({}, context, { ring: id(9) }) },
      { format: 1, context: { log, keyId, ownerKind: 'person', master: under.id } },
      { format: 3, context: { log, ring, master: under.id } },
    ];
    for (const other of others) await expect(unwrapKey(stored(text), under, other)).rejects.toThrow(NotWrappedHere);
    const elsewhere = [
      { id: id(9), key: under.key },
      { id: under.id, key: bytes('another key') },
    ];
    for (const other of elsewhere)
      await expect(unwrapKey(stored(text), other, wrapping)).rejects.toThrow(NotWrappedHere);
  });
});
