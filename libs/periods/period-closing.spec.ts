import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { scenario } from '#kernel/testing';
import { Uuid } from '#kernel/ids';
import { type Figures, periodClosing } from './period-closing.js';

const [WARD, ONE, TWO, THREE] = [1, 2, 3, 4].map((n) => Uuid.parse(`00000000-0000-4000-8000-00000000000${n}`));
const winter = { from: plainDate('2025-12-01'), to: plainDate('2026-02-28') };
const figures = {
  knownAt: '2026-03-01T01:00:00.000Z',
  position: '12',
  approved: false,
  denominator: 'ALL',
  rule: { countingRuleId: null, name: 'Mặc định', version: 1 },
  total: 6,
  covered: 2,
  inspected: 2,
  supervised: 1,
  both: 1,
  inspections: 1,
  supervisions: 1,
  unconfirmed: 1,
} as Figures;
const prepared = { type: 'PeriodPrepared', data: { organizationId: WARD as Uuid, ...winter, figures } } as const;
const prepare = { type: 'PreparePeriod', data: winter } as const;
const close = { type: 'ClosePeriod', data: winter } as const;
const hash = 'a'.repeat(64);
const confirmed = (upTo: number) => ({ type: 'PeriodConfirmed', data: { upTo, contentHash: hash } }) as const;
const approving = (upTo: number, more: object = {}) => ({
  approving: { upTo, confirmed: true, before: [ONE, TWO], approvers: [THREE], ...more },
});
const at = (facts: object) =>
  scenario(periodClosing, { now: '2026-03-01T01:00:00.000Z' as never, facts: facts as never });

describe('closing a period', () => {
  it('closes the figures that a second person confirmed', () =>
    at(approving(1))
      .given(prepared, confirmed(0))
      .when(close)
      .thenRecorded({ type: 'PeriodClosed', data: { ...winter, prepared: 0 } }));

  it('is refused if other figures were prepared while the intake handler looked up which persons took part', () =>
    at(approving(1)).given(prepared, confirmed(0), prepared).when(close).thenRefused('PeriodNotConfirmed'));

  it('is refused if one of the three persons acts for another, or is no longer known', () => {
    for (const approvers of [[ONE], [THREE, TWO], [null]])
      at(approving(1, { approvers })).given(prepared, confirmed(0)).when(close).thenRefused('ThreePersonsForPeriod');
  });

  it('happens once: neither are the figures prepared again, nor closed again', () => {
    const past = [prepared, confirmed(0), { type: 'PeriodClosed', data: { ...winter, prepared: 0 } }] as const;
    at({ preparing: { organizationId: WARD, figures } })
      .given(...past)
      .when(prepare)
      .thenRefused('PeriodClosedAlready', { entry: 2 });
    at(approving(2))
      .given(...past)
      .when(close)
      .thenRefused('PeriodClosedAlready');
  });

  it('is of days that are over, in Việt Nam', () => {
    const facts = { preparing: { organizationId: WARD, figures } };
    const on = (now: string) => scenario(periodClosing, { now: now as never, facts: facts as never });
    on('2026-02-28T16:59:59.999Z').given().when(prepare).thenRefused('PeriodNotOver', { today: '2026-02-28' });
    on('2026-02-28T17:00:00.000Z').given().when(prepare).thenRecorded(prepared);
  });

  it('corrects and annuls nothing: what is closed stays', () =>
    expect(['PeriodClosedAnnulled', 'PeriodPreparedCorrected'].some((type) => periodClosing.catalog.has(type))).toBe(
      false,
    ));
});
