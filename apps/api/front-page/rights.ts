import type { Uuid } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import type { HeldRole } from '#platform/access/authority';
import * as listed from '../../list-of-features.js';
import { OWN } from '../../roles.js';
import { OF_FEATURES, OF_THE_PRODUCT } from './permission-words.js';

interface WordedGroup extends Bilingual {
  readonly permissions: readonly string[];
}

/** Every group of permissions with its words: those of the product first, then feature by feature. */
export const WORDED_GROUPS: readonly WordedGroup[] = [
  ...grouped(OWN, OF_THE_PRODUCT),
  ...Object.entries(OF_FEATURES).flatMap(([name, words]) =>
    grouped(listed[name as keyof typeof listed].permissions, words),
  ),
].filter(({ permissions }) => permissions.length > 0);

function grouped(
  permissions: Readonly<Record<string, readonly string[]>>,
  words: Readonly<Record<string, Bilingual>>,
): WordedGroup[] {
  return Object.entries(words).map(([group, { vi, en }]) => ({ vi, en, permissions: permissions[group] ?? [] }));
}

/** What a person may do, in words, for the groups of which they hold a permission. */
export function rightsInWords(holds: (permission: string) => boolean): readonly Bilingual[] {
  return WORDED_GROUPS.flatMap(({ vi, en, permissions }) => {
    const held = permissions.filter(holds).length;
    if (held === 0) return [];
    return [held === permissions.length ? { vi, en } : { vi: `${vi} (một phần)`, en: `${en} (in part)` }];
  });
}

/** The roles behind the permissions of a person, each once: a role may be held for several organizations. */
export function rolesHeld(groundsOf: (permission: string) => readonly HeldRole[]): readonly HeldRole[] {
  const roles = new Map<string, HeldRole>();
  for (const { permissions } of WORDED_GROUPS)
    for (const one of permissions.flatMap((permission) => groundsOf(permission)))
      roles.set([one.role, one.organizationId, one.delegation?.id].join(' '), one);
  return [...roles.values()];
}

/** A role as a person reads it: its name, where it holds, and by what. */
export function roleInWords(
  { organizationId, delegation }: Pick<HeldRole, 'organizationId' | 'delegation'>,
  role: Bilingual,
  names: ReadonlyMap<Uuid, string>,
): Bilingual {
  const place = organizationId === null ? null : names.get(organizationId);
  const at =
    organizationId === null
      ? { vi: ', ở mọi tổ chức', en: ', for all organizations' }
      : place === undefined || place === null
        ? { vi: ', ở một tổ chức', en: ', for one organization' }
        : { vi: `, ở ${place} và cấp dưới`, en: `, for ${place} and all under it` };
  const by = delegation === null ? { vi: '', en: '' } : { vi: ', theo ủy quyền', en: ', by delegation' };
  return { vi: begun(`${role.vi}${at.vi}${by.vi}`), en: begun(`${role.en}${at.en}${by.en}`) };
}

const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
