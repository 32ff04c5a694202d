import { isPerson } from '#features/papers';
import type { JsonObject } from '#kernel/canonical-json';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type Engagement, entriesOf } from '../engagement-events.js';
import { numberedSubject } from './phrases.js';
import { refuse } from './refusals.js';
import type { Subject } from './shapes.js';

/** A subject of an engagement, and the day on which it was removed. */
export interface OnRoster {
  readonly subject: Subject;
  readonly removedOn: PlainDate | null;
}
/** All current and former subjects, by id. */
export type Roster = ReadonlyMap<Uuid, OnRoster>;

/** Detail of a refusal about a subject: its id, and the words by which the sentence names it. */
export function subjectNamed(roster: Roster, subjectId: Uuid): { subjectId: Uuid; subject: JsonObject } {
  const on = roster.get(subjectId);
  const number = [...roster.keys()].indexOf(subjectId) + 1;
  return { subjectId, subject: { ...(on ? numberedSubject(number, on.subject.capacity) : NAMELESS) } };
}
const NAMELESS = { vi: 'đối tượng được nêu', en: 'the named subject' };

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
