import type { DisciplineForm } from '#features/rulebook';
import type { PlainDate } from '#kernel/dates';
import type { Change } from '../codes.js';

/**
 * The form of the decision on an organization after the changes on complaint; null if none was decided or the decision
 * was annulled.
 */
export function formInForce(
  decision: { readonly form: DisciplineForm | null } | null | undefined,
  changes: readonly { readonly changedOn: PlainDate; readonly how: Change; readonly form: DisciplineForm | null }[],
): DisciplineForm | null {
  const inTime = [...changes].sort((a, b) => (a.changedOn < b.changedOn ? -1 : a.changedOn > b.changedOn ? 1 : 0));
  return inTime.reduce<DisciplineForm | null>(
    (form, { how, form: changed }) => (how === 'ANNULLED' ? null : (changed ?? form)),
    decision?.form ?? null,
  );
}
