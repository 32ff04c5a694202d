import type { CodeList } from '#kernel/text';
import type { Feature, PermissionOf } from '#platform/feature';
import * as listed from './list-of-features.js';

const list = Object.values(listed);

/** Every feature, for API, worker, command line and tests. */
export const features: readonly Feature[] = list;

/** The permissions that routes of features require. */
export type FeaturePermission = PermissionOf<(typeof list)[number]>;

type Groups<F> = F extends Feature ? keyof F['permissions'] & string : never;
/** Groups of permissions in features. `figures`, `records`, `record` and `verdicts` mean the same in each feature. */
export type Group = Groups<(typeof list)[number]>;

/** The permissions of a group, of all features. */
export function permissionsIn(group: Group): readonly FeaturePermission[] {
  return list.flatMap(
    ({ permissions }: { readonly permissions: Readonly<Partial<Record<Group, readonly FeaturePermission[]>>> }) =>
      permissions[group] ?? [],
  );
}

/** Every code list by its name. @throws when two features give one name to two lists */
export const codeLists: ReadonlyMap<string, CodeList> = features.reduce((all, feature) => {
  for (const [name, list] of Object.entries(feature.codeLists)) {
    if (all.has(name)) throw new Error(`two features publish a code list ${name}; rename one`);
    all.set(name, list);
  }
  return all;
}, new Map<string, CodeList>());
