import { addMonths, dayOf, type Instant, PlainDate } from './dates.js';
import { effective, companionOf, type PastEvent } from './effective.js';
import { dayText } from './day-text.js';
import { refusals } from './rejection.js';

/** Farthest day that a plan may name, in months after the recording. A later one is a typing error (2062 for 2026). */
const FARTHEST_MONTHS = 120;

const refuse = refusals({
  InTheFuture: {
    vi: 'Ngày {day} (trường {field}) ở sau ngày ghi nhận {todayText}; hãy nêu ngày không muộn hơn',
    en: 'The day {on} (field {field}) is after the day of recording, {today}; give a day no later than that',
  },
  TooFarAhead: {
    vi: 'Ngày {day} (trường {field}) ở sau ngày ghi nhận quá 10 năm; hãy kiểm tra năm',
    en: 'The day {on} (field {field}) is more than ten years after the day of recording; check the year',
  },
});

/**
 * Refuses a day after the day of recording. Every field named `…On` holds the day of a fact, except the fields that plan
 * ahead. A correction is checked in what it changes only, so that an entry of an older release can be corrected.
 *
 * @param ahead names of the fields that plan ahead; their days may be up to ten years after the recording
 * @throws Rejection
 */
export function refuseDaysAhead(
  news: readonly PastEvent[],
  past: readonly PastEvent[],
  { now, ahead }: { readonly now: Instant; readonly ahead: readonly string[] },
): void {
  for (const event of news) {
    const companion = companionOf(event);
    if (companion?.how === 'annulled') continue;
    const before = companion && effective(past).find(({ revision }) => revision === companion.corrects)?.data;
    const data: unknown = companion?.data ?? event.data;
    for (const { field, key, on } of daysIn(data, before, '', '')) {
      const today = dayOf(now);
      if (on <= today) continue;
      const isFact = !ahead.includes(key);
      if (isFact || on > addMonths(today, FARTHEST_MONTHS))
        refuse(isFact ? 'InTheFuture' : 'TooFarAhead', {
          field,
          on,
          day: dayText(on).vi,
          today,
          todayText: dayText(today).vi,
        });
    }
  }
}

interface DayIn {
  readonly field: string;
  readonly key: string;
  readonly on: PlainDate;
}

/** The days in a value that another value does not hold at the same place. */
function daysIn(value: unknown, before: unknown, field: string, key: string): readonly DayIn[] {
  if (typeof value === 'string') {
    if (value === before || !(key === 'on' || key.endsWith('On'))) return [];
    const day = PlainDate.safeParse(value);
    return day.success ? [{ field, key, on: day.data }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const was = (typeof before === 'object' && before !== null ? before : {}) as Readonly<Record<string, unknown>>;
  return Object.entries(value).flatMap(([name, member]) =>
    daysIn(member, was[name], field === '' ? name : `${field}.${name}`, Array.isArray(value) ? key : name),
  );
}
