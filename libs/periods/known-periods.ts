import type { PlainDate } from '#kernel/dates';
import { upcast } from '#kernel/catalog';
import type { DataOf } from '#kernel/event';
import type { EventRecord } from '#kernel/record';
import type { PeriodStatus } from './codes.js';
import { type Closings, type Figures, periodClosing } from './period-closing.js';

type StoredEntry = Pick<EventRecord, 'type' | 'schema' | 'data'>;

/** A period with the figures prepared for it. */
export interface KnownPeriod {
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly status: PeriodStatus;
  readonly entry: number;
  readonly figures: Figures;
}

/**
 * The periods of an organization: the closed ones in the order of closing, then the one in preparation, if any.
 *
 * @param events the record of the organization's periods, oldest first
 */
export function periodsOf(
  events: readonly { readonly record: StoredEntry }[],
  { waiting, closed }: Closings,
): readonly KnownPeriod[] {
  const figuresOf = (entry: number) =>
    (dataOf(events[entry]?.record) as DataOf<(typeof periodClosing.events)['PeriodPrepared']>).figures;
  const all: KnownPeriod[] = closed.map(({ from, to, prepared }) => ({
    from,
    to,
    status: 'CLOSED',
    entry: prepared,
    figures: figuresOf(prepared),
  }));
  if (waiting) {
    const { from, to, entry, figures } = waiting;
    all.push({ from, to, status: STATUSES[events.at(-1)?.record.type ?? ''] ?? 'PREPARED', entry, figures });
  }
  return all;
}

/** The data in the present version of the event. */
function dataOf(record: StoredEntry | undefined) {
  if (!record) throw new RangeError('a closed period names an entry that its record does not have');
  return upcast(periodClosing.catalog, record);
}

const STATUSES: Readonly<Record<string, PeriodStatus>> = { PeriodConfirmed: 'CONFIRMED', PeriodReturned: 'RETURNED' };
