import { isPerson } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type Engagement, entriesOf } from '../engagement-events.js';
import { refuse } from './refusals.js';
import type { Subject } from './shapes.js';

/** A subject of an engagement, and the day on which it was removed. */
export interface OnRoster {
  readonly subject: Subject;
  readonly removedOn: PlainDate | null;
}
/** All current and former subjects, by id. */
export type Roster = ReadonlyMap<Uuid, OnRoster>;

/** Builds the roster from all entries of an engagement. @throws Rejection if a change of subjects is impossible */
export function checkSubjects(engagement: Engagement): Roster {
  const roster = new Map<Uuid, OnRoster>();
  const left = (): Subject[] => [...roster.values()].flatMap((on) => (on.removedOn === null ? [on.subject] : []));
  const add = (subjects: readonly Subject[]): void => {
    for (const subject of subjects) {
      if (isPerson(subject.capacity) !== (subject.memberId !== null)) refuse('CapacityMismatch');
      if (subject.memberId === null && (subject.isCommitteeMember !== null || subject.post !== null))
        refuse('CapacityMismatch');
      if (roster.has(subject.subjectId) || left().some((other) => isSame(other, subject))) refuse('SubjectTwice');
      roster.set(subject.subjectId, { subject, removedOn: null });
    }
  };
  for (const { type, data } of entriesOf(engagement, 'EngagementOpened', 'EngagementScopeChanged')) {
    if (type === 'EngagementOpened') {
      add(data.subjects);
      continue;
    }
    if (data.added.length + data.removed.length === 0) refuse('NothingChanged');
    for (const subjectId of data.removed) {
      const on = roster.get(subjectId);
      if (on?.removedOn !== null) return refuse('NoSuchSubject', { subjectId });
      roster.set(subjectId, { ...on, removedOn: data.decidedOn });
    }
    add(data.added);
    if (left().length === 0) refuse('NoSubjectLeft');
  }
  return roster;
}

/**
 * Whether two subjects are the same. A person is one subject, whatever the capacity. An organization is one subject in
 * each capacity.
 */
const isSame = (a: Subject, b: Subject): boolean =>
  a.memberId === null && b.memberId === null
    ? a.organizationId === b.organizationId && a.capacity === b.capacity
    : a.memberId === b.memberId;
