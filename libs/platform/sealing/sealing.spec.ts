import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventId, streamId, Uuid } from '#kernel/ids';
import { keyIdOf, SealBroken, SealedText } from '#kernel/sealed';
import { instant } from '#kernel/dates';
import { type KeyOwner, KeysUnavailable, OwnerErased } from './key-ring.js';
import { MemoryKeyRing } from './testing.js';
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
const keys = new MemoryKeyRing();
const sealing = new Sealing(id(4), keys);
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
        expect(await sealing.open(value, standing(at))).toEqual({ content: text, erasedAt: null });
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
    const value = await new Sealing(id(5), keys).seal('WARNING', person, at);
    await expect(sealing.open(value, standing(at))).rejects.toThrow(SealBroken);
  });

  it('gives the same bytes to the same request sent again, also in another process', async () => {
    const again = new Sealing(id(4), keys);
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

  it('says when what it cannot tell was erased, and seals nothing more for that owner; others stay as they were', async () => {
    const [gone, stays]: KeyOwner[] = [
      { kind: 'person', id: id(20) },
      { kind: 'case', id: id(20) },
    ];
    const value = await sealing.seal('WARNING', gone as KeyOwner, at);
    const other = await sealing.seal('WARNING', stays as KeyOwner, at);
    const erasedAt = instant(new Date('2026-11-01T00:00:00.000Z'));
    await keys.erase(gone as KeyOwner, erasedAt);
    expect(await sealing.open(value, standing(at))).toEqual({ content: null, erasedAt });
    expect(await sealing.open(other, standing(at))).toEqual({ content: 'WARNING', erasedAt: null });
    await expect(sealing.seal('WARNING', gone as KeyOwner, at)).rejects.toThrow(OwnerErased);
  });

  it('never takes a key that was lost for one that was erased', async () => {
    const value = await new Sealing(id(4), new MemoryKeyRing()).seal('WARNING', person, at);
    await expect(sealing.open(value, standing(at))).rejects.toThrow(KeysUnavailable);
  });

  it('opens nothing that was altered by a bit, cut short, or given a shorter tag', async () => {
    const value = await sealing.seal('WARNING', person, at);
    const parts = value.split('.');
    const base64url = fc.stringMatching(/^[A-Za-z0-9_-]$/);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: parts.length - 1 }),
        fc.nat(),
        base64url,
        async (part, where, sign) => {
          const text = parts[part] ?? '';
          const i = where % text.length;
          const altered = text.slice(0, i) + sign + text.slice(i + 1);
          const bytes = (one: string) => Buffer.from(one, 'base64url').toString('hex');
          fc.pre(bytes(altered) !== bytes(text));
          const moved = parts.map((one, n) => (n === part ? altered : one)).join('.');
          await expect(sealing.open(moved, standing(at))).rejects.toThrow(SealBroken);
        },
      ),
      { numRuns: 2000 },
    );
    for (const cut of [1, 2, 4, 8, 11, 16, 20, 22])
      await expect(sealing.open(value.slice(0, -cut), standing(at))).rejects.toThrow(SealBroken);
  });
});
