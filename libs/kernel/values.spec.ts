import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../tests/support/rounds.js';
import { addDays, dayOf, endOfDay, Instant, instant, PlainDate, plainDate } from './dates.js';
import { categoryOf, eventId, idOf, itemId, newStreamId, streamId, StreamId, Uuid } from './ids.js';
import { text } from './text.js';
import { compareVietnamese, matches, searchForm } from './vietnamese.js';

const uuid = '0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01' as Uuid;

describe('a plain date', () => {
  it.each(['2026-02-30', '2025-02-29', '2026-13-01', '0202-01-01', '2026-1-1', '31/10/2026', ''])(
    'refuses %p',
    (day) => {
      expect(PlainDate.safeParse(day).success).toBe(false);
    },
  );
  it('begins at midnight in Việt Nam, seven hours before UTC', () => {
    expect(dayOf(Instant.parse('2026-10-31T16:59:59.999Z'))).toBe('2026-10-31');
    expect(dayOf(Instant.parse('2026-10-31T17:00:00.000Z'))).toBe('2026-11-01');
    expect(endOfDay(plainDate('2026-10-31'))).toBe('2026-10-31T16:59:59.999Z');
  });
  it('holds exactly the moments up to its end', () => {
    const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (moment) => {
        const day = dayOf(instant(moment));
        expect(instant(moment) <= endOfDay(day)).toBe(true);
        expect(instant(moment) > endOfDay(addDays(day, -1))).toBe(true);
      }),
      { numRuns: rounds(1_000) },
    );
  });
});

describe('an id', () => {
  it('is lower case, however it is sent', () => {
    expect(Uuid.parse(uuid.toUpperCase())).toBe(uuid);
  });
  it('of a stream contains its category', () => {
    const stream = streamId('disciplineCase', uuid);
    expect([categoryOf(stream), idOf(stream)]).toEqual(['disciplineCase', uuid]);
    expect(StreamId.safeParse('discipline-case-' + uuid).success).toBe(false);
  });
  it('that a command derives is the same every time, and never changes between releases', () => {
    const stream = streamId('register', uuid);
    expect(eventId(stream, uuid, 0)).toBe('4aca3b05-8a16-5f68-81a8-3373b9b8f96d');
    expect(itemId(stream, uuid, 0)).toBe('19a3bce6-4c57-5b4f-b6af-6b34a91e7af7');
    expect(newStreamId('register', 'actor', uuid)).toBe('e3d12afa-a41d-5baa-8ff8-ea887e6f4cf1');
    expect(new Set([eventId(stream, uuid, 0), eventId(stream, uuid, 1), itemId(stream, uuid, 0)]).size).toBe(3);
    // Short and long names in any order, with letters in UTF-8, give the id that the RFC defines.
    const long = (n: number) => newStreamId('register', 'ữ'.repeat(n), uuid);
    const reference = (n: number) => {
      const name = Buffer.from(`stream\nregister\n${'ữ'.repeat(n)}\n${uuid}`);
      const digest = createHash('sha1').update('6f1c9a520f4e5b0a9d3c6d696e686368', 'hex').update(name).digest('hex');
      return [digest.slice(0, 8), digest.slice(13, 16), digest.slice(20, 32)];
    };
    for (const n of [1, 283, 284, 285, 286, 287, 288, 289, 290, 5000, 2]) {
      const [first, , third, , last] = long(n).split('-');
      expect([first, third?.slice(1), last]).toEqual(reference(n));
    }
  });
});

describe('text', () => {
  const name = text(20);
  it('is composed, whichever way it was typed', () => {
    expect(name.parse('  Chi bộ 1 '.normalize('NFD'))).toBe('Chi bộ 1');
  });
  it.each(['', '   ', 'a\u0000', 'a\ud800', 'a\u0007', 'x'.repeat(21), 5, null])('refuses %p', (value) => {
    expect(name.safeParse(value).success).toBe(false);
  });
});

describe('a search in Vietnamese', () => {
  it('folds marks, đ and case', () => {
    expect(searchForm('Đảng bộ khu dân cư Vĩnh Tường 1 (hư cấu)')).toBe('dang bo khu dan cu vinh tuong 1 hu cau');
    expect(searchForm('ĐẢNG BỘ'.normalize('NFD'))).toBe('dang bo');
  });
  it('for "chi bo 1" finds Chi bộ 1 exactly and Chi bộ 10 only by its beginning', () => {
    expect(matches(searchForm('Chi bộ 1'), searchForm('chi bo 1'))).toBe('exact');
    expect(matches(searchForm('Chi bộ 10'), searchForm('chi bo 1'))).toBe('prefix');
    expect(matches(searchForm('Chi bộ 21'), searchForm('chi bo 1'))).toBeNull();
    expect(matches(searchForm('Chi bộ 1'), searchForm('bo chi'))).toBe('exact');
  });
  it('orders by the alphabet and numbers by value', () => {
    expect(['Đa', 'Chi bộ 10', 'Da', 'Chi bộ 2', 'Ăn', 'An', 'Ân'].sort(compareVietnamese)).toEqual([
      'An',
      'Ăn',
      'Ân',
      'Chi bộ 2',
      'Chi bộ 10',
      'Da',
      'Đa',
    ]);
  });
});
