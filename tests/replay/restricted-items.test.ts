import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { WHOLE_STORE } from '#kernel/concern';
import { decider } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { v1 } from '#kernel/event';
import { type StreamId, streamId, Uuid } from '#kernel/ids';
import { mayKnow } from '#kernel/restriction';
import { facts, projection, text, uuid } from '#platform/projections/projection';
import { type Db, rowsFor } from '#platform/projections/rows-for';
import { ReadModels } from '../support/servers/read-models.js';
import { randomId, testRecord } from '../support/worlds/records.js';

const SEE = 'see:drafts';
/** A book of pages. Some pages are drafts: restricted items that only their author sees until they are printed. */
const book = decider<null>()({
  category: 'book',
  twins: 'none: a kind of record of tests',
  commands: {},
  routes: null,
  events: {
    PageWritten: v1({ page: Uuid, draftOf: Uuid.nullable(), secretBook: z.boolean() }),
    PagePrinted: v1({ page: Uuid.nullable() }),
    ReaderBanned: v1({ reader: Uuid }),
  },
  initial: null,
  decide: {},
  evolve: { PageWritten: () => null, PagePrinted: () => null, ReaderBanned: () => null },
  concerns: {
    judged: 'by record',
    of: ({ type, data }) => ({ ...WHOLE_STORE, members: type === 'ReaderBanned' ? [data.reader] : [] }),
  },
  depending: 'none',
  restriction: {
    begins: ({ type, data }) =>
      type === 'PageWritten' && data.draftOf !== null
        ? [
            {
              item: data.secretBook ? null : data.page,
              shownTo: [data.draftOf],
              orWith: { permission: SEE, organizationId: null },
            },
          ]
        : [],
    lifts: ({ type, data }) => (type === 'PagePrinted' ? [data.page] : []),
  },
});
const whose = { open: 'books' };
const books = projection({
  name: 'books',
  version: 1,
  of: book.events,
  tables: {
    pages: facts({ page: uuid }, { whose, restrictedItem: 'page' }),
    titles: facts({ title: text }, { whose }),
    banned: facts({ reader: uuid }, { whose }),
  },
  restricted: { by: book, members: { in: 'banned', of: 'reader' }, permissions: [SEE] },
  ignore: ['PagePrinted'],
  on: {
    PageWritten: (e, { pages, titles }) => [
      pages.put(e, { page: e.data.page }),
      titles.put(e, { title: `page ${e.revision}` }),
    ],
    ReaderBanned: (e, { banned }) => banned.put(e, { reader: e.data.reader }),
  },
});

const [AUTHOR, OTHER, CLERK, CHAIR] = [randomId(), randomId(), randomId(), randomId()];
const [FIRST, SECOND] = [randomId(), randomId()];

let models: ReadModels;
beforeAll(async () => {
  models = await ReadModels.open();
  models.run([books], { catalog: book.catalog });
});
afterAll(() => models.close());

type Entry = readonly [type: string, data: Record<string, unknown>];
const written = (page: Uuid, draftOf: Uuid | null, secretBook = false): Entry => [
  'PageWritten',
  { page, draftOf, secretBook },
];
const annulled = (type: string, corrects: number): Entry => [
  `${type}Annulled`,
  { corrects, reason: 'ghi nhận nhập sai' },
];
const corrected = (corrects: number, [type, data]: Entry): Entry => [
  `${type}Corrected`,
  { corrects, reason: 'ghi nhận nhập sai', data },
];

async function told(entries: readonly Entry[]): Promise<{ stream: StreamId; past: PastEvent[] }> {
  const stream = streamId('book', randomId());
  const actor = { id: CLERK, role: 'clerk', organizationId: null, delegationId: null };
  const past = entries.map(([type, data], revision) => ({ type, data, revision, actor }));
  await models.append(
    ...past.map(({ type, data, revision }) =>
      testRecord(stream, revision, JSON.parse(JSON.stringify(data)) as never, { type, actor }),
    ),
  );
  await models.caughtUp(books);
  return { stream, past };
}

const readerWith = (personId: Uuid) => ({
  personId,
  personIds: new Set([personId]),
  scope: { everything: true } as const,
  holding: (permission: string) =>
    permission === SEE && personId === CHAIR ? [{ scope: { everything: true } as const, delegatorIds: [] }] : [],
});
const dbOf = (personId: Uuid): Db<typeof books> => rowsFor(models.db, books, readerWith(personId));
const holdsSee = (personId: Uuid) => ({
  personId,
  personIds: new Set([personId]),
  holds: (permission: string) => permission === SEE && personId === CHAIR,
});

const STORIES: Readonly<Record<string, readonly Entry[]>> = {
  'a page in the open': [written(FIRST, null), written(SECOND, null)],
  'a draft beside an open page': [written(FIRST, AUTHOR), written(SECOND, null)],
  'a draft that was printed': [written(FIRST, AUTHOR), ['PagePrinted', { page: FIRST }], written(SECOND, OTHER)],
  'a print that was annulled': [
    written(FIRST, AUTHOR),
    ['PagePrinted', { page: FIRST }],
    annulled('PagePrinted', 1),
    written(SECOND, null),
  ],
  'a draft corrected to an open page': [
    written(FIRST, AUTHOR),
    corrected(0, written(FIRST, null)),
    written(SECOND, null),
  ],
  'a draft given to another': [written(FIRST, AUTHOR), corrected(0, written(FIRST, OTHER)), written(SECOND, null)],
  'an annulled draft': [written(FIRST, AUTHOR), written(SECOND, null), annulled('PageWritten', 0)],
  'a secret book with a draft': [written(FIRST, AUTHOR, true), written(SECOND, OTHER)],
  'a secret book, all printed': [written(FIRST, AUTHOR, true), written(SECOND, OTHER), ['PagePrinted', { page: null }]],
  'an author who was banned': [written(FIRST, AUTHOR), written(SECOND, null), ['ReaderBanned', { reader: AUTHOR }]],
  'a chair whose ban was annulled': [
    written(FIRST, AUTHOR),
    written(SECOND, null),
    ['ReaderBanned', { reader: CHAIR }],
    annulled('ReaderBanned', 2),
  ],
};

describe('an item of a record that is restricted', () => {
  it.each(Object.entries(STORIES))(
    'is visible to those to whom the kernel shows it, other items to everybody: %s',
    async (_, entries) => {
      const { stream, past } = await told(entries);
      const isRestricted = book.restrictionOf(past);
      for (const person of [AUTHOR, OTHER, CLERK, CHAIR]) {
        const viewer = holdsSee(person);
        const rows = await dbOf(person).selectFrom('pages').where('stream', '=', stream).select('page').execute();
        const titles = await dbOf(person).selectFrom('titles').where('stream', '=', stream).select('title').execute();
        const pages = new Set(rows.map(({ page }) => page));
        for (const page of [FIRST, SECOND])
          expect([person, page, pages.has(page)]).toEqual([
            person,
            page,
            mayKnow(book.restrictionOf(past, page), viewer),
          ]);
        expect([person, titles.length > 0]).toEqual([person, mayKnow(isRestricted, viewer)]);
      }
    },
  );
});
