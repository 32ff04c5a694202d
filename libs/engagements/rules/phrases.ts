import { BODIES, Body, byDecision, CAPACITIES, Paper, UNKNOWN_PAPER } from '#features/papers';
import { Uuid } from '#kernel/ids';
import { type Names, onDay } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { Subject } from './shapes.js';

type Day = Parameters<typeof onDay>[0];
type Taken = Parameters<typeof byDecision>[1];

export const UNKNOWN: Bilingual = { vi: 'chưa rõ kết quả', en: 'outcome not known' };

/** The beginning of an id, short enough for people to compare. */
export const shortly = (id: Uuid): string => `[${id.slice(0, 8)}]`;

export const step = (
  sentence: Bilingual,
  on: Day,
  paper: Paper = UNKNOWN_PAPER,
  taken: Taken = { signedAs: null },
): Bilingual => {
  const [day, by] = [onDay(on), byDecision(paper, taken)];
  return { vi: `${sentence.vi} ${day.vi}${by.vi}`, en: `${sentence.en} ${day.en}${by.en}` };
};

export const because = (sentence: Bilingual, reason: string): Bilingual => ({
  vi: `${sentence.vi}; lý do: ${reason}`,
  en: `${sentence.en}; reason: ${reason}`,
});

export const bodyOf = ({ organizationId, body, name }: Body, names: Names): Bilingual => {
  const of = organizationId === null ? (name ?? '') : names.organization(organizationId);
  return { vi: `${BODIES[body].vi} (${of})`, en: `${BODIES[body].en} (${of})` };
};

export const listOf = (subjects: readonly Subject[], names: Names): Bilingual => {
  const each = subjects.map(({ subjectId, organizationId, capacity }) => {
    const [of, as] = [names.organization(organizationId), CAPACITIES[capacity]];
    return { vi: `${of}, ${as.vi} ${shortly(subjectId)}`, en: `${of}, ${as.en} ${shortly(subjectId)}` };
  });
  return { vi: each.map(({ vi }) => vi).join('; '), en: each.map(({ en }) => en).join('; ') };
};
