import type { Uuid } from '#kernel/ids';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * The keys of the same case about other records of the same person. A key holds the id of the subject, and the keys in
 * the tables and in the log stay as they were recorded, so that a link can be ended; so the key that is looked up is
 * varied. Cost: nothing where no records are linked.
 *
 * @param groups the records of one person, by each record; records without links are left out
 */
export function alikeKeys(key: string, groups: ReadonlyMap<Uuid, ReadonlySet<Uuid>>): readonly string[] {
  if (groups.size === 0 || !key.startsWith('CASE ')) return [];
  return [...new Set(key.match(UUID))].flatMap((id) =>
    [...(groups.get(id as Uuid) ?? [])].filter((other) => other !== id).map((other) => key.replaceAll(id, other)),
  );
}
