import type { Json } from '#kernel/canonical-json';
import { Uuid } from '#kernel/ids';

/** An organization, a discipline case, or an engagement with or without its subject, that a command refers to. */
export interface Reference {
  readonly to: 'organization' | 'engagement' | 'case';
  readonly id: Uuid;
  /** The subject of that engagement to which the command refers; null: to none in particular. */
  readonly subjectId: Uuid | null;
  /** Path of the field in the request. */
  readonly field: string;
}

const REFERS: Readonly<Record<string, Reference['to']>> = {
  organizationId: 'organization',
  organizationIds: 'organization',
  byOrganizationId: 'organization',
  workedAt: 'organization',
  engagementId: 'engagement',
  combinedWith: 'engagement',
  into: 'engagement',
  disciplineCaseId: 'case',
};

/** References in the data of a command. */
export const referencesIn = (data: Json): Reference[] => under('', data, '', null);

/** References in the new values of a correction. */
export const referencesInChanges = (changes: readonly { readonly field: string; readonly to: Json }[]): Reference[] =>
  changes.flatMap(({ field, to }, i) => {
    const key = field.split('.').findLast((name) => !/^\d+$/.test(name)) ?? '';
    return under(key, to, `changes.${i}.to`, null);
  });

/** References in a value. An element of a list has the key of the list. */
function under(key: string, value: Json, field: string, subjectId: Uuid | null): Reference[] {
  const inner = (name: string | number) => (field === '' ? String(name) : `${field}.${name}`);
  if (isList(value)) return value.flatMap((member, i) => under(key, member, inner(i), null));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, member]) => under(name, member, inner(name), idIn(value.subjectId)));
  const [to, id] = [REFERS[key], idIn(value)];
  return to && id ? [{ to, id, subjectId: key === 'engagementId' ? subjectId : null, field }] : [];
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const idIn = (value: Json | undefined): Uuid | null => Uuid.safeParse(value).data ?? null;
