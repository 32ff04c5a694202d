import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate } from '#kernel/dates';
import { eventId, streamId, Uuid } from '#kernel/ids';
import { keyIdOf, SealBroken, SealedText } from '#kernel/sealed';
import { type KeyOwner, KeysUnavailable, NO_KEYS, OwnerErased } from './key-ring.js';
import { MemoryKeyRing } from './memory.key-ring.js';
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
const ring = new MemoryKeyRing();
const sealing = new Sealing(id(4), ring);
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
    const value = await new Sealing(id(5), ring).seal('WARNING', person, at);
    await expect(sealing.open(value, standing(at))).rejects.toThrow(SealBroken);
  });

  it('gives the same bytes to the same request sent again, also in another process', async () => {
    const again = new Sealing(id(4), ring);
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

  it('tells since when nobody can read what was sealed, and seals nothing more for whom it was', async () => {
    const own = new MemoryKeyRing();
    const there = new Sealing(id(4), own);
    const value = await there.seal('WARNING', person, at);
    await own.destroy(person, plainDate('2026-03-01'));
    expect(await there.open(value, standing(at))).toEqual({ erased: true, on: '2026-03-01' });
    await expect(there.seal('WARNING', person, at)).rejects.toThrow(OwnerErased);
    const other = await there.seal('WARNING', { kind: 'case', id: person.id }, at);
    expect(await there.open(other, standing(at))).toBe('WARNING');
  });

  it('opens nothing where the keys do not answer, or never were', async () => {
    const value = await sealing.seal('WARNING', person, at);
    await expect(new Sealing(id(4), NO_KEYS).open(value, standing(at))).rejects.toThrow(KeysUnavailable);
    await expect(new Sealing(id(4), new MemoryKeyRing()).open(value, standing(at))).rejects.toThrow(KeysUnavailable);
    await expect(new Sealing(id(4), NO_KEYS).seal('WARNING', person, at)).rejects.toThrow(KeysUnavailable);
  });
});
