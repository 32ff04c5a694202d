import { CAPACITIES, isPerson, KINDS, verbOf } from '#features/papers';
import type { PastEvent } from '#kernel/effective';
import type { DataOf } from '#kernel/event';
import type { Uuid } from '#kernel/ids';
import type { Introduced, Introduces } from '#kernel/names';
import { byPaper, type Names } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import type { Events } from '../engagement-events.js';
import { numberedSubject } from './phrases.js';
import type { Subject } from './shapes.js';

/** The subjects, remedies and members of the team that an entry introduces. */
export const introduces: Introduces<Events> = {
  EngagementOpened: ({ kind, subjects, team }) => [
    ...subjects.map((one) => ({ ...subject(one), trait: verbOf(kind) })),
    ...team.map(({ memberId }) => worker(memberId)),
  ],
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

/**
 * A subject in words: an organization by its name; a person by the name or the code, else by number and capacity.
 */
function subjectWords(number: number, { organizationId, capacity, memberId }: Subject, names: Names): Bilingual {
  const [of, as] = [names.organization(organizationId), CAPACITIES[capacity]];
  if (isPerson(capacity)) {
    const who = memberId === null ? undefined : names.known(memberId);
    if (typeof who !== 'string') return numberedSubject(number, capacity, who === null);
    return { vi: `${as.vi} ${who} (${of})`, en: `${as.en.replace(/^its /, '')} ${who} (${of})` };
  }
  if (capacity === 'ORGANIZATION') return { vi: of, en: of };
  return { vi: `${as.vi} của ${of}`, en: `${as.en.replace(/^its /, 'the ')} of ${of}` };
}

/** What other records call an engagement: its kind and its decision. */
export function called([opening]: readonly PastEvent[]): Bilingual | null {
  if (opening?.type !== 'EngagementOpened') return null;
  const { kind, decision } = opening.data as DataOf<Events['EngagementOpened']>;
  const [work, paper] = [KINDS[kind], byPaper(decision)];
  return { vi: `cuộc ${work.vi}${paper.vi.replace(/^,/, '')}`, en: `the ${work.en}${paper.en.replace(/^,/, '')}` };
}
