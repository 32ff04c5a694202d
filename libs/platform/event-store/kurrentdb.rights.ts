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

/** What stands in one place of a server, and what is to stand there. */
export interface Comparison {
  /** As text, for whoever decides; null where nothing is set. */
  readonly before: string | null;
  /** none: nothing is set; same: nothing to do; differs: somebody set something else. */
  readonly verdict: 'none' | 'same' | 'differs';
  /** The text that sets exactly our rights and leaves everything else of the place. */
  readonly exact: string;
  /** The text that keeps what others set and adds our user to it; null where that cannot be said of what stands there. */
  readonly added: string | null;
}

const ADMINS = '$admins';
const KEYS = ['$r', '$w', '$d', '$mr', '$mw'] as const;

/**
 * Rights by default, in `$settings`: the user may read and append to ordinary streams and read their metadata; delete and
 * metadata are for administrators, the system's streams too. Nobody else may do anything.
 */
const defaultsFor = (user: string) => ({
  $userStreamAcl: { $r: [ADMINS, user], $w: [ADMINS, user], $d: [ADMINS], $mr: [ADMINS, user], $mw: [ADMINS] },
  $systemStreamAcl: { $r: [ADMINS], $w: [ADMINS], $d: [ADMINS], $mr: [ADMINS, user], $mw: [ADMINS] },
});

/** What the server takes where a key is not set. */
const UNSET = { $userStreamAcl: '$all', $systemStreamAcl: ADMINS } as const;

/** The last event of `$settings`. @param found its data; undefined where there is none */
export function compareSettings(user: string, found: string | undefined): Comparison {
  const ours = defaultsFor(user);
  const there = parsed(Settings, found);
  if (there === null) return { before: found ?? null, verdict: 'differs', exact: text(ours), added: null };
  const none = there.$userStreamAcl === undefined && there.$systemStreamAcl === undefined;
  const same =
    sameAcl(there.$userStreamAcl, ours.$userStreamAcl) && sameAcl(there.$systemStreamAcl, ours.$systemStreamAcl);
  const added = (group: 'userStreamAcl' | 'systemStreamAcl') => {
    const acl = addedTo(there[`$${group}`] ?? {}, ours[`$${group}`], user, UNSET[`$${group}`]);
    return Object.keys(acl).length > 0 ? { [`$${group}`]: acl } : {};
  };
  return {
    before: none ? null : text(there),
    verdict: none ? 'none' : same ? 'same' : 'differs',
    exact: text({ ...there, ...ours }),
    added: text({ ...there, ...added('userStreamAcl'), ...added('systemStreamAcl') }),
  };
}

/** The metadata of `$all`: the user may read it. @param found the data of its last event; undefined where there is none */
export function compareAll(user: string, found: string | undefined): Comparison {
  const ours = { $r: [ADMINS, user] };
  const there = parsed(Metadata, found);
  if (there === null) return { before: found ?? null, verdict: 'differs', exact: text({ $acl: ours }), added: null };
  const { $acl: acl } = there;
  const verdict = acl === undefined ? 'none' : typeof acl !== 'string' && sameAcl(acl, ours) ? 'same' : 'differs';
  return {
    before: acl === undefined ? null : text(there),
    verdict,
    exact: text({ ...there, $acl: ours }),
    added: typeof acl === 'string' ? null : text({ ...there, $acl: addedTo(acl ?? {}, ours, user, ADMINS) }),
  };
}

/** An empty object for nothing, null for what cannot be understood. */
function parsed<T>(schema: z.ZodType<T>, found: string | undefined): T | null {
  try {
    return schema.parse(JSON.parse(found ?? '{}'));
  } catch {
    return null;
  }
}

const rolesOf = (roles: string | readonly string[] | undefined): readonly string[] =>
  typeof roles === 'string' ? [roles] : (roles ?? []);

function sameAcl(there: Acl | undefined, ours: Acl): boolean {
  return KEYS.every((key) => {
    const [mine, theirs] = [rolesOf(ours[key]), rolesOf(there?.[key])];
    return mine.length === theirs.length && mine.every((role) => theirs.includes(role));
  });
}

function addedTo(there: Acl, ours: Acl, user: string, unset: string): Acl {
  const added = KEYS.flatMap((key) => {
    const roles = rolesOf(there[key] ?? unset);
    const missing = rolesOf(ours[key]).includes(user) && !roles.includes(user) && !roles.includes('$all');
    return missing ? [[key, [...roles, user]] as const] : [];
  });
  return { ...there, ...Object.fromEntries(added) };
}

const text = (value: object): string => JSON.stringify(value);
