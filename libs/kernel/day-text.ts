import type { PlainDate } from './dates.js';
import type { Bilingual } from './text.js';

/** `01/07/2025`, `1 July 2025`. */
export function dayText(day: PlainDate): Bilingual {
  const [year = '', month = '', date = ''] = day.split('-');
  return { vi: `${date}/${month}/${year}`, en: `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}` };
}
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
