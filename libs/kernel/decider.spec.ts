import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { rounds } from '../../tests/support/rounds.js';
import type { Json } from './canonical-json.js';
import { catalog, UnknownEvent, upcast } from './catalog.js';
import { WHOLE_STORE } from './concern.js';
import { decider } from './decider.js';
import { type EntryCommand, entryCommands } from './entry-commands.js';
import { effective, type PastEvent } from './effective.js';
import type { Uuid } from './ids.js';
import { permanent, v1, v2 } from './event.js';
import { refusals } from './rejection.js';
import { seal } from './seal.js';
import { sealed } from './sealed.js';
import { scenario } from './testing.js';
import { text } from './text.js';

const refuse = refusals({
  BoxFull: { vi: 'Hộp chỉ chứa {limit}', en: 'The box holds {limit} only' },
});

/** A box that holds ten at most: small enough to see the kernel through it. */
const box = decider<{ held: number; label: string | null }>()({
  category: 'box',
  twins: 'none: a kind of record of tests',
  commands: { Put: z.strictObject({ amount: z.int() }), Name: z.strictObject({ label: text(20) }) },
  routes: null,
  events: {
    AmountPut: v2({ amount: z.int().min(1), by: z.string().nullable() }, (old) => ({ amount: old.count, by: null })),
    BoxNamed: v1({ label: text(20), note: z.strictObject({ page: z.int() }) }),
    BoxSealed: permanent(v1({})),
    SecretPut: v1({ page: z.int(), notes: z.array(z.strictObject({ what: sealed(text(20), 'case') })) }),
  },
  initial: { held: 0, label: null },
  decide: {
    Put: ({ amount }) => (amount === 0 ? [] : [{ type: 'AmountPut', data: { amount, by: null } }]),
    Name: ({ label }) => [{ type: 'BoxNamed', data: { label, note: { page: 1 } } }],
  },
  evolve: {
    AmountPut: (s, { amount }) => ({ ...s, held: s.held + amount }),
    BoxNamed: (s, { label }) => ({ ...s, label }),
    BoxSealed: (s) => s,
    SecretPut: (s) => s,
  },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
  depending: 'none',
  possible: ({ held }) => (held > 10 ? refuse('BoxFull', { limit: 10 }) : undefined),
});
const { given } = scenario(box);
const put = (amount: number) => ({ type: 'AmountPut' as const, data: { amount, by: null } });
const named = { type: 'BoxNamed' as const, data: { label: 'A', note: { page: 1 } } };
const correct = (corrects: number, field: string, from: number | string, to: number | string): EntryCommand => ({
  type: 'CorrectEntry',
  data: { corrects, reason: 'nhập sai', changes: [{ field, from, to }] },
});
const annul = (corrects: number) => ({ type: 'AnnulEntry', data: { corrects, reason: 'nhập hai lần' } }) as const;

describe('a decision', () => {
  it('is not asked about values that no record could hold', () => {
    const change = (from: Json) => ({ corrects: 0, reason: 'nhập sai', changes: [{ field: 'a', from, to: null }] });
    const wrong: Json[] = ['\ud800', ['\udfff'], { a: { b: 'x\ud800' } }, { '\ud800': 1 }];
    for (const from of wrong) expect(entryCommands.CorrectEntry.safeParse(change(from)).success).toBe(false);
    for (const from of ['', '😀', [1, null], { a: { b: 'ệ' } }])
      expect(entryCommands.CorrectEntry.safeParse(change(from)).success).toBe(true);
  });
  it('is recorded as events with the data of their schema', () =>
    given(put(3))
      .when({ type: 'Put', data: { amount: 4 } })
      .thenRecorded(put(4)));
  it('records nothing where nothing is new', () =>
    given()
      .when({ type: 'Put', data: { amount: 0 } })
      .thenNothing());
  it('is refused when the history after it cannot be', () =>
    given(put(9))
      .when({ type: 'Put', data: { amount: 2 } })
      .thenRefused('BoxFull', { limit: 10 }));
  it('says why in both languages, with the figures of the case', () => {
    expect(() => box.handle({ type: 'Put', data: { amount: 99 } }, box.empty, {} as never)).toThrow(
      expect.objectContaining({ title: { vi: 'Hộp chỉ chứa 10', en: 'The box holds 10 only' } }),
    );
  });
});

