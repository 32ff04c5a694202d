import { type Db, knownAt } from '#platform/projections/rows-for';
import type { countingRules } from './counting-rules.projection.js';
import { type RuleVersion, versionsOf } from './rule-versions.js';

export type CountingRulesDb = Db<typeof countingRules>;

/** Every version known at a log position, ordered by name, then version. */
export async function rulesKnown(db: CountingRulesDb, position: bigint): Promise<readonly RuleVersion[]> {
  const [definitions, approvals] = await Promise.all([
    db.selectFrom('definitions').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('approvals').where(knownAt(position)).selectAll().execute(),
  ]);
  return versionsOf({ definitions, approvals });
}
