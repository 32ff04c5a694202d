import { describe, it } from '@jest/globals';
import { parseRecord } from '#kernel/record';
import { CATALOG, samplesIn } from './catalog.js';
import { isTold } from './checks.js';

const records = [...samplesIn(CATALOG).values()].map(({ record }) => parseRecord(record));

describe('the sentence of a history', () => {
  it.each(records.map((record) => [record.type, record] as const))(
    'of %s is told in both languages and names nothing that is sealed',
    (_, record) => isTold(record),
  );
});
