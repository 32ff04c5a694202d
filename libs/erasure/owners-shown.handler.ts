import { disciplineCase } from '#features/discipline';
import { engagement } from '#features/engagements';
import { member } from '#features/members';
import type { Decider } from '#kernel/decider';
import type { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { Executor } from '#platform/commands/execute';
import { RecordsShown } from '#platform/commands/records-shown';

/**
 * The kinds of record that may be restricted or hold content that is sealed for a person; a row that names such a record
 * is shown to those only who may see the record. A test compares them with the list of features.
 */
export const KINDS_OF_CASES: readonly Decider[] = [engagement, disciplineCase, member];

/**
 * The owners whose erasures and holds a caller may be told of: no record that the caller may not see, none about the
 * caller, and not the caller. Judged by the records as they are now. Cost: two reads of the store for each kind of each
 * owner that the cache does not hold.
 */
export async function ownersShown(executor: Executor, owners: readonly Uuid[], by: Caller): Promise<ReadonlySet<Uuid>> {
  const shown = new RecordsShown(executor, by);
  const records = owners.map((id) => ({ id, kinds: KINDS_OF_CASES }));
  await shown.prepare(records);
  return new Set(records.filter((one) => shown.isShown(one, [one.id])).map(({ id }) => id));
}
