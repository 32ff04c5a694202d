import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { countingRulesAnswer, DEFAULT_RULE } from '#features/counting-rules';
import { Uuid } from '#kernel/ids';
import { answered } from '#platform/http/time-travel';
import { AS_OF, CoverageApi, fraction, type Query } from '../../tests/support/worlds/coverage-api.js';
import { grantRoles, signedIn } from '../../tests/support/worlds/grants.js';
import type { Headers, WardApi } from '../../tests/support/worlds/ward-api.js';
import { coverageAnswer } from './answers.js';

let of: CoverageApi;
let ward: WardApi;
beforeAll(async () => {
  of = await CoverageApi.start();
  ward = of.ward;
  await of.term();
  await of.work('INSP_COMPLIANCE', [ward.cells[1], of.subCells[0]], '2025-12-31');
  await of.work('SUP_THEMATIC', [of.subCells[0]], '2026-02-10');
});
afterAll(() => of.close());

const coverage = (query: Query = {}) => of.ask('', coverageAnswer, query);

describe('a counting rule', () => {
  const rule = { ...DEFAULT_RULE.rule, verb: 'BOTH' };
  let id: string;
  let [second, third]: Headers[] = [];
  beforeAll(async () => {
    const somebody = async () => {
      const person = Uuid.parse(randomUUID());
      await grantRoles(ward.api.api, person, ['clerk', 'committee']);
      return signedIn(ward.api.api, person);
    };
    [second, third] = [await somebody(), await somebody()];
  });
  const at = (revision: number, who: Headers = {}): Headers => ({ ...who, 'if-match': `"${revision}"` });
  const compared = async () =>
    z.looseObject({ contentHash: z.string() }).parse((await ward.api.get(`/api/counting-rules/${id}/review`)).json)
      .contentHash;
  const rules = async (query = '') =>
    answered(countingRulesAnswer).parse((await ward.ask(`/api/counting-rules${query}`)).json);

  it('without approval counts only if requested by name, version by version, and stays provisional', async () => {
    const definition = { name: 'Cách tính của phường', rule, effectiveFrom: '2026-01-01' };
    ({ id } = await ward.record('/api/counting-rules', definition));
    const next = { ...definition, rule: { ...rule, verb: 'SUPERVISED' }, effectiveFrom: '2026-03-01' };
    await ward.record(`/api/counting-rules/${id}/versions`, next);
    const by = async (query: Query) => {
      const told = await coverage({ ...AS_OF, ...query });
      return `${told.rule.name} ${told.rule.version}: ${fraction(told)}, both ${told.both}${told.provisional ? ', provisional' : ''}`;
    };
    expect(await by({})).toBe('Mặc định 1: 2/6, both 1, provisional');
    expect(await by({ rule: id })).toBe('Cách tính của phường 2: 1/6, both 1, provisional');
    expect(await by({ rule: id, version: '1' })).toBe('Cách tính của phường 1: 1/6, both 1, provisional');
    expect(await by({ rule: 'default' })).toBe('Mặc định 1: 2/6, both 1, provisional');
    expect(await of.objection({ ...AS_OF, rule: id, version: '3' })).toMatchObject({ field: 'version' });
    const { versions, inForce } = await rules();
    expect(versions.map((one) => [one.version, one.rule.verb, one.approval])).toEqual([
      [1, 'BOTH', null],
      [2, 'SUPERVISED', null],
    ]);
    expect(inForce).toMatchObject({ countingRuleId: null, approved: false });
  });

  it('that was approved is in force from its effective day on, and only as known after the approval', async () => {
    const { knownAt } = await coverage(AS_OF);
    const approval = {
      approvingBody: 'Ban Thường vụ',
      decision: { number: '9-QĐ/ĐU', signedOn: '2026-01-05' },
      signedAs: 'ON_BEHALF',
    };
    const approve = { ...approval, version: 1, approvedOn: '2026-01-05' };
    await ward.refused(`/api/counting-rules/${id}/approval`, approve, 409, 'NotConfirmed');
    await ward.record(`/api/counting-rules/${id}/confirmation`, { contentHash: await compared() }, at(1, second));
    await ward.refused(`/api/counting-rules/${id}/approval`, approve, 409, 'ThreePersonsForRule');
    await ward.refused(`/api/counting-rules/${id}/approval`, approve, 409, 'ThreePersonsForRule', second);
    await ward.record(`/api/counting-rules/${id}/approval`, approve, third);
    const on = async (query: Query) => {
      const { provisional, rule: by, covered } = await coverage(query);
      return [provisional, by.name, covered];
    };
    expect(await on({ asOf: '2025-12-31' })).toEqual([true, 'Mặc định', 2]);
    expect(await on({ asOf: '2026-01-01' })).toEqual([false, 'Cách tính của phường', 0]);
    expect(await on(AS_OF)).toEqual([false, 'Cách tính của phường', 1]);
    expect(await on({ ...AS_OF, knownAt })).toEqual([true, 'Mặc định', 2]);
    expect(await on({ ...AS_OF, rule: 'default' })).toEqual([true, 'Mặc định', 2]);
    expect((await rules('?asOf=2026-06-30')).inForce).toMatchObject({ countingRuleId: id, version: 1, approved: true });
    expect((await rules('?asOf=2025-12-31')).inForce).toMatchObject({ countingRuleId: null });
    const approved = (await rules()).versions.find(({ version }) => version === 1);
    expect(approved?.approval).toEqual({ ...approval, approvedOn: '2026-01-05' });
  });

  it('cannot be approved twice, nor in a missing version, nor under an unknown id', async () => {
    const approval = { approvingBody: 'Ban Thường vụ', approvedOn: '2026-01-06' };
    const to = (rule: string) => `/api/counting-rules/${rule}/approval`;
    await ward.refused(to(id), { ...approval, version: 1 }, 409, 'AlreadyApproved');
    expect((await ward.api.post(to(id), { ...approval, version: 7 })).status).toBe(409);
    await ward.refused(to(randomUUID()), { ...approval, version: 1 }, 404, 'not-found');
  });

  it('stays in force as approved while one person asks to annul or to rewrite its approval', async () => {
    const official = async () => {
      const { provisional, rule: by, ...figures } = await coverage(AS_OF);
      return [provisional, by, fraction(figures), (await rules()).versions.map(({ approval }) => approval)];
    };
    const before = await official();
    expect(before).toMatchObject([false, { countingRuleId: id }, '1/6', expect.anything()]);
    const asked = [
      ['annulments', { corrects: 3, reason: 'ghi nhận nhập nhầm' }],
      [
        'corrections',
        {
          corrects: 3,
          reason: 'ghi nhận nhập nhầm',
          changes: [{ field: 'approvedOn', from: '2026-01-05', to: '2026-01-04' }],
        },
      ],
    ] as const;
    for (const [what, body] of asked) {
      const { revision: proposal } = await ward.record(`/api/counting-rules/${id}/${what}`, body);
      expect([what, await official()]).toEqual([what, before]);
      await ward.refused(`/api/counting-rules/${id}/agreement`, { proposal }, 409, 'ActTakesOthers');
      const reason = 'quyết định vẫn có hiệu lực';
      await ward.record(`/api/counting-rules/${id}/refusal`, { proposal, reason }, third);
    }
    expect(await official()).toEqual(before);
  });

  it('whose approval three persons annulled is no longer in force', async () => {
    await ward.decide(`/api/counting-rules/${id}/annulments`, { corrects: 3, reason: 'ghi nhận nhập nhầm' });
    expect((await coverage(AS_OF)).provisional).toBe(true);
    expect((await rules('?asOf=2026-06-30')).inForce).toMatchObject({ countingRuleId: null });
  });
});
