import { z } from 'zod';
import { Approving, areOthers } from '#kernel/confirmation';
import { dayOf, Instant, PlainDate } from '#kernel/dates';
import { decider } from '#kernel/decider';
import type { JsonObject } from '#kernel/canonical-json';
import { replacedByNext } from '#kernel/fates';
import { type DataOf, permanent, Revision, type Upcaster, v1, v2 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { refuse } from './refusals.js';

const count = z.int().min(0);
const period = { from: PlainDate, to: PlainDate };

/** Figures of the last day of a period, computed from a log position by one counting rule. */
export const Figures = z.strictObject({
  /** The moment up to which recorded events count. The log up to `position` alone determines the figures. */
  knownAt: Instant,
  position: z.string().regex(/^\d{1,19}$/),
  rule: z.strictObject({ countingRuleId: Uuid.nullable(), name: text(200), version: z.int().min(1) }),
  /** Whether the counting rule was approved. */
  approved: z.boolean(),
  denominator: z.enum(['ALL', 'DIRECT', 'CELLS', 'CUSTOM']),
  total: count,
  covered: count,
  inspected: count,
  supervised: count,
  both: count,
  /** Engagements that count (cuộc). */
  inspections: count,
  supervisions: count,
  /** How many of these engagements no second person had confirmed; null: prepared before this was counted. */
  unconfirmed: count.nullable(),
});
export type Figures = z.output<typeof Figures>;

const withUnconfirmed: Upcaster = ({ figures, ...old }) => ({
  ...old,
  figures: { ...(figures as JsonObject), unconfirmed: null },
});
const events = {
  PeriodPrepared: permanent(v2({ organizationId: Uuid, ...period, figures: Figures }, withUnconfirmed)),
  PeriodClosed: permanent(v1({ ...period, prepared: Revision })),
};
type Prepared = DataOf<typeof events.PeriodPrepared> & { readonly entry: number };
type Closed = DataOf<typeof events.PeriodClosed> & { readonly entry: number };

/** The prepared figures and the closed periods of one organization. */
export interface Closings {
  readonly waiting: Prepared | null;
  readonly closed: readonly Closed[];
}

/** The figures that the intake handler computes before the command is decided. */
export const Preparing = z.strictObject({ organizationId: Uuid, figures: Figures });

/**
 * Closing the figures of a period (chốt số liệu) of an organization. One person prepares the figures, another confirms
 * them, a third closes them. Closed figures never change; later figures are shown beside them.
 */
export const periodClosing = decider<Closings>()({
  category: 'periodClosing',
  twins: 'none: a period is prepared once for its days and closed once',
  commands: {
    PreparePeriod: z.strictObject(period),
    ClosePeriod: z.strictObject(period),
  },
  routes: {
    ifMatch: 'optional',
    of: {
      PreparePeriod: { path: '', name: 'prepare', body: 'Period', begins: true },
      ClosePeriod: { path: 'closing', name: 'close', body: 'Period', begins: true },
    },
    entries: null,
  },
  events,
  confirmable: {
    verdict: { vi: 'Xác nhận số liệu', en: 'Figures confirmed' },
    as: 'Period',
    kind: 'PERIOD',
    at: 'organizations/:id/periods',
    operations: 'Period',
    read: 'read:periods',
    ended: 'PeriodClosed',
    compared: ({ waiting }) => {
      if (!waiting) refuse('NothingPrepared');
    },
  },
  initial: { waiting: null, closed: [] },
  decide: {
    PreparePeriod: ({ from, to }, { closed }, { now, facts }) => {
      if (to < from) refuse('PeriodReversed', { from, to });
      const today = dayOf(now);
      if (to >= today) refuse('PeriodNotOver', { to, today });
      const same = closed.find((period) => period.from === from && period.to === to);
      if (same) refuse('PeriodClosedAlready', { from, to, entry: same.entry });
      const { organizationId, figures } = Preparing.parse(facts.preparing);
      return [{ type: 'PeriodPrepared', data: { organizationId, from, to, figures } }];
    },
    ClosePeriod: ({ from, to }, { waiting, closed }, { facts }) => {
      const same = closed.find((period) => period.from === from && period.to === to);
      if (same) refuse('PeriodClosedAlready', { from, to, entry: same.entry });
      if (waiting?.from !== from || waiting.to !== to) return refuse('NotPrepared', { from, to });
      const { confirmed: stands, before, approvers } = Approving.parse(facts.approving);
      if (!stands) refuse('PeriodNotConfirmed');
      if (!areOthers(before, approvers)) refuse('ThreePersonsForPeriod');
      return [{ type: 'PeriodClosed', data: { from, to, prepared: waiting.entry } }];
    },
  },
  evolve: {
    PeriodPrepared: (s, data, entry) => ({ ...s, waiting: { ...data, entry } }),
    PeriodClosed: (s, data, entry) => ({ waiting: null, closed: [...s.closed, { ...data, entry }] }),
  },
  concerns: {
    judged: 'by record',
    ofRecord: (organizationId) => ({ organizations: [organizationId], members: [] }),
    of: ({ type, data }) => ({ organizations: type === 'PeriodPrepared' ? [data.organizationId] : [], members: [] }),
  },
  restriction: 'none',
  depending: { replaced },
  // Other figures may have been prepared while the intake handler looked up which persons took part.
  possible: (_, news, before, { facts }) => {
    for (const { type } of news)
      if (type === 'PeriodClosed' && Approving.parse(facts.approving).upTo !== before.size - 1)
        refuse('PeriodNotConfirmed');
  },
});

/** Figures prepared anew take the place of those that wait to be closed. */
function replaced(entries: readonly { readonly type: string; readonly revision: number }[]) {
  let closings = 0;
  return replacedByNext(entries, ({ type }) => {
    if (type === 'PeriodClosed') closings += 1;
    return type === 'PeriodPrepared' ? `${closings}` : null;
  });
}