describe('a history', () => {
  it('that two decisions go on from differently stays what each of them made of it', () => {
    const start = box.append(box.empty, [{ ...put(1), revision: 0 }]);
    const [left, right] = [2, 3].map((amount) => box.append(start, [{ ...put(amount), revision: 1 }]));
    expect([start, left, right].map((history) => history?.state.held)).toEqual([1, 3, 4]);
    expect(
      [start, left, right].map((history) => history?.events.map(({ data }) => (data as { amount: number }).amount)),
    ).toEqual([[1], [1, 2], [1, 3]]);
    expect([box.empty.events, box.empty.size]).toEqual([[], 0]);
  });
});

describe('a correction', () => {
  it('carries the whole payload again, with the reason', () =>
    given(put(3))
      .when(correct(0, 'amount', 3, 5))
      .thenRecorded({
        type: 'AmountPutCorrected',
        data: { corrects: 0, reason: 'nhập sai', data: { amount: 5, by: null } },
      }));
  it('counts in the state in place of what it corrects', () =>
    given(put(3), put(4))
      .when(correct(0, 'amount', 3, 5))
      .thenState(({ held }) => {
        expect(held).toBe(9);
      }));
  it('of a correction starts from the corrected content', () =>
    given(put(3), { type: 'AmountPutCorrected', data: { corrects: 0, reason: 'x', data: { amount: 5, by: null } } })
      .when(correct(0, 'amount', 5, 6))
      .thenState(({ held }) => {
        expect(held).toBe(6);
      }));
  it('is refused where the value named has changed meanwhile', () =>
    given(put(3))
      .when(correct(0, 'amount', 4, 5))
      .thenRefused('EntryChangedMeanwhile', { field: 'amount' }));
  it('is refused where the content would not be valid', () =>
    given(put(3))
      .when(correct(0, 'amount', 3, 0))
      .thenRefused('CorrectionInvalid', { field: 'amount' }));
  it('is refused for a field that the entry has not', () =>
    given(put(3))
      .when(correct(0, 'label.deep', 3, 0))
      .thenRefused('CorrectionInvalid', { field: 'label.deep' }));
  it('never reaches outside the entry', () =>
    given(put(3))
      .when(correct(0, '__proto__.x', 3, 0))
      .thenRefused('CorrectionInvalid'));
  it('is refused where the history after it cannot be', () =>
    given(put(3), put(4))
      .when(correct(1, 'amount', 4, 8))
      .thenRefused('BoxFull'));
  it('reaches into nested fields', () =>
    given(named)
      .when(correct(0, 'note.page', 1, 2))
      .thenRecorded({
        type: 'BoxNamedCorrected',
        data: { corrects: 0, reason: 'nhập sai', data: { label: 'A', note: { page: 2 } } },
      }));
  it('that changes nothing records nothing', () =>
    given(put(3))
      .when(correct(0, 'amount', 3, 3))
      .thenNothing());
  it('never changes a sealed value, moves it or drops it', () => {
    const [one, other] = [1, 2].map((n) => {
      const id = `00000000-0000-4000-8000-00000000000${n}` as Uuid;
      const place = { log: id, stream: `box-${id}`, eventId: id, type: 'SecretPut', schema: 1, field: 'notes.0.what' };
      return seal('bí mật', Buffer.alloc(32, n), id, place);
    });
    if (!one || !other) throw new Error('nothing sealed');
    const past = { type: 'SecretPut' as const, data: { page: 1, notes: [{ what: one }] } };
    const change = (field: string, from: Json, to: Json) =>
      given(past).when({ type: 'CorrectEntry', data: { corrects: 0, reason: 'x', changes: [{ field, from, to }] } });
    change('notes.0.what', one, other).thenRefused('SealedFieldFixed', { field: 'notes.0.what' });
    change('notes.0.what', 'bí mật', 'khác').thenRefused('SealedFieldFixed');
    change('notes.0', { what: one }, { what: other }).thenRefused('SealedFieldFixed');
    change('notes', [{ what: one }], []).thenRefused('SealedFieldFixed');
    change('notes', [{ what: one }], [{ what: other }, { what: one }]).thenRefused('SealedFieldFixed');
    change('page', 1, 2).thenRecorded({
      type: 'SecretPutCorrected',
      data: { corrects: 0, reason: 'x', data: { page: 2, notes: [{ what: one }] } },
    });
  });
  it('of an entry that is not there is refused', () =>
    given(put(3))
      .when(correct(7, 'amount', 3, 5))
      .thenRefused('NoSuchEntry'));
  it('of a permanent entry is refused', () =>
    given({ type: 'BoxSealed', data: {} }).when(annul(0)).thenRefused('EntryNotCorrectable'));
  it('of a correction itself is refused', () =>
    given(put(3), { type: 'AmountPutAnnulled', data: { corrects: 0, reason: 'x' } })
      .when(annul(1))
      .thenRefused('EntryNotCorrectable'));
});

