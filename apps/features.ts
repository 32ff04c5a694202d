import * as access from '#features/access';
import * as confirmations from '#features/confirmations';
import * as countingRules from '#features/counting-rules';
import * as coverage from '#features/coverage';
import * as discipline from '#features/discipline';
import * as engagements from '#features/engagements';
import * as erasure from '#features/erasure';
import * as identity from '#features/identity';
import * as obligations from '#features/obligations';
import * as organizations from '#features/organizations';
import * as papers from '#features/papers';
import * as periods from '#features/periods';
import * as readings from '#features/readings';
import * as routineSupervision from '#features/routine-supervision';
import * as rulebook from '#features/rulebook';
import * as terms from '#features/terms';
import type { CodeList } from '#kernel/text';
import type { Feature, PermissionOf } from '#platform/feature';

/** THE list of features: API, worker, command line and tests read it. */
const list = [
  rulebook.feature,
  organizations.feature,
  identity.feature,
  access.feature,
  terms.feature,
  papers.feature,
  engagements.feature,
  routineSupervision.feature,
  discipline.feature,
  confirmations.feature,
  obligations.feature,
  erasure.feature,
  readings.feature,
  countingRules.feature,
  coverage.feature,
  periods.feature,
] as const;
export const features: readonly Feature[] = list;

/** What the routes of features ask for. */
export type FeaturePermission = PermissionOf<(typeof list)[number]>;

type Groups<F> = F extends Feature ? keyof F['permissions'] & string : never;
/** Groups that features put their permissions in. `figures`, `records`, `record` and `verdicts` mean the same in each. */
export type Group = Groups<(typeof list)[number]>;

/** What all features name in a group. */
export function permissionsIn(group: Group): readonly FeaturePermission[] {
  return list.flatMap(
    ({ permissions }: { readonly permissions: Readonly<Partial<Record<Group, readonly FeaturePermission[]>>> }) =>
      permissions[group] ?? [],
  );
}

/** Every code list by its name. @throws when two features give one name to two lists */
export const codeLists: ReadonlyMap<string, CodeList> = features.reduce((all, feature) => {
  for (const [name, list] of Object.entries(feature.codeLists)) {
    if (all.has(name)) throw new Error(`code list ${name} is published twice`);
    all.set(name, list);
  }
  return all;
}, new Map<string, CodeList>());
