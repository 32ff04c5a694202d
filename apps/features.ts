import type { CodeList } from '#kernel/text';
import type { Feature, PermissionOf } from '#platform/feature';
import * as listed from './list-of-features.js';

const list = Object.values(listed);

/** Every feature: API, worker, command line and tests read it. */
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
