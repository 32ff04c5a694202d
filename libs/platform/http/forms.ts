import type { Bilingual } from '#kernel/text';

const WHOLE: Bilingual = { vi: 'Phải là một số nguyên không âm', en: 'Must be a whole number, not negative' };
const HASH: Bilingual = {
  vi: 'Phải là mã băm SHA-256, gồm 64 chữ số hệ mười sáu viết thường',
  en: 'Must be a SHA-256 hash of 64 hexadecimal digits in lower case',
};
const RULE_SET: Bilingual = {
  vi: 'Phải là mã của bộ quy định, gồm chữ hoa không dấu, chữ số và dấu gạch ngang, ví dụ KTGS-22',
  en: 'Must be the id of a rule set, of capital letters, digits and hyphens, such as KTGS-22',
};
const NAME: Bilingual = {
  vi: 'Phải gồm chữ cái không dấu và bắt đầu bằng chữ hoa',
  en: 'Must be of letters without marks, with a capital first',
};

/** What a text must look like, by the expression that it must match. A test requires a line for each expression. */
export const FORMS: Readonly<Record<string, Bilingual>> = {
  '/^(0|[1-9]\\d{0,15})(\\.\\d{1,2})?$/': {
    vi: 'Phải là số tiền bằng chữ số, nhiều nhất hai chữ số sau dấu chấm, ví dụ 1250000',
    en: 'Must be an amount in digits, with at most two after a point, such as 1250000',
  },
  '/^(100\\.00|\\d{1,2}\\.\\d{2})$/': {
    vi: 'Phải là tỷ lệ có hai chữ số sau dấu chấm, từ 0.00 đến 100.00',
    en: 'Must be a percentage with two digits after the point, from 0.00 to 100.00',
  },
  '/^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*$/u': {
    vi: 'Chỉ được gồm chữ cái, chữ số, dấu chấm, gạch ngang, gạch dưới, và bắt đầu bằng chữ cái hoặc chữ số',
    en: 'May hold letters, digits, points, hyphens and underscores only, and begins with a letter or digit',
  },
  '/^[A-Z][A-Z0-9_]{0,59}$/': {
    vi: 'Phải gồm chữ hoa không dấu, chữ số và gạch dưới, và bắt đầu bằng chữ hoa',
    en: 'Must be of capital letters, digits and underscores, with a letter first',
  },
  '/^[A-Za-z0-9]+(\\.[A-Za-z0-9]+)*$/': {
    vi: 'Phải là đường dẫn của một mục, các phần cách nhau bằng dấu chấm',
    en: 'Must be the path of a field, its parts separated by points',
  },
  '/^[A-Za-z][A-Za-z:-]{1,60}$/': { vi: 'Phải là tên của một quyền', en: 'Must be the name of a permission' },
  '/^read:[a-z-]{1,40}$/': { vi: 'Phải là tên của một quyền xem', en: 'Must be the name of a permission to read' },
  '/^[1-9]\\d{0,2}$/': { vi: 'Phải là số nguyên từ 1 đến 999', en: 'Must be a whole number from 1 to 999' },
  '/^[1-9]\\d{0,4}$/': { vi: 'Phải là số nguyên từ 1 đến 99999', en: 'Must be a whole number from 1 to 99999' },
  '/^(0|[1-9]\\d{0,17})$/': WHOLE,
  '/^(0|[1-9]\\d{0,19})$/': WHOLE,
  '/^\\d+$/': WHOLE,
  '/^\\d{1,9}$/': WHOLE,
  '/^\\d{1,18}$/': WHOLE,
  '/^\\d{1,19}$/': WHOLE,
  '/^[0-9a-f]{64}$/': HASH,
  '/^[A-Z0-9][A-Z0-9+-]{0,39}$/': RULE_SET,
  '/^[A-Z][A-Za-z]{1,79}$/': NAME,
  '/^[a-z][A-Za-z0-9]{0,39}$/': {
    vi: 'Phải là tên của một bảng số liệu',
    en: 'Must be the name of a read model',
  },
};
