import {
  BODIES,
  Body,
  byDecision,
  CAPACITIES,
  type Capacity,
  isPerson,
  KINDS,
  Paper,
  UNKNOWN_PAPER,
} from '#features/papers';
import type { PastEvent } from '#kernel/effective';
import type { DataOf } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import type { Introduced, Introduces } from '#kernel/names';
import { byPaper, type Names, onDay } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import type { Events } from '../engagement-events.js';
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

/** A subject in words: an organization by its name, a person by number and capacity. */
function subjectWords(number: number, { organizationId, capacity }: Subject, names: Names): Bilingual {
  const [of, as] = [names.organization(organizationId), CAPACITIES[capacity]];
  if (isPerson(capacity)) return numberedSubject(number, capacity);
  if (capacity === 'ORGANIZATION') return { vi: of, en: of };
  return { vi: `${as.vi} của ${of}`, en: `${as.en.replace(/^its /, 'the ')} of ${of}` };
}

/** A subject by its number in the record and its capacity. */
export const numberedSubject = (number: number, capacity: Capacity): Bilingual => ({
  vi: `đối tượng ${number} (${CAPACITIES[capacity].vi})`,
  en: `subject ${number} (${CAPACITIES[capacity].en.replace(/^its /, '')})`,
});

/** The subjects, remedies and members of the team that an entry introduces. */
export const introduces: Introduces<Events> = {
  EngagementOpened: ({ subjects, team }) => [...subjects.map(subject), ...team.map(({ memberId }) => worker(memberId))],
  EngagementScopeChanged: (e) => e.added.map(subject),
  EngagementEntrusted: ({ personId }) => [worker(personId)],
  SubjectConcluded: ({ remedies }) => remedies.map(remedy),
};
const subject = (of: Subject): Introduced => ({
  id: of.subjectId,
  kind: 'subject',
  words: (number, names) => subjectWords(number, of, names),
});
const worker = (id: Uuid): Introduced => ({
  id,
  kind: 'worker',
  words: (number) => ({ vi: `người được giao việc ${number}`, en: `person ${number} of the work` }),
});
const remedy = ({ remedyId }: { readonly remedyId: Uuid }): Introduced => ({
  id: remedyId,
  kind: 'remedy',
  words: (number) => ({ vi: `yêu cầu khắc phục ${number}`, en: `remedy ${number}` }),
});

/** What other records call an engagement: its kind and its decision. */
export function called([opening]: readonly PastEvent[]): Bilingual | null {
  if (opening?.type !== 'EngagementOpened') return null;
  const { kind, decision } = opening.data as DataOf<Events['EngagementOpened']>;
  const [work, paper] = [KINDS[kind], byPaper(decision)];
  return { vi: `cuộc ${work.vi}${paper.vi.replace(/^,/, '')}`, en: `the ${work.en}${paper.en.replace(/^,/, '')}` };
}

/** Subjects that an entry adds. A person is told with the organization. */
export const added = (subjects: readonly Subject[], names: Names): string =>
  subjects
    .map(({ subjectId, organizationId, capacity }) =>
      isPerson(capacity) ? `${names.item(subjectId)}, ${names.organization(organizationId)}` : names.item(subjectId),
    )
    .join('; ');

/** Subjects that an entry mentions. */
export const named = (ids: readonly Uuid[], names: Names): string => ids.map((id) => names.item(id)).join(', ');
