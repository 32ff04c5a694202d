import { type NamedInAct, NOTHING_SAID } from '#features/members';
import type { SubjectClass } from '#features/rulebook';
import { type CaseRecord, dayOfDecision } from './case-record.js';

const OPENING = { vi: 'việc lập hồ sơ', en: 'opening of the case' };
const DECISION = { vi: 'quyết định kỷ luật', en: 'disciplinary decision' };
const STATUS: Readonly<Record<SubjectClass, NamedInAct['status']>> = {
  OFFICIAL_MEMBER: 'OFFICIAL',
  PROBATIONARY_MEMBER: 'PROBATIONARY',
  ORGANIZATION: null,
};

/** The person whom a case is about, with what the case says of the person. */
export function personsIn(record: CaseRecord): readonly NamedInAct[] {
  const { subject, openedOn } = record;
  const { memberId, organizationId } = subject;
  if (memberId === null) return [];
  const act = openedOn === null ? { what: DECISION, on: dayOfDecision(record) } : { what: OPENING, on: openedOn };
  return [{ ...NOTHING_SAID, ...act, memberId, organizationId, status: STATUS[subject.class] }];
}
