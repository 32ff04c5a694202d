import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { catalog, pastEvent } from '#kernel/catalog';
import { companionOf } from '#kernel/effective';
import { categoryOf } from '#kernel/ids';
import { parseRecord } from '#kernel/record';
import { sentenceOf } from '#kernel/sentences';
import { toldStreams } from '../../apps/told.js';

const FOLDER = 'tests/event-catalog';
const records = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => (JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as { record: string }).record)
  .map(parseRecord);

describe('the sentence of a history', () => {
  it.each(records.map((record) => [record.type, record] as const))(
    'of %s is told in both languages and names nothing that is sealed',
    (_, record) => {
      // A sample may stand in a stream of any name; its events are those of one kind of stream.
      const told = [...toldStreams.values()].find(({ events }) => catalog(events).has(record.type));
      expect(told?.category).toBe(categoryOf(record.stream));
      if (!told) return;
      const event = pastEvent(catalog(told.events), record);
      const companion = companionOf(event);
      const names = { organization: (id: string) => `[${id.slice(-2)}]` };
      const said = sentenceOf(told, event, () => undefined, names);
      for (const sentence of [said.vi, said.en]) {
        expect(sentence.length).toBeGreaterThan(10);
        expect(sentence).not.toMatch(/mcs1\.|\b(undefined|null|NaN)\b|\[object|  /);
      }
      if (companion) expect(said.vi).toContain(`ghi nhận số ${companion.corrects}, lý do: ${companion.reason}`);
    },
  );
});
