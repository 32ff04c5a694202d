import { describe, expect, it } from '@jest/globals';
import type { EventOf } from '#kernel/event';
import { streamId } from '#kernel/ids';
import type { Column } from '#platform/projections/projection';
import type { engagement } from './engagement.js';
import { engagements } from './engagements.projection.js';
import {
  begun,
  body,
  cancelled,
  closed,
  concludedStory,
  converted,
  day,
  deployed,
  discharged,
  extended,
  FIRST,
  followedUp,
  id,
  MEMBER,
  opened,
  postponed,
  remedy,
  reported,
  revoked,
  scopeChanged,
  SECOND,
} from './testing.js';

type Recorded = EventOf<(typeof engagement)['events']>;

/** The rows that an event writes, by table. */
function rowsOf({ type, data }: Recorded) {
  const changes = engagements.changes({
    type,
    data,
    stream: streamId('engagement', id(0)),
    revision: 4,
    position: 9n,
    id: id(99),
    recordedAt: '2026-10-31T01:00:00.000Z' as never,
    actor: { id: id(1), role: 'clerk', organizationId: null, delegationId: null },
  });
  return changes.map(({ table, key, values }) => ({
    table: table as keyof typeof engagements.tables,
    item: key.item,
    row: values,
  }));
}

const compared = { upTo: 3, contentHash: '0123456789abcdef'.repeat(4) };
const all: Recorded[] = [
  opened({ reviewPeriod: { from: day('2025-01-01'), to: day('2025-12-31') } }),
  opened({ arisesFrom: { engagementId: id(9), subjectId: id(8) } }),
  opened({ kind: 'INSP_SIGNS' }),
  deployed('2026-03-05'),
  begun('2026-03-06'),
  reported(null),
  extended('2026-05-20', null),
  scopeChanged('2026-03-10', [body(6), body(7)], [SECOND.subjectId, FIRST.subjectId]),
  postponed('2026-03-10', null),
  cancelled('2026-03-10'),
  converted('2026-03-20'),
  concludedStory(FIRST, '2026-04-20', 'SHORTCOMINGS', { remedies: [remedy(1), remedy(2)], workedAt: [id(7)] }),
  concludedStory(MEMBER, null),
  revoked('2026-05-04', [FIRST.subjectId, SECOND.subjectId]),
  followedUp('2026-06-01', id(300), false),
  discharged('2026-06-01', FIRST),
  closed('2026-06-30'),
  { type: 'EngagementConfirmed', data: compared },
  { type: 'EngagementReturned', data: { ...compared, ground: 'DIFFERS', entries: [] } },
];

describe('the read model of engagements', () => {
  it('has rows for every event, each with a place of its own and values that its columns hold', () => {
    const withoutRows = ['EngagementEntrusted', 'EngagementTwinsRuledOut'];
    expect(new Set([...all.map(({ type }) => type), ...withoutRows])).toEqual(engagements.handles);
    const filled = new Set<string>();
    for (const event of all) {
      const rows = rowsOf(event);
      expect(new Set(rows.map(({ table, item }) => `${table} ${item}`)).size).toBe(rows.length);
      for (const { table, row } of rows) {
        filled.add(table);
        const columns: Readonly<Record<string, Column<unknown>>> = engagements.tables[table].columns;
        expect(Object.keys(row).sort()).toEqual(Object.keys(columns).sort());
        for (const [name, value] of Object.entries(row))
          expect([table, name, columns[name]?.holds(value)]).toEqual([table, name, true]);
      }
    }
    expect(filled).toEqual(new Set(Object.keys(engagements.tables)));
  });
  it('says the verb of the kind', () => {
    expect(rowsOf(opened({ kind: 'SUP_THEMATIC' }))[0]?.row).toMatchObject({
      verb: 'SUPERVISION',
      body: 'INSPECTION_COMMITTEE',
    });
  });
  it('counts a conclusion on the day of its notice, bound to the event that stated it', () => {
    expect(
      rowsOf(concludedStory(MEMBER, '2026-04-20', null, { concludedOn: day('2026-04-18') }))[0]?.row,
    ).toMatchObject({
      countsOn: '2026-04-20',
      concludedOn: '2026-04-18',
      noticeSignedOn: '2026-04-20',
      eventId: id(99),
    });
    expect(rowsOf(concludedStory(FIRST, null))[0]?.row).toMatchObject({ countsOn: null });
  });
  it('dates a subject that was added later', () => {
    const since = (event: Recorded) =>
      rowsOf(event).flatMap(({ table, row }) => (table === 'subjects' ? [row.since] : []));
    expect(since(opened())).toEqual([null, null, null]);
    expect(since(scopeChanged('2026-03-10', [body(6)], []))).toEqual(['2026-03-10']);
  });
});
