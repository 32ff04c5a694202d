import { ruleSetTitle } from '#features/rulebook';
import type { Json } from '#kernel/canonical-json';
import { dayOf, Instant, PlainDate } from '#kernel/dates';
import { idKindOf, lastName } from '#kernel/id-fields';
import { streamId, Uuid } from '#kernel/ids';
import type { Names, NamesInBoth } from '#kernel/names';
import { dayText, SEALED } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { codeLists } from '../../features.js';
import { type Field, dataDictionary } from '../data-dictionary.js';

/** One value in the content of an event. */
export interface Leaf {
  /** Its place, as corrections name it: `subjects.0.capacity`. */
  readonly place: string;
  /** Its path in the data dictionary: `subjects[].capacity`. */
  readonly path: string;
  readonly field: Field | undefined;
  readonly value: Json;
}

let fields: ReadonlyMap<string, ReadonlyMap<string, Field>> | undefined;
/** The fields of every event, by event and path; made at the first question, since it takes long. */
const fieldsOf = (type: string): ReadonlyMap<string, Field> | undefined =>
  (fields ??= new Map(
    dataDictionary().events.map((event) => [event.type, new Map(event.fields.map((field) => [field.path, field]))]),
  )).get(type);

/** Every value in the content of an event, in the order of its fields. */
export function leavesOf(type: string, data: Json): readonly Leaf[] {
  const known = fieldsOf(type);
  const walk = (value: Json, place: string, path: string): readonly Leaf[] => {
    if (Array.isArray(value) && value.some((one) => typeof one === 'object' && one !== null))
      return value.flatMap((one: Json, i) => walk(one, `${place}.${i}`, `${path}[]`));
    const members = value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
    const isKnown = members.some(([name]) => known?.has(path === '' ? name : `${path}.${name}`));
    if (!isKnown) return path === '' ? [] : [{ place, path, field: known?.get(path), value }];
    return members.flatMap(([name, one]) =>
      walk(one, place === '' ? name : `${place}.${name}`, path === '' ? name : `${path}.${name}`),
    );
  };
  return walk(data, '', '');
}

const ABSENT: Bilingual = { vi: 'chưa ghi', en: 'not stated' };
const NONE: Bilingual = { vi: 'không có', en: 'none' };
const OWN_ID: Bilingual = { vi: '(mã riêng)', en: '(an id of its own)' };
const THEIR_SUBJECT: Bilingual = { vi: 'một đối tượng của cuộc đó', en: 'a subject of that work' };
const TRUE: Bilingual = { vi: 'có', en: 'yes' };
const FALSE: Bilingual = { vi: 'không', en: 'no' };

/** A value in words: codes by their lists, ids by names, days as people write them; sealed content stays sealed. */
export function valueWords({ path, field, value }: Omit<Leaf, 'place'>, names: NamesInBoth): Bilingual {
  if (value === null) return ABSENT;
  if (field && field.sealedFor !== null) return SEALED;
  if (Array.isArray(value)) {
    if (value.length === 0) return NONE;
    return joined(value.map((one: Json) => valueWords({ path, field, value: one }, names)));
  }
  if (typeof value === 'object') return joined(Object.entries(value).map(([key, one]) => pair(codeWords(key), one)));
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  if (typeof value === 'number') return both(String(value));
  const code = field?.codeList ? codeLists.get(field.codeList)?.[value] : undefined;
  if (code) return { vi: code.vi, en: code.en };
  if (SEALED_TEXT.test(value)) return SEALED;
  const day = PlainDate.safeParse(value);
  if (day.success) return dayText(day.data);
  const moment = Instant.safeParse(value);
  if (moment.success) return dayText(dayOf(moment.data));
  const id = Uuid.safeParse(value);
  if (id.success) return { vi: idWords(path, id.data, names.vi, 'vi'), en: idWords(path, id.data, names.en, 'en') };
  if (lastName(path).startsWith('ruleSetId')) return ruleSetTitle(value);
  return both(value);
}

/** What a sealed field held, in words: codes by the list that the field names, days as people write them. */
export function sealedWords(type: string, place: string, value: Json): Bilingual {
  if (Array.isArray(value))
    return value.length === 0 ? NONE : joined(value.map((one: Json) => sealedWords(type, place, one)));
  if (typeof value === 'object' && value !== null)
    return joined(Object.entries(value).map(([key, one]) => pair(codeWords(key), one)));
  const name = lastName(place.replace(/\.\d+/gu, ''));
  const list = SEALED_CODES[`${type} ${name}`] ?? SEALED_CODES[name];
  const code = codeLists.get(list ?? '')?.[String(value)];
  if (code) return { vi: code.vi, en: code.en };
  const day = PlainDate.safeParse(value);
  return day.success ? dayText(day.data) : both(String(value));
}
/** The code lists of sealed codes, by field, and by event where the name of a field means several. */
const SEALED_CODES: Readonly<Record<string, string>> = {
  sealedForm: 'discipline-forms',
  sealedPosts: 'posts',
  sealedOutcome: 'outcomes',
  'DisciplineNotImposed sealedReason': 'not-imposed-reasons',
  'DisciplinePostponed sealedReason': 'postponement-reasons',
};

const SEALED_TEXT = /^mcs\d\./;
const both = (text: string): Bilingual => ({ vi: text, en: text });
const joined = (all: readonly Bilingual[]): Bilingual => ({
  vi: all.map(({ vi }) => vi).join(', '),
  en: all.map(({ en }) => en).join(', '),
});
function pair(key: Bilingual, value: Json): Bilingual {
  const count = JSON.stringify(value);
  return { vi: `${key.vi} ${count}`, en: `${key.en} ${count}` };
}
/** Words for a code that is the name of a member, as forms are in the votes of a ballot. */
const codeWords = (code: string): Bilingual =>
  codeLists.get('discipline-forms')?.[code] ?? { vi: 'không kỷ luật', en: 'no discipline' };

function idWords(path: string, id: Uuid, names: Names, language: keyof Bilingual): string {
  const kind = idKindOf(path);
  if (typeof kind === 'object') return names.record(streamId(kind.record, id));
  switch (kind) {
    case 'organization':
      return names.organization(id);
    case 'member':
      return names.member(id);
    case 'person':
    case 'owner':
      return names.person(id);
    case 'item':
      return names.item(id);
    case 'elsewhere':
      return THEIR_SUBJECT[language];
    case 'own':
      return OWN_ID[language];
  }
}
