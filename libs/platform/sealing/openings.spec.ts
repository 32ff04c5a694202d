import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventId, streamId, Uuid } from '#kernel/ids';
import { SealBroken } from '#kernel/sealed';
import { complaints } from '../../../tests/support/oracles/complaints.js';
import { MemoryKeyRing } from './memory.key-ring.js';
import { FOR_THE_PROGRAM, type Opened, Openings } from './openings.js';
import { Sealing } from './sealing.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const stream = (n: number) => streamId('disciplineCase', id(n));

/** A collection, and what was recorded of it. */
function collection() {
  const recorded: (readonly Opened[])[] = [];
  const openings = new Openings((opened) => Promise.resolve(void recorded.push(opened)));
  return { recorded, openings };
}

describe('openings', () => {
  it('name each record once, with all its members', async () => {
    const { recorded, openings } = collection();
    openings.record(stream(1), [id(11), null]);
    openings.record(stream(2), []);
    openings.record(stream(1), [id(12), id(11)]);
    await openings.settle();
    expect(recorded).toEqual([
      [
        { stream: stream(1), members: [id(11), id(12)] },
        { stream: stream(2), members: [] },
      ],
    ]);
  });

  it('record nothing where nothing was opened, and nothing twice', async () => {
    const { recorded, openings } = collection();
    await openings.settle();
    openings.record(stream(1), []);
    await openings.settle();
    await openings.settle();
    expect(recorded).toHaveLength(1);
  });

  it('name the person for whom an opened value is sealed, and open no value of another record', async () => {
    const { recorded, openings } = collection();
    const sealing = new Sealing(id(4), new MemoryKeyRing());
    const field = { stream: stream(1), type: 'DisciplineDecided', schema: 1, field: 'sealedForm' };
    const value = await sealing.seal(
      'EXPULSION',
      { kind: 'person', id: id(7) },
      { ...field, commandId: id(2), ordinal: 0 },
    );
    const at = { ...field, eventId: eventId(stream(1), id(2), 0) };
    await expect(sealing.open(value, at, openings.record(stream(2), []))).rejects.toThrow(SealBroken);
    expect(await sealing.open(value, at, openings.record(stream(1), []))).toBe('EXPULSION');
    await openings.settle();
    expect(recorded).toEqual([
      [
        { stream: stream(2), members: [] },
        { stream: stream(1), members: [id(7)] },
      ],
    ]);
  });

  it('are needless for the program itself, which gives a reason', () => {
    expect(() => FOR_THE_PROGRAM('')).toThrow(RangeError);
  });
});

/** Expressions, each with the error that the compiler must report; null: no error. */
const CASES: Readonly<Record<string, readonly [opened: string, complaint: RegExp | null]>> = {
  'into the record of an answer': ['sealing.open(value, at, openings.record(at.stream, []))', null],
  'for the program': [`sealing.open(value, at, FOR_THE_PROGRAM('why'))`, null],
  'for the program, without a reason': [
    'sealing.open(value, at, FOR_THE_PROGRAM())',
    /Expected 1 arguments, but got 0/,
  ],
  'into nothing': ['sealing.open(value, at)', /Expected 3 arguments, but got 2/],
  'into a record that somebody made up': [
    'sealing.open(value, at, { opens: () => undefined })',
    /not assignable to parameter of type/,
  ],
  'into all records': ['sealing.open(value, at, openings)', /not assignable to parameter of type/],
  'by an opener into nothing': ['new Opener(sealing)', /Expected 2 arguments, but got 1/],
  'into a record without members': ['openings.record(at.stream)', /Expected 2 arguments, but got 1/],
};
const source = (opened: string) => `
  import { Opener } from './opener.js';
  import { FOR_THE_PROGRAM, type Openings } from './openings.js';
  import type { SealedPlace, Sealing } from './sealing.js';
  declare const sealing: Sealing, value: string, at: SealedPlace, openings: Openings;
  export const opened = ${opened};
  void [sealing, value, at, openings, Opener, FOR_THE_PROGRAM];`;
const fileOf = (name: string) => join(import.meta.dirname, `${name.replaceAll(/\W/g, '-')}.declared.ts`);

describe('a sealed value', () => {
  const said = complaints(
    new Map(Object.entries(CASES).map(([name, [opened]]) => [fileOf(name), source(opened)] as const)),
  );
  it.each(Object.entries(CASES))('opens, or does not compile: %s', (name, [, complaint]) => {
    if (complaint) expect(said.get(fileOf(name))).toMatch(complaint);
    else expect(said.get(fileOf(name))).toBe('');
  });
});
