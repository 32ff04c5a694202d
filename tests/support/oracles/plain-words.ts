import { codeLists } from '../../../apps/features.js';

/** Codes of the lists that no Vietnamese text contains for another reason. */
const CODES = new Set(
  [...codeLists.values()].flatMap((list) => Object.keys(list)).filter((code) => /^[A-Z]{5,}$/.test(code)),
);

/** Words that were replaced by those of an office. */
const FORMER =
  /niêm phong|lệnh giữ|nhật ký đọc|kho ghi nhận|bảng đọc|việc phải làm tiếp|bản ghi số|ghi nhận số \d|tạm hoãn xem xét/iu;

/** English words of programs and of this product that do not belong in a Vietnamese sentence. */
const ENGLISH =
  /\b(the|and|or|not|with|without|field|entry|record|stream|event|subject|member|official|decision|engagement|organization|unknown|invalid|missing|required|string|boolean)\b/i;

/** What no Vietnamese sentence to people contains, by what each pattern finds. */
const FAULTS: readonly (readonly [string, RegExp])[] = [
  ['a code', /\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b/],
  ['a placeholder', /[{}]|\[object|\$\{/],
  ['a value of a program', /\b(undefined|null|NaN|true|false)\b/],
  ['a day in ISO form', /\b\d{4}-(0[1-9]|1[0-2])(-\d{2})?\b/],
  ['a day with a leading zero', /(?<!\d)(0\d\/\d{1,2}|\d{1,2}\/0\d)\/\d{4}/],
  ['an id', /\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/],
  ['a route', /\b(GET|POST|PUT|PATCH|DELETE) |(^|[\s(“])\/[a-z][\w-]*/],
  ['a path of fields', /\b[a-z]+[a-z0-9]*[A-Z]\w*|\b[a-z]{2,}\.[a-z]{2,}\b|\([a-z]{2,}\)/],
  ['two blanks', / {2}/],
  ['a tone mark in the other place', /o[àáảãạèéẻẽẹ](?!\p{L})|(?<!q)u[ỳýỷỹỵ](?!\p{L})/iu],
  ['a former word', FORMER],
  ['an English word', ENGLISH],
];

/** The faults of a Vietnamese sentence; none in one that an office could send. */
export function faultsOf(sentence: string): string[] {
  const found = FAULTS.flatMap(([fault, pattern]) => {
    const [what] = pattern.exec(sentence) ?? [];
    return what === undefined ? [] : [`${fault}: ${what.trim()}`];
  });
  const code = sentence.match(/[\p{L}\d_]+/gu)?.find((word) => CODES.has(word));
  return code === undefined ? found : [...found, `a code: ${code}`];
}
