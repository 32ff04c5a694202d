import type { PlainDate } from '#kernel/dates';
import type { DataOf } from '#kernel/event';
import type { PeriodStatus } from './codes.js';
import type { Closings, Figures, periodClosing } from './period-closing.js';

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
  events: readonly { readonly record: { readonly type: string; readonly data: unknown } }[],
  { waiting, closed }: Closings,
): readonly KnownPeriod[] {
  const figuresOf = (entry: number) =>
    (events[entry]?.record.data as DataOf<(typeof periodClosing.events)['PeriodPrepared']>).figures;
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

const STATUSES: Readonly<Record<string, PeriodStatus>> = { PeriodConfirmed: 'CONFIRMED', PeriodReturned: 'RETURNED' };
