import type { z } from 'zod';
import { type Bilingual, TEXT_FAULTS } from '#kernel/text';
import { FORMS } from './forms.js';
import type { FieldError, Place } from './problems.js';

type Issue = z.core.$ZodIssue;

/** Maximum number of errors reported for one request. */
const MOST = 50;
/** Maximum length of the name of an unknown field, which comes from the caller. */
const LONGEST_NAME = 80;

/** Converts the errors that a schema found: the first error of every field, in both languages, without its value. */
export function fieldErrors(place: Place, issues: readonly Issue[], at: readonly PropertyKey[] = []): FieldError[] {
  const first = new Map<string, FieldError>();
  for (const error of issues.flatMap((issue) => oneIssue(place, issue, at)))
    if (first.size < MOST && !first.has(error.field)) first.set(error.field, error);
  return [...first.values()];
}

/** The errors that name fields or parameters which do not exist. */
export const unknownFields = (place: Place, names: readonly string[]): FieldError[] =>
  fieldErrors(place, [{ code: 'unrecognized_keys', keys: [...names], path: [], message: '' }]);

function oneIssue(place: Place, issue: Issue, at: readonly PropertyKey[]): FieldError[] {
  const path = [...at, ...issue.path];
  const error = (sentence: Bilingual, code: string, more: readonly PropertyKey[] = []): FieldError => ({
    in: place,
    field: dotted([...path, ...more]),
    code,
    vi: sentence.vi,
    en: sentence.en,
  });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MOST).map((key) => error(UNKNOWN, 'unknown-field', [key]));
    case 'invalid_type':
      return [isMissing(issue) ? error(MISSING, 'missing') : error(expected(issue.expected), 'wrong-type')];
    case 'too_small':
      return [error(bound('least', issue.origin, issue.minimum, issue.inclusive), 'too-small')];
    case 'too_big':
      return [error(bound('most', issue.origin, issue.maximum, issue.inclusive), 'too-big')];
    case 'invalid_format':
      return [error(FORMATS[issue.format] ?? FORMS[issue.pattern ?? ''] ?? FORM, 'wrong-format')];
    case 'invalid_value':
      return [error(oneOf(issue.values), 'not-allowed')];
    case 'invalid_union':
      return ofUnion(place, issue, path) ?? [error(FORM, 'wrong-format')];
    case 'invalid_key':
    case 'invalid_element':
      return fieldErrors(place, issue.issues, path);
    case 'not_multiple_of':
      return [
        error(
          { vi: `Phải là bội số của ${issue.divisor}`, en: `Must be a multiple of ${issue.divisor}` },
          'not-multiple',
        ),
      ];
    case 'custom': {
      const fault = Object.entries(TEXT_FAULTS).find(([name]) => name === issue.message);
      if (fault) return [error(fault[1], fault[0])];
      const { code, ...sentence } = RULES[issue.message] ?? { code: 'not-valid', ...FORM };
      return [error(sentence, code)];
    }
  }
}

/** Reports a union by the shape that matches best: the one with the fewest errors among those that fail in a member. */
function ofUnion(place: Place, issue: Extract<Issue, { code: 'invalid_union' }>, path: readonly PropertyKey[]) {
  const shapes = issue.errors.filter((issues) => issues.some((one) => one.path.length > 0));
  const best = shapes.sort((a, b) => a.length - b.length)[0];
  return best && fieldErrors(place, best, path);
}

const dotted = (path: readonly PropertyKey[]): string =>
  path
    .map((key) =>
      String(key)
        .toWellFormed()
        .replace(/\p{Cc}/gu, '�')
        .slice(0, LONGEST_NAME),
    )
    .join('.');

/** zod says that a field is absent only in the text of the issue, since the issue holds no received value. */
const isMissing = (issue: Issue): boolean => issue.message.endsWith('received undefined');

const UNKNOWN: Bilingual = { vi: 'Không có trường này; hãy bỏ đi', en: 'There is no such field; remove it' };
const MISSING: Bilingual = { vi: 'Bắt buộc phải có', en: 'Is required' };
const FORM: Bilingual = { vi: 'Không đúng dạng quy định', en: 'Does not have the required form' };

const TYPES: Readonly<Record<string, Bilingual>> = {
  string: { vi: 'chuỗi ký tự', en: 'a string' },
  number: { vi: 'số', en: 'a number' },
  int: { vi: 'số nguyên', en: 'an integer' },
  boolean: { vi: 'đúng hoặc sai (true, false)', en: 'true or false' },
  object: { vi: 'một đối tượng JSON', en: 'a JSON object' },
  record: { vi: 'một đối tượng JSON', en: 'a JSON object' },
  array: { vi: 'một danh sách', en: 'a list' },
  null: { vi: 'null', en: 'null' },
};

const expected = (type: string): Bilingual => {
  const { vi, en } = TYPES[type] ?? { vi: type, en: type };
  return { vi: `Phải là ${vi}`, en: `Must be ${en}` };
};

const FORMATS: Readonly<Record<string, Bilingual>> = {
  uuid: { vi: 'Phải là một UUID', en: 'Must be a UUID' },
  date: {
    vi: 'Phải là một ngày có thật, dạng NNNN-TT-NN (năm-tháng-ngày)',
    en: 'Must be a day that exists, as YYYY-MM-DD',
  },
  datetime: {
    vi: 'Phải là thời điểm UTC, dạng NNNN-TT-NNTgg:pp:ss.sssZ',
    en: 'Must be a moment in UTC, as YYYY-MM-DDTHH:mm:ss.sssZ',
  },
};

/** The sentences of the kernel's own checks, by the message of each check. */
const RULES: Readonly<Record<string, Bilingual & { readonly code: string }>> = {
  'from after to': {
    code: 'reversed',
    vi: 'Ngày đầu không được sau ngày cuối',
    en: 'The first day must not be after the last day',
  },
  'lone surrogate': { code: 'broken-unicode', vi: 'Có ký tự Unicode không hợp lệ', en: 'Contains invalid Unicode' },
  'control character': {
    code: 'control-character',
    vi: 'Có ký tự điều khiển; hãy bỏ đi',
    en: 'Contains a control character; remove it',
  },
  'named twice': { code: 'named-twice', vi: 'Không được nêu hai lần', en: 'Must not be named twice' },
  'year out of range 1900..2199': {
    code: 'out-of-range',
    vi: 'Năm phải từ 1900 đến 2199',
    en: 'The year must be from 1900 to 2199',
  },
};

function bound(
  side: 'least' | 'most',
  origin: string,
  limit: number | bigint,
  inclusive: boolean | undefined,
): Bilingual {
  const en =
    inclusive === false
      ? { least: 'more than', most: 'less than' }[side]
      : { least: 'at least', most: 'at most' }[side];
  const vi =
    inclusive === false ? { least: 'lớn hơn', most: 'nhỏ hơn' }[side] : { least: 'ít nhất', most: 'nhiều nhất' }[side];
  const unit: Bilingual =
    origin === 'string'
      ? { vi: ' ký tự', en: ' characters' }
      : origin === 'array' || origin === 'set'
        ? { vi: ' mục', en: ' items' }
        : { vi: '', en: '' };
  return { vi: `Phải ${vi} ${limit}${unit.vi}`, en: `Must be ${en} ${limit}${unit.en}` };
}

function oneOf(values: readonly unknown[]): Bilingual {
  const list = values.slice(0, 30).map(String).join(', ');
  return { vi: `Phải là một trong: ${list}`, en: `Must be one of: ${list}` };
}
