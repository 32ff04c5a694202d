import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { features } from '../../apps/features.js';

const CATALOG = 'tests/event-catalog';
const PAPER = { number: '1-QĐ/ĐU', signedOn: '2026-01-02' };

/** The content of the newest sample of an event. */
function sampleOf(type: string): unknown {
  const versions = readdirSync(CATALOG).filter((file) => new RegExp(`^${type}\\.v\\d+\\.json$`).test(file));
  const newest = versions.sort().at(-1);
  if (newest === undefined) throw new Error(`${type} has no sample`);
  return (JSON.parse(readFileSync(`${CATALOG}/${newest}`, 'utf8')) as { present: unknown }).present;
}

/** The same content with a known number and day in every paper, and the number of papers. */
function papersIn(value: unknown): { readonly content: unknown; readonly papers: number } {
  if (typeof value !== 'object' || value === null) return { content: value, papers: 0 };
  const isPaper = 'number' in value && 'signedOn' in value;
  const parts = Object.entries(value).map(([key, part]) => [key, papersIn(part)] as const);
  const papers = parts.reduce((sum, [, part]) => sum + part.papers, isPaper ? 1 : 0);
  const content: Record<string, unknown> = Object.fromEntries(parts.map(([key, part]) => [key, part.content]));
  if (Array.isArray(value)) return { content: Object.values(content), papers };
  return { content: isPaper ? Object.assign(content, PAPER) : content, papers };
}

interface Kind {
  readonly events: object;
  readonly twins: {
    readonly of: (event: never) => readonly { readonly says: string }[];
    readonly apart: Readonly<Record<string, string>>;
  } | null;
  readonly noTwins: string | null;
}

/** Events with a paper that gives no key, without a reason; and reasons for events without a paper. */
function unsaid({ events, twins, noTwins }: Kind, sample: (type: string) => unknown = sampleOf) {
  const withPapers = Object.keys(events).filter((type) => papersIn(sample(type)).papers > 0);
  const isKey = (type: string) =>
    twins?.of({ type, data: papersIn(sample(type)).content } as never).some(({ says }) => says === 'key') === true;
  return withPapers.filter((type) => noTwins === null && !isKey(type) && (twins?.apart[type] ?? '') === '');
}

const kinds = features.flatMap(({ deciders }) => deciders);

describe('a paper', () => {
  it('of any event tells that two records may be one, or a reason says why it does not', () => {
    expect(kinds.flatMap((kind) => unsaid(kind))).toEqual([]);
  });

  it('is found in an event that nobody thought of', () => {
    const twins = { of: () => [], apart: {} };
    const kind = { events: { LetterSent: {} }, twins, noTwins: null };
    expect(unsaid(kind, () => ({ letters: [{ paper: { number: null, signedOn: null } }] }))).toEqual(['LetterSent']);
    expect(unsaid(kind, () => ({ sentOn: '2026-01-02' }))).toEqual([]);
  });

  it('belongs to kinds of record that are compared, or say why they are not', () => {
    for (const { category, twins, noTwins } of kinds) {
      expect([category, twins === null]).toEqual([category, noTwins !== null]);
      expect(noTwins ?? 'none: compared').toMatch(/^none: .{8,}/);
    }
  });
});
