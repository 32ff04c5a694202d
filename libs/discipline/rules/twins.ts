import { paperKey } from '#features/papers';
import type { EventOf } from '#kernel/event';
import type { TwinStatement, Twins } from '#kernel/twins';
import type { Case, Events } from '../case-events.js';

type Opened = Extract<EventOf<Events>, { type: 'DisciplineCaseOpened' }>['data'];

/** Cases on one subject from one source, opened on one day, or decided by one paper, may be one case recorded twice. */
export const twins = {
  as: 'DisciplineCase',
  of: ({ type, data }) => {
    if (type === 'DisciplineCaseOpened') return opening(data);
    // The day of the paper; where only the day of signing is recorded beside it, that day.
    if (type === 'DisciplineDecided')
      return paperKey({ ...data.document, signedOn: data.document.signedOn ?? data.signedOn }, data.decidingBody);
    return type === 'DecisionChanged' ? paperKey(data.document, data.by) : [];
  },
  apart: {},
} as const satisfies Twins<Case, EventOf<Events>>;

function opening({ subject, source, openedOn }: Opened): readonly TwinStatement[] {
  const from = 'other' in source ? source.other : `${source.engagementId} ${source.subjectId ?? ''}`;
  const begun: TwinStatement = { says: 'begins', issuer: null };
  const tied: readonly TwinStatement[] = 'other' in source ? [] : [{ says: 'tie', to: source.engagementId }];
  if (openedOn === null) return [begun, ...tied];
  const key = `${subject.organizationId} ${subject.memberId ?? ''} ${from} ${openedOn}`;
  return [begun, { says: 'key', kind: 'CASE', issuer: '', key, number: null, day: openedOn }, ...tied];
}
