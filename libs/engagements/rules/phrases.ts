import { BODIES, Body, byDecision, CAPACITIES, type Capacity, isPerson, Paper, UNKNOWN_PAPER } from '#features/papers';
import { Uuid } from '#kernel/ids';
import { type Names, onDay } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { Subject } from './shapes.js';

type Day = Parameters<typeof onDay>[0];
type Taken = Parameters<typeof byDecision>[1];

export const UNKNOWN: Bilingual = { vi: 'chưa rõ kết quả', en: 'outcome not known' };

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

/** A subject by its number in the record and its capacity. */
export const numberedSubject = (number: number, capacity: Capacity): Bilingual => ({
  vi: `đối tượng ${number} (${CAPACITIES[capacity].vi})`,
  en: `subject ${number} (${CAPACITIES[capacity].en.replace(/^its /, '')})`,
});

/** Subjects that an entry adds. A person is told with the organization. */
export const added = (subjects: readonly Subject[], names: Names): string =>
  subjects
    .map(({ subjectId, organizationId, capacity }) =>
      isPerson(capacity) ? `${names.item(subjectId)}, ${names.organization(organizationId)}` : names.item(subjectId),
    )
    .join('; ');

/** Subjects that an entry mentions. */
export const named = (ids: readonly Uuid[], names: Names): string => ids.map((id) => names.item(id)).join(', ');
