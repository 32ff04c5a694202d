import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate } from '#kernel/dates';
import { eventId, streamId, Uuid } from '#kernel/ids';
import { parted, SealBroken, SealedText } from '#kernel/sealed';
import { rounds } from '../../../tests/support/rounds.js';
import { type KeyOwner, KeysUnavailable, NO_KEYS, OwnerErased } from './key-ring.js';
import { MemoryKeyRing } from './memory.key-ring.js';
import { FOR_THE_PROGRAM } from './openings.js';
import { type SealedPlace, Sealing, type SealingPlace } from './sealing.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const stream = (n: number) => streamId('disciplineCase', id(n));
const at: SealingPlace = {
  stream: stream(1),
  commandId: id(2),
  ordinal: 0,
  type: 'DisciplineDecided',
  schema: 1,
  field: 'sealedForm',
};
const placeOf = ({ stream, commandId, ordinal, type, schema, field }: SealingPlace): SealedPlace => ({
  stream,
  type,
  schema,
  field,
  eventId: eventId(stream, commandId, ordinal),
});
const person: KeyOwner = { kind: 'person', id: id(3) };
const HERE = FOR_THE_PROGRAM('a test');
const ring = new MemoryKeyRing();
const sealing = new Sealing(id(4), ring);
const nonceOf = (value: string) => value.split('.')[3];
const lengthOf = (value: string) => value.length;
const content = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(' ', '\n', 'a', 'ố'), maxLength: 260 }),
);

describe('sealing', () => {
  it('returns any sealed content at its place', () =>
    fc.assert(
      fc.asyncProperty(content, async (text) => {
        const value = await sealing.seal(text, person, at);
        expect(SealedText.parse(value)).toBe(value);
        expect(await sealing.open(value, placeOf(at), HERE)).toBe(text);
      }),
      { numRuns: rounds(1_000) },
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
    await expect(sealing.open(value, { ...placeOf(at), ...moved }, HERE)).rejects.toThrow(SealBroken);
  });

  it('does not open a value of another log', async () => {
    const value = await new Sealing(id(5), ring).seal('WARNING', person, at);
    await expect(sealing.open(value, placeOf(at), HERE)).rejects.toThrow(SealBroken);
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

  it('does not reveal by its length which form was sealed', async () => {
    const forms = ['REPRIMAND', 'WARNING', 'REMOVAL', 'EXPULSION', '[]', '["CELL_SECRETARY","COMMITTEE_MEMBER"]'];
    const sealed = await Promise.all(forms.map((form) => sealing.seal(form, person, at)));
    expect(new Set(sealed.map(lengthOf)).size).toBe(1);
  });

  it('uses a key for each person and each case, and names neither in its id', async () => {
    const owners: KeyOwner[] = [person, { kind: 'person', id: id(7) }, { kind: 'case', id: id(3) }];
    const ids = await Promise.all(owners.map(async (owner) => parted(await sealing.seal('x', owner, at)).keyId));
    expect(new Set(ids).size).toBe(3);
    for (const [i, keyId] of ids.entries()) {
      expect(Uuid.parse(keyId)).toBe(keyId);
      expect(keyId).not.toContain(owners[i]?.id.slice(-12) ?? '');
    }
  });

  it('returns the date of the erasure, and seals nothing more for that owner', async () => {
    const own = new MemoryKeyRing();
    const there = new Sealing(id(4), own);
    const value = await there.seal('WARNING', person, at);
    await own.destroy([{ owner: person, on: plainDate('2026-03-01') }]);
    expect(await there.open(value, placeOf(at), HERE)).toEqual({ erased: true, on: '2026-03-01' });
    await expect(there.seal('WARNING', person, at)).rejects.toThrow(OwnerErased);
    const other = await there.seal('WARNING', { kind: 'case', id: person.id }, at);
    expect(await there.open(other, placeOf(at), HERE)).toBe('WARNING');
  });

  it('opens nothing where the keys do not answer, or never were', async () => {
    const value = await sealing.seal('WARNING', person, at);
    await expect(new Sealing(id(4), NO_KEYS).open(value, placeOf(at), HERE)).rejects.toThrow(KeysUnavailable);
    await expect(new Sealing(id(4), new MemoryKeyRing()).open(value, placeOf(at), HERE)).rejects.toThrow(
      KeysUnavailable,
    );
    await expect(new Sealing(id(4), NO_KEYS).seal('WARNING', person, at)).rejects.toThrow(KeysUnavailable);
  });

  it('opens nothing that was altered, cut short, mixed from two, or moved, in 2,000 random ways (G-CNF-3)', async () => {
    const other = await sealing.seal('EXPULSION', { kind: 'person', id: id(7) }, { ...at, stream: stream(7) });
    const value = await sealing.seal('WARNING', person, at);
    const elsewhere = await sealing.seal('WARNING', person, { ...at, ordinal: 1 });
    const parts = [value, other, elsewhere].map((one) => one.split('.'));
    const place = fc.record({
      stream: fc.constantFrom(at.stream, stream(9)),
      ordinal: fc.nat(2),
      type: fc.constantFrom(at.type, 'DecisionChanged'),
      schema: fc.integer({ min: 1, max: 2 }),
      field: fc.constantFrom(at.field, 'sealedPosts'),
    });
    const character = fc
      .tuple(fc.nat(value.length - 1), fc.constantFrom('A', 'B', 'a', 'b', '0', '1', '-', '_', '.', 'é', ' '))
      .map(([where, put]) => ({
        text: value.slice(0, where) + put + value.slice(where + 1),
        at,
      }));
    const cut = fc.nat(value.length - 1).map((length) => ({ text: value.slice(0, length), at }));
    const shortTag = fc.integer({ min: 1, max: 21 }).map((n) => ({ text: value.slice(0, -n), at }));
    const mixed = fc
      .array(fc.constantFrom(0, 1, 2), { minLength: 7, maxLength: 7 })
      .map((from) => ({ text: from.map((one, i) => parts[one]?.[i] ?? '').join('.'), at }));
    const moved = place.map((to) => ({ text: value, at: { ...at, ...to } }));
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(character, cut, shortTag, mixed, moved), async ({ text, at: where }) => {
        const there = placeOf(where);
        const opened = await sealing.open(text, there, HERE).catch((error: unknown) => error);
        const unharmed = text === value && JSON.stringify(there) === JSON.stringify(placeOf(at));
        if (unharmed) return;
        expect(opened instanceof SealBroken || opened instanceof KeysUnavailable).toBe(true);
        refused++;
      }),
      { numRuns: rounds(20_000) },
    );
    expect(refused).toBeGreaterThan(rounds(15_000));
  });

  it('repeats no nonce over many encryptions under one key: 100,000 in the full run (G-CNF-4)', async () => {
    const many = rounds(100_000);
    const nonces = new Set<string | undefined>();
    for (let n = 0; n < many; n++)
      nonces.add(nonceOf(await sealing.seal(n % 3 === 0 ? 'WARNING' : `${n >> 1}`, person, { ...at, ordinal: n })));
    expect(nonces.size).toBe(many);
  });
});
