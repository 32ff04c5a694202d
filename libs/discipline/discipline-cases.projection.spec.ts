import { describe, expect, it } from '@jest/globals';
import type { EventOf } from '#kernel/event';
import { project, type GivenEvent } from '#platform/projections/testing';
import type { Column } from '#platform/projections/projection';
import { disciplineCases } from './discipline-cases.projection.js';
import type { Events } from './case-events.js';
import {
  announced,
  CELL,
  changed,
  counted,
  decided,
  hidden,
  id,
  MEMBER,
  notImposed,
  opened,
  postponed,
  received,
} from './testing.js';

const rows = (...story: EventOf<Events>[]) => project(disciplineCases, story as readonly GivenEvent[]);
const all: EventOf<Events>[] = [
  opened(),
  opened('ORGANIZATION', null),
  counted({ entitled: 20 }),
  counted({ entitled: 20, present: 18 }, { WARNING: 5 }),
  decided('2025-09-01', '2025-09-05'),
  decided(null, null, 'WARNING'),
  announced('2025-09-12'),
  received('2025-09-13'),
  notImposed(null),
  postponed('2025-09-10'),
  changed('2025-11-01', 'LOWERED'),
  changed('2025-11-01', 'KEPT'),
];

describe('the read model of discipline cases', () => {
  it('has one row for each event, with a value for each column and for no other', () => {
    const tables = rows(...all);
    expect(Object.values(tables).reduce((sum, table) => sum + table.length, 0)).toBe(all.length);
    for (const [name, { columns }] of Object.entries(disciplineCases.tables))
      for (const row of tables[name as keyof typeof tables])
        for (const [column, { holds }] of Object.entries<Column<unknown>>(columns))
          expect([name, column, holds(new Map<string, unknown>(Object.entries(row)).get(column))]).toEqual([
            name,
            column,
            true,
          ]);
  });
  it('carries sealed values as they are, with the event that they are bound to', () => {
    const { decisions, endings } = rows(...all);
    expect(decisions[0]).toMatchObject({ form: null, sealedForm: hidden(), sealedPosts: hidden('[]') });
    expect(decisions[0]?.eventId).toMatch(/^0{8}-/);
    expect(endings[0]).toMatchObject({ reason: null, sealedReason: hidden(), endedOn: null });
  });
  it('answers the subject and the source of a case', () => {
    const source = { engagementId: id(50), subjectId: id(51) };
    const { data } = opened();
    const { cases } = rows({ type: 'DisciplineCaseOpened', data: { ...data, source } }, opened());
    expect(cases).toMatchObject([
      { memberId: MEMBER, organizationId: CELL, engagementId: id(50), subjectId: id(51), otherSource: null },
      { engagementId: null, subjectId: null, otherSource: 'CELL_PROPOSAL' },
    ]);
  });
});
