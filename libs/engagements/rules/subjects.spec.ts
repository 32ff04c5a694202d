import { describe, it } from '@jest/globals';
import { scenario } from '#kernel/testing';
import { engagement } from '../engagement.js';
import {
  body,
  changeScope,
  conclude,
  concludedStory,
  FIRST,
  given as founded,
  id,
  opened,
  scopeChanged,
  SECOND,
} from '../testing.js';

const { given } = scenario(engagement);

describe('a change of scope', () => {
  it('adds subjects, each with its id, and removes others', () =>
    given(opened())
      .when(changeScope('2026-03-10', [body(6)], [SECOND.subjectId]))
      .thenRecorded(scopeChanged('2026-03-10', [body(6, { subjectId: founded(0) })], [SECOND.subjectId])));
  it('that changes nothing is refused', () =>
    given(opened())
      .when(changeScope('2026-03-10', [], []))
      .thenRefused('NothingChanged'));
  it('removes subjects that there are', () => {
    given(opened())
      .when(changeScope('2026-03-10', [], [id(1)]))
      .thenRefused('NoSuchSubject');
    given(opened(), scopeChanged('2026-03-10', [], [SECOND.subjectId]))
      .when(changeScope('2026-03-11', [], [SECOND.subjectId]))
      .thenRefused('NoSuchSubject');
  });
  it('refuses to add a present subject, but may add a removed one again', () => {
    given(opened())
      .when(changeScope('2026-03-10', [body(3)], []))
      .thenRefused('SubjectTwice');
    given(opened(), scopeChanged('2026-03-10', [], [FIRST.subjectId]))
      .when(changeScope('2026-03-12', [body(3)], []))
      .thenRecorded(scopeChanged('2026-03-12', [body(3, { subjectId: founded(0) })], []));
  });
  it('leaves one subject at least', () =>
    given(opened({ subjects: [FIRST] }))
      .when(changeScope('2026-03-10', [], [FIRST.subjectId]))
      .thenRefused('NoSubjectLeft'));
  it('removes none that is concluded, and none that is removed is concluded', () => {
    given(opened(), concludedStory(FIRST, '2026-04-20'))
      .when(changeScope('2026-04-21', [], [FIRST.subjectId]))
      .thenRefused('ConcludedAndRemoved', { subjectId: FIRST.subjectId });
    given(opened(), scopeChanged('2026-03-10', [], [FIRST.subjectId]))
      .when(conclude(concludedStory(FIRST, '2026-04-20')))
      .thenRefused('ConcludedAndRemoved');
  });
});
