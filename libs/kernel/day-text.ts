import type { PlainDate } from './dates.js';
import type { Bilingual } from './text.js';

/** The one form of a day in sentences: `1/7/2025`, `1 July 2025`. */
export function dayText(day: PlainDate): Bilingual {
  const [year = '', month = '', date = ''] = day.split('-');
  return {
    vi: `${Number(date)}/${Number(month)}/${year}`,
    en: `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}`,
  };
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
