import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalog, upcast } from '#kernel/catalog';
import { streamId, Uuid } from '#kernel/ids';
import { MAX_RECORD_BYTES, parseRecord, recordText } from '#kernel/record';
import { rounds } from '../../tests/support/rounds.js';
import { askedFor as recordedOf, openedParts, readingEvents } from './reading.js';

/** What is recorded of a request whose every parameter the route accepts. */
const askedFor = (path: Readonly<Record<string, unknown>>, query: Readonly<Record<string, unknown>>) =>
  recordedOf(path, query, [path, query]);

const ID = '00000000-0000-4000-8000-000000000007';

describe('what is kept of a request', () => {
  it('is what names something: ids, days, moments, codes', () => {
    const query = { asOf: '2026-10-31', knownAt: '2026-10-31T01:00:00.000Z', status: 'uncovered', limit: '50' };
    expect(askedFor({ id: ID, category: 'engagement' }, query)).toEqual({
      about: { id: ID, category: 'engagement' },
      filters: query,
    });
  });

  it('hides typed words: only their presence is recorded', () => {
    expect(askedFor({}, { search: 'Nguyen' }).filters).toEqual({ search: null });
    expect(askedFor({ id: 'Nguyễn Văn A' }, { status: 'Nguyễn Văn A' })).toEqual({
      about: { id: '' },
      filters: { status: null },
    });
  });

  it('is not the value of a parameter that the route does not accept', () => {
    const [path, query] = [{ category: 'Nguyen' }, { status: 'Nguyen', asOf: '2026-10-31' }];
    expect(recordedOf(path, query, [{}, { asOf: query.asOf }])).toEqual({
      about: { category: '' },
      filters: { status: null, asOf: '2026-10-31' },
    });
  });

  it('leaves out parameters that the API does not have', () => {
    const query = { asOf: '2026-10-31', 'Nguyễn Văn A': '1', '\ud800': '1', 'e\u0301': '1', __proto__: '1' };
    expect(askedFor({}, query).filters).toEqual({ asOf: '2026-10-31' });
  });

  it('never holds blanks, marks or letters with accents, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('asOf', 'search', 'status'), fc.string({ unit: 'binary' })),
        (query) => {
          const kept = Object.values(askedFor({}, query).filters).filter((value) => value !== null);
          expect(kept.every((value) => /^[\w:.-]{1,60}$/.test(value))).toBe(true);
        },
      ),
      { numRuns: rounds(1_000) },
    );
  });
});

/** The exact bytes of a stored reading. Never change this sample; a new version of the event gets its own. */
const V1 =
  '{"actor":{"delegationId":null,"id":"00000000-0000-4000-8000-0000000000aa","organizationId":null,"role":"auditor"},' +
  '"causationId":null,"clock":"system","commandHash":"none:0000000000000000000000000000000000000000000000000000000000000000",' +
  '"commandId":"00000000-0000-4000-8000-000000000001","correlationId":"00000000-0000-4000-8000-000000000002",' +
  '"data":{"about":{"id":"00000000-0000-4000-8000-000000000007"},"filters":{"search":null},"kind":"SEALED","purpose":"AUDIT",' +
  '"route":"GET /api/discipline-cases/:id"},"id":"00000000-0000-4000-8000-000000000003","log":"00000000-0000-4000-8000-000000000004",' +
  '"recordedAt":"2026-11-27T01:00:00.000Z","revision":0,"schema":1,"stream":"reading-00000000-0000-4000-8000-000000000001",' +
  '"type":"RecordRead","v":1}';

it('the first version of a reading keeps its bytes and its meaning', () => {
  const stored = parseRecord(V1);
  expect(recordText(stored)).toBe(V1);
  expect(upcast(catalog(readingEvents), stored)).toEqual({
    kind: 'SEALED',
    route: 'GET /api/discipline-cases/:id',
    purpose: 'AUDIT',
    about: { id: ID },
    filters: { search: null },
  });
});

/** The exact bytes of a stored event about what an answer opened. Never change this sample. */
const OPENED_V1 =
  '{"actor":{"delegationId":null,"id":"00000000-0000-4000-8000-0000000000aa","organizationId":null,"role":"auditor"},' +
  '"causationId":null,"clock":"system","commandHash":"none:0000000000000000000000000000000000000000000000000000000000000000",' +
  '"commandId":"00000000-0000-4000-8000-000000000001","correlationId":"00000000-0000-4000-8000-000000000002",' +
  '"data":{"opened":[{"category":"disciplineCase","id":"00000000-0000-4000-8000-000000000007",' +
  '"members":["00000000-0000-4000-8000-000000000008"]}]},"id":"00000000-0000-4000-8000-000000000005",' +
  '"log":"00000000-0000-4000-8000-000000000004","recordedAt":"2026-11-30T01:00:00.000Z","revision":1,"schema":1,' +
  '"stream":"reading-00000000-0000-4000-8000-000000000001","type":"RecordsOpened","v":1}';

it('the first version of what was opened keeps its bytes and its meaning', () => {
  const stored = parseRecord(OPENED_V1);
  expect(recordText(stored)).toBe(OPENED_V1);
  expect(upcast(catalog(readingEvents), stored)).toEqual({
    opened: [{ category: 'disciplineCase', id: ID, members: ['00000000-0000-4000-8000-000000000008'] }],
  });
});

describe('what an answer opened', () => {
  const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
  const members = fc.array(fc.integer({ min: 1, max: 1_000_000 }).map(id), { maxLength: 3_000 });

  it('is split into events that each fit a record, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(members, { maxLength: 6 }), fc.integer({ min: 0, max: 2_500 }), (large, small) => {
        const opened = [...large, ...Array.from({ length: small }, (_, n) => [id(n)])].map((of, n) => ({
          stream: streamId('disciplineCase', id(n)),
          members: of,
        }));
        const parts = openedParts(opened);
        const named = new Map(opened.map(({ stream }) => [stream, new Array<string>()]));
        for (const part of parts) {
          expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(MAX_RECORD_BYTES / 2);
          expect(readingEvents.RecordsOpened.schema.safeParse(part).success).toBe(true);
          for (const entry of part.opened) named.get(streamId(entry.category, entry.id))?.push(...entry.members);
        }
        for (const { stream, members: of } of opened) expect(named.get(stream)).toEqual(of);
        expect(new Set(parts.flatMap((part) => part.opened.map((entry) => entry.id))).size).toBe(opened.length);
      }),
      { numRuns: rounds(20) },
    );
  });
});
