import { z } from 'zod';

const Roles = z.union([z.string(), z.array(z.string())]);
const Acl = z.looseObject({
  $r: Roles.optional(),
  $w: Roles.optional(),
  $d: Roles.optional(),
  $mr: Roles.optional(),
  $mw: Roles.optional(),
});
const Settings = z.looseObject({ $userStreamAcl: Acl.optional(), $systemStreamAcl: Acl.optional() });
const Metadata = z.looseObject({ $acl: z.union([Acl, z.string()]).optional() });
type Acl = z.output<typeof Acl>;

/** The access rights that are set in one place of a server, and the rights that should be set there. */
export interface Comparison {
  /** The present rights as text, for the administrator; null if none are set. */
  readonly before: string | null;
  /** `none`: no rights are set; `same`: the wanted rights are set; `differs`: other rights are set. */
  readonly verdict: 'none' | 'same' | 'differs';
  /** The text that sets exactly the product's rights and keeps every other setting of the place. */
  readonly exact: string;
  /**
   * The text that keeps the present rights and adds the product's user; null if the present text cannot be extended.
   */
  readonly added: string | null;
}

const ADMINS = '$admins';
const KEYS = ['$r', '$w', '$d', '$mr', '$mw'] as const;

/**
 * Default rights in `$settings`: the user may read and append to ordinary streams and read their metadata. Deletion,
 * metadata and system streams are for administrators. Everyone else has no rights.
 */
const defaultsFor = (user: string) => ({
  $userStreamAcl: { $r: [ADMINS, user], $w: [ADMINS, user], $d: [ADMINS], $mr: [ADMINS, user], $mw: [ADMINS] },
  $systemStreamAcl: { $r: [ADMINS], $w: [ADMINS], $d: [ADMINS], $mr: [ADMINS, user], $mw: [ADMINS] },
});

/** The server's defaults for a key that is not set. */
const UNSET = { $userStreamAcl: '$all', $systemStreamAcl: ADMINS } as const;

/** Compares the last event of `$settings`. @param found its data; undefined if there is none */
export function compareSettings(user: string, found: string | undefined): Comparison {
  const ours = defaultsFor(user);
  const present = parsed(Settings, found);
  if (present === null) return { before: found ?? null, verdict: 'differs', exact: text(ours), added: null };
  const none = present.$userStreamAcl === undefined && present.$systemStreamAcl === undefined;
  const same =
    sameAcl(present.$userStreamAcl, ours.$userStreamAcl) && sameAcl(present.$systemStreamAcl, ours.$systemStreamAcl);
  const added = (group: 'userStreamAcl' | 'systemStreamAcl') => {
    const acl = addedTo(present[`$${group}`] ?? {}, ours[`$${group}`], user, UNSET[`$${group}`]);
    return Object.keys(acl).length > 0 ? { [`$${group}`]: acl } : {};
  };
  return {
    before: none ? null : text(present),
    verdict: none ? 'none' : same ? 'same' : 'differs',
    exact: text({ ...present, ...ours }),
    added: text({ ...present, ...added('userStreamAcl'), ...added('systemStreamAcl') }),
  };
}

/**
 * Compares the metadata of `$all`: the user may read it.
 *
 * @param found the data of its last event; undefined if there is none
 */
export function compareAll(user: string, found: string | undefined): Comparison {
  const ours = { $r: [ADMINS, user] };
  const present = parsed(Metadata, found);
  if (present === null) return { before: found ?? null, verdict: 'differs', exact: text({ $acl: ours }), added: null };
  const { $acl: acl } = present;
  const verdict = acl === undefined ? 'none' : typeof acl !== 'string' && sameAcl(acl, ours) ? 'same' : 'differs';
  return {
    before: acl === undefined ? null : text(present),
    verdict,
    exact: text({ ...present, $acl: ours }),
    added: typeof acl === 'string' ? null : text({ ...present, $acl: addedTo(acl ?? {}, ours, user, ADMINS) }),
  };
}

/** An empty object for undefined, null for text that cannot be parsed. */
function parsed<T>(schema: z.ZodType<T>, found: string | undefined): T | null {
  try {
    return schema.parse(JSON.parse(found ?? '{}'));
  } catch {
    return null;
  }
}

const rolesOf = (roles: string | readonly string[] | undefined): readonly string[] =>
  typeof roles === 'string' ? [roles] : (roles ?? []);

function sameAcl(present: Acl | undefined, ours: Acl): boolean {
  return KEYS.every((key) => {
    const [wanted, current] = [rolesOf(ours[key]), rolesOf(present?.[key])];
    return wanted.length === current.length && wanted.every((role) => current.includes(role));
  });
}

function addedTo(present: Acl, ours: Acl, user: string, unset: string): Acl {
  const added = KEYS.flatMap((key) => {
    const roles = rolesOf(present[key] ?? unset);
    const missing = rolesOf(ours[key]).includes(user) && !roles.includes(user) && !roles.includes('$all');
    return missing ? [[key, [...roles, user]] as const] : [];
  });
  return { ...present, ...Object.fromEntries(added) };
}

const text = (value: object): string => JSON.stringify(value);
