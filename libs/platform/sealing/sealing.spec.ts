import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventId, streamId, Uuid } from '#kernel/ids';
import { keyIdOf, SealBroken, SealedText } from '#kernel/sealed';
import { DemoKeyRing, type KeyOwner, keyRingOf, KeysMissing } from './key-ring.js';
import { type SealedPlace, Sealing, type SealingPlace } from './sealing.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const stream = (n: number) => streamId('disciplineCase', id(n));
const at: SealingPlace = {
  ...{ stream: stream(1), commandId: id(2), ordinal: 0 },
  ...{ type: 'DisciplineDecided', schema: 1, field: 'sealedForm' },
};
const standing = ({ stream, commandId, ordinal, type, schema, field }: SealingPlace): SealedPlace => ({
  ...{ stream, type, schema, field, eventId: eventId(stream, commandId, ordinal) },
});
const person: KeyOwner = { kind: 'person', id: id(3) };
const sealing = new Sealing(id(4), new DemoKeyRing('DEMO'));
const nonceOf = (value: string) => value.split('.')[3];
const lengthOf = (value: string) => value.length;
const content = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(' ', '\n', 'a', 'ố'), maxLength: 260 }),
);

describe('sealing', () => {
  it('gives back whatever was sealed, where it was sealed', () =>
    fc.assert(
      fc.asyncProperty(content, async (text) => {
        const value = await sealing.seal(text, person, at);
        expect(SealedText.parse(value)).toBe(value);
        expect(await sealing.open(value, standing(at))).toBe(text);
      }),
    ));

  it.each<[string, Partial<SealedPlace>]>([
    ['stream', { stream: stream(9) }],
    ['event', { eventId: id(9) }],
    ['event of its command', { eventId: eventId(at.stream, at.commandId, 1) }],
    ['type of event', { type: 'DecisionChanged' }],
    ['version', { schema: 2 }],
    ['field', { field: 'sealedPosts' }],
  ])('does not open a value that was moved to another %s', async (_, moved) => {
    const value = await sealing.seal('WARNING', person, at);
    await expect(sealing.open(value, { ...standing(at), ...moved })).rejects.toThrow(SealBroken);
  });

  it('does not open a value of another log', async () => {
    const value = await new Sealing(id(5), new DemoKeyRing('DEMO')).seal('WARNING', person, at);
    await expect(sealing.open(value, standing(at))).rejects.toThrow(SealBroken);
  });

  it('gives the same bytes to the same request sent again, also in another process', async () => {
    const again = new Sealing(id(4), new DemoKeyRing('DEMO'));
    expect(await again.seal('WARNING', person, { ...at })).toBe(await sealing.seal('WARNING', person, at));
  });

  it('never gives one nonce to two contents, nor to one content in two places', async () => {
    const nonces = new Set<string | undefined>();
    let sealed = 0;
    for (const text of ['', ' ', '\n', 'REPRIMAND', 'WARNING', ...Array.from({ length: 200 }, (_, n) => `lần ${n}`)])
      for (const place of [at, { ...at, ordinal: 1 }, { ...at, field: 'sealedPosts' }, { ...at, stream: stream(8) }]) {
        nonces.add(nonceOf(await sealing.seal(text, person, place)));
        sealed++;
      }
    expect(nonces.size).toBe(sealed);
  });

  it('shows nobody by its length which form was sealed', async () => {
    const forms = ['REPRIMAND', 'WARNING', 'REMOVAL', 'EXPULSION', '[]', '["CELL_SECRETARY","COMMITTEE_MEMBER"]'];
    const sealed = await Promise.all(forms.map((form) => sealing.seal(form, person, at)));
    expect(new Set(sealed.map(lengthOf)).size).toBe(1);
  });

  it('uses a key for each person and each case, and names neither in its id', async () => {
    const owners: KeyOwner[] = [person, { kind: 'person', id: id(7) }, { kind: 'case', id: id(3) }];
    const ids = await Promise.all(owners.map(async (owner) => keyIdOf(await sealing.seal('x', owner, at))));
    expect(new Set(ids).size).toBe(3);
    for (const [i, keyId] of ids.entries()) {
      expect(Uuid.parse(keyId)).toBe(keyId);
      expect(keyId).not.toContain(owners[i]?.id.slice(-12) ?? '');
    }
  });

  it('says that nobody can tell any more where the key was destroyed', async () => {
    const value = await sealing.seal('WARNING', person, at);
    const emptied = new Sealing(id(4), {
      keyFor: () => Promise.reject(new KeysMissing()),
      get: () => Promise.resolve(null),
    });
    expect(await emptied.open(value, standing(at))).toBeNull();
  });
});

describe('a WARD store', () => {
  it('gets no key ring that anybody can work out', async () => {
    expect(() => new DemoKeyRing('WARD')).toThrow(KeysMissing);
    expect(keyRingOf('WARD')).not.toBeInstanceOf(DemoKeyRing);
    const ward = new Sealing(id(4), keyRingOf('WARD'));
    await expect(ward.seal('WARNING', person, at)).rejects.toThrow(KeysMissing);
    const demo = await sealing.seal('WARNING', person, at);
    await expect(ward.open(demo, standing(at))).rejects.toThrow(KeysMissing);
  });
});
