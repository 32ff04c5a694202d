import { expect } from '@jest/globals';
import { type Catalog, catalog, pastEvent, upcast } from '#kernel/catalog';
import { companionOf } from '#kernel/effective';
import { categoryOf } from '#kernel/ids';
import { type EventRecord, parseRecord, recordText } from '#kernel/record';
import { type KnownNames, namesIn, NO_NAMES } from '#kernel/names';
import { sentenceOf } from '#kernel/sentences';
import { faultsOf } from '../support/oracles/plain-words.js';
import { streamKinds } from '../../apps/stream-kinds.js';
import type { Sample } from './sample.js';

/**
 * Checks that a sample is the exact text of a record of the type and version in its name, and decodes to its `present`
 * data.
 */
export function keepsItsMeaning(known: Catalog, name: string, { record, present }: Sample): void {
  const stored = parseRecord(record);
  expect(`${stored.type}.v${stored.schema}`).toBe(name);
  expect(recordText(stored)).toBe(record);
  const data = upcast(known, stored);
  expect(data).toEqual(present);
  expect(known.get(stored.type)?.schema.parse(data)).toEqual(present);
}

/** Checks that an entry has a sentence in both languages, and that the sentence contains nothing that is sealed and
 * no id. */
export function isTold(record: EventRecord): void {
  // A sample's stream may have any name; its event belongs to one kind of stream.
  const told = [...streamKinds.values()].find(({ events }) => catalog(events).has(record.type));
  expect(told?.category).toBe(categoryOf(record.stream));
  if (!told) return;
  const event = pastEvent(catalog(told.events), record);
  const companion = companionOf(event);
  const saidTo = (known: KnownNames) => sentenceOf(told, event, () => undefined, namesIn(told, [event], known));
  const said = saidTo(NO_NAMES);
  expect(faultsOf(said.vi)).toEqual([]);
  for (const member of [undefined, null, 'ĐV-0412']) {
    const { vi, en } = saidTo({ ...NO_NAMES, member: () => member });
    for (const sentence of [vi, en]) {
      expect(sentence.length).toBeGreaterThan(10);
      expect(sentence).not.toMatch(/mcs\d\.|\b(undefined|null|NaN)\b|\[object|  /);
      // A name is never an id, nor the beginning of one.
      expect(sentence).not.toMatch(/[0-9a-f]{8}/);
    }
  }
  if (companion) expect(said.vi).toContain(`mục ghi số ${companion.corrects}, lý do: ${companion.reason}`);
}
