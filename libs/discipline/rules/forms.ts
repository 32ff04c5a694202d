import type { Post } from '#features/papers';
import { type DisciplineForm, disciplineForms, type SubjectClass } from '#features/rulebook';
import { refuse } from './refusals.js';

/** The forms of discipline of a class of subjects, lightest first. */
export const formsOf = (subject: SubjectClass): readonly DisciplineForm[] =>
  disciplineForms(subject).map(({ form }) => form);

/** Negative if form `a` is lighter than form `b`. */
export const heavier = (subject: SubjectClass, a: DisciplineForm, b: DisciplineForm): number =>
  formsOf(subject).indexOf(a) - formsOf(subject).indexOf(b);

/**
 * Refuses a form that does not apply to a class of subjects (docs/domain.md 4.1). The form must be in clear: of a
 * person, the intake handler calls this before it seals the form; of an organization, the decider calls it.
 *
 * @throws Rejection FormNotOfClass | RemovalWithoutPost | PostsWithoutRemoval
 */
export function assertForm(subject: SubjectClass, form: DisciplineForm, posts: readonly Post[]): void {
  if (!formsOf(subject).includes(form)) refuse('FormNotOfClass', { class: subject });
  if (form === 'REMOVAL' && posts.length === 0) refuse('RemovalWithoutPost');
  if (form !== 'REMOVAL' && posts.length > 0) refuse('PostsWithoutRemoval');
}

/**
 * Refuses a raised form that is not heavier, and a lowered form that is not lighter. @throws Rejection
 * ChangeNotInThatDirection
 */
export function assertDirection(
  subject: SubjectClass,
  how: 'RAISED' | 'LOWERED',
  from: DisciplineForm,
  to: DisciplineForm,
): void {
  const step = heavier(subject, to, from);
  if (how === 'RAISED' ? step <= 0 : step >= 0) refuse('ChangeNotInThatDirection');
}
