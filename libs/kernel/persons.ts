import type { Json } from './canonical-json.js';
import { idKindOf } from './id-fields.js';
import { Uuid } from './ids.js';

/** A person whom a command or an event names. */
export interface PersonNamed {
  readonly id: Uuid;
  /** Path of the field in the content, members and indexes separated by dots: `subjects.0.memberId`. */
  readonly field: string;
  /** `member`: a person whom records name; `person`: one who acts, and may have an account alone. */
  readonly as: 'member' | 'person';
}

/**
 * The persons whom the content of a command or of an event names, those in the new values of a correction and in the acts
 * of a proposal included. Cost: one pass over the content.
 */
export const personsIn = (content: Json): readonly PersonNamed[] => within(content, '', '');

/**
 * @param path of the field, in the content that it belongs to: a change of a correction says it in `field`
 * @param place of the field, in the request
 */
function within(value: Json, path: string, place: string): readonly PersonNamed[] {
  const at = (name: string | number): string => (place === '' ? String(name) : `${place}.${name}`);
  if (isList(value)) return value.flatMap((one, i) => within(one, `${path}[]`, at(i)));
  if (value !== null && typeof value === 'object') {
    const { field, to } = value;
    if (typeof field === 'string' && Object.hasOwn(value, 'from') && to !== undefined)
      return within(to, field, at('to'));
    return Object.entries(value).flatMap(([name, one]) =>
      // What an act of a proposal states is at its own path.
      name === 'data' ? within(one, '', at(name)) : within(one, path === '' ? name : `${path}.${name}`, at(name)),
    );
  }
  const as = idKindOf(path);
  const id = as === 'member' || as === 'person' ? Uuid.safeParse(value).data : undefined;
  return id && (as === 'member' || as === 'person') ? [{ id, field: place, as }] : [];
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