describe('an annulment', () => {
  it('takes the entry out of the state', () =>
    given(put(3), put(4))
      .when(annul(0))
      .thenState(({ held }) => {
        expect(held).toBe(4);
      }));
  it('is final', () =>
    given(put(3), { type: 'AmountPutAnnulled', data: { corrects: 0, reason: 'x' } })
      .when(annul(0))
      .thenRefused('EntryAnnulled'));
});

describe('the effective events', () => {
  type Told =
    { kind: 'put'; amount: number } | { kind: 'correct'; at: number; amount: number } | { kind: 'annul'; at: number };
  const told = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('put' as const), amount: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant('correct' as const), at: fc.nat(9), amount: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant('annul' as const), at: fc.nat(9) }),
    ),
    { maxLength: 20 },
  );

  it('are those of a plain list that is edited in place', () => {
    fc.assert(
      fc.property(told, (stories: Told[]) => {
        const events: PastEvent[] = [];
        const naive = new Map<number, number>();
        for (const story of stories) {
          const revision = events.length;
          if (story.kind === 'put') {
            events.push({ type: 'AmountPut', revision, data: { amount: story.amount } });
            naive.set(revision, story.amount);
          } else if (naive.has(story.at)) {
            const data = {
              corrects: story.at,
              reason: 'x',
              ...(story.kind === 'correct' ? { data: { amount: story.amount } } : {}),
            };
            events.push({
              type: story.kind === 'correct' ? 'AmountPutCorrected' : 'AmountPutAnnulled',
              revision,
              data,
            });
            if (story.kind === 'correct') naive.set(story.at, story.amount);
            else naive.delete(story.at);
          }
        }
        expect(effective(events).map(({ revision, data }) => [revision, (data as { amount: number }).amount])).toEqual([
          ...naive,
        ]);
      }),
      { numRuns: rounds(1_000) },
    );
  });
});

describe('the catalog', () => {
  const known = catalog(box.events);
  it('upcasts an old version and sets fields that it did not have to null', () => {
    expect(upcast(known, { type: 'AmountPut', schema: 1, data: { count: 4 } })).toEqual({ amount: 4, by: null });
  });
  it('lifts the payload inside a correction as well', () => {
    expect(
      upcast(known, { type: 'AmountPutCorrected', schema: 1, data: { corrects: 0, reason: 'x', data: { count: 4 } } }),
    ).toEqual({
      corrects: 0,
      reason: 'x',
      data: { amount: 4, by: null },
    });
  });
  it.each([
    ['a type that it does not know', 'AmountLost', 1],
    ['a version from the future', 'AmountPut', 3],
  ])('stops at %s', (_, type, schema) => {
    expect(() => upcast(known, { type, schema, data: {} })).toThrow(UnknownEvent);
  });
  it('refuses an event name that is declared twice', () => {
    expect(() => catalog(box.events, { BoxNamed: v1({}) })).toThrow('declared twice');
  });
  it('keeps the names of companions for the kernel', () => {
    expect(() => catalog({ VoteCorrected: v1({}) })).toThrow('reserved');
  });
});
