import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../tests/support/rounds.js';
import type { PastEvent } from './effective.js';
import { fatesOf, replacedByNext } from './fates.js';

interface Noted {
  readonly type: string;
  readonly revision: number;
  readonly data: { readonly key: string };
}
/** A record that opens, takes notes, and lets a note take the place of the earlier one of the same key. */
const kind = {
  depending: {
    on: 'Opened',
    replaced: (entries: readonly Noted[]) =>
      replacedByNext(entries, ({ type, data }) => (type === 'Noted' ? data.key : null)),
  },
  confirmable: { as: 'Box', kind: 'BOX', at: 'boxes/:id', operations: 'Box', read: 'read:boxes' },
  takes: null,
};

type Step =
  | { readonly do: 'note'; readonly key: string }
  | { readonly do: 'correct' | 'annul'; readonly nth: number; readonly key: string }
  | { readonly do: 'confirm' };

/** A history of these steps. A correction or an annulment of what was annulled is left out, as in a real stream. */
function historyOf(steps: readonly Step[]): PastEvent[] {
  const past: PastEvent[] = [{ type: 'Opened', revision: 0, data: { key: '' } }];
  const annulled = new Set<number>();
  for (const step of steps) {
    const revision = past.length;
    if (step.do === 'note') past.push({ type: 'Noted', revision, data: { key: step.key } });
    else if (step.do === 'confirm') past.push({ type: 'BoxConfirmed', revision, data: {} });
    else {
      const own = past.filter(({ type, revision: at }) => ['Opened', 'Noted'].includes(type) && !annulled.has(at));
      const base = own[step.nth % Math.max(1, own.length)];
      if (!base) continue;
      const { type, revision: corrects } = base;
      if (step.do === 'annul') {
        annulled.add(corrects);
        past.push({ type: `${type}Annulled`, revision, data: { corrects, reason: 'nhập sai' } });
      } else
        past.push({
          type: `${type}Corrected`,
          revision,
          data: { corrects, reason: 'nhập sai', data: { key: step.key } },
        });
    }
  }
  return past;
}

/** The same by looking at each entry alone, and at all entries after it. */
function naive(past: readonly PastEvent[], entry: PastEvent): string {
  const about = (event: PastEvent, base: number) => (event.data as { corrects?: number }).corrects === base;
  const isAnnulled = (base: number) => past.find((event) => event.type.endsWith('Annulled') && about(event, base));
  const lastOf = (base: number) =>
    past.filter((event) => event.type.endsWith('Corrected') && about(event, base)).at(-1);
  const keyOf = (base: PastEvent) =>
    (lastOf(base.revision)?.data as { data: { key: string } } | undefined)?.data.key ??
    (base.data as { key: string }).key;
  const dependence = (base: PastEvent): string | null => {
    if (isAnnulled(0) && base.revision !== 0) return 'VOID 0';
    const later = past.find(
      (event) =>
        base.type === 'Noted' &&
        event.type === 'Noted' &&
        event.revision > base.revision &&
        !isAnnulled(event.revision) &&
        keyOf(event) === keyOf(base),
    );
    return later ? `OVERTAKEN ${later.revision}` : null;
  };
  if (entry.type.endsWith('Annulled')) return 'COUNTS null';
  if (entry.type === 'BoxConfirmed') {
    const next = past[entry.revision + 1];
    return next ? `OVERTAKEN ${next.revision}` : 'COUNTS null';
  }
  if (entry.type.endsWith('Corrected')) {
    const { corrects } = entry.data as { corrects: number };
    const later = past.find(
      (event) => event.type.endsWith('Corrected') && about(event, corrects) && event.revision > entry.revision,
    );
    if (later) return `OVERTAKEN ${later.revision}`;
    if (isAnnulled(corrects)) return `VOID ${corrects}`;
    return dependence(past[corrects] as PastEvent) ?? 'COUNTS null';
  }
  const annulling = isAnnulled(entry.revision);
  if (annulling) return `ANNULLED ${annulling.revision}`;
  const found = dependence(entry);
  if (found?.startsWith('VOID')) return found;
  const correction = lastOf(entry.revision);
  return correction ? `CORRECTED ${correction.revision}` : (found ?? 'COUNTS null');
}

const told = (past: readonly PastEvent[]) =>
  [...fatesOf(kind, past)].map(([revision, { status, by }]) => `${revision}: ${status} ${by}`);

describe('what became of an entry', () => {
  const key = fc.constantFrom('a', 'b');
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('note' as const), key }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('correct', 'annul'), nth: fc.nat(20), key }) },
    { weight: 1, arbitrary: fc.constant({ do: 'confirm' as const }) },
  );

  it('is what looking at each entry alone gives, in every history', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const past = historyOf(steps);
        expect(told(past)).toEqual(past.map((entry) => `${entry.revision}: ${naive(past, entry)}`));
      }),
      { numRuns: rounds(2000) },
    );
  });

  it('names the entry that withdrew, replaced or overtook it', () => {
    const past = historyOf([
      { do: 'note', key: 'a' },
      { do: 'correct', nth: 1, key: 'b' },
      { do: 'correct', nth: 1, key: 'a' },
      { do: 'note', key: 'a' },
      { do: 'confirm' },
    ]);
    expect(told(past)).toEqual([
      '0: COUNTS null',
      '1: CORRECTED 3',
      '2: OVERTAKEN 3',
      '3: OVERTAKEN 4',
      '4: COUNTS null',
      '5: COUNTS null',
    ]);
    expect(
      told([
        ...past,
        ...historyOf([{ do: 'annul', nth: 0, key: '' }])
          .slice(1)
          .map((event) => ({ ...event, revision: 6 })),
      ]),
    ).toEqual([
      '0: ANNULLED 6',
      '1: VOID 0',
      '2: OVERTAKEN 3',
      '3: VOID 0',
      '4: VOID 0',
      '5: OVERTAKEN 6',
      '6: COUNTS null',
    ]);
  });
});
