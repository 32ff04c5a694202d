import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { answered } from '#platform/http/time-travel';
import { TESTER } from '../../tests/support/servers/api.js';
import { type Recorded, WardApi } from '../../tests/support/worlds/ward-api.js';
import { listAnswer } from './answers.js';
import { numbering } from '../../tests/support/worlds/next-number.js';

let ward: WardApi;
beforeAll(async () => {
  ward = await WardApi.start();
});
afterAll(() => ward.close());

const Details = z.looseObject({
  engagement: z.looseObject({ subjects: z.array(z.looseObject({ subjectId: z.string() })) }),
});
const Warned = z.looseObject({
  engagement: z.looseObject({ warnings: z.array(z.looseObject({ code: z.string() })) }),
});
const committee = () => ({ organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' });
const paper = (number: string, signedOn: string) => ({ number, signedOn });
const next = numbering();
/** Records an engagement with a conclusion on one subject in the first cell: the cell itself, or one of its members. */
const concluded = async (kind: string, outcome: string, memberId: string | null) => {
  const subject = {
    organizationId: ward.cells[0],
    capacity: memberId === null ? 'ORGANIZATION' : 'MEMBER',
    memberId,
    outcome,
  };
  const file = {
    kind,
    decidingBody: committee(),
    decision: paper(next('QĐ/UBKTĐU'), '2026-02-02'),
    notice: paper(next('TB/UBKTĐU'), '2026-03-02'),
    subjects: [subject],
  };
  const noun = kind === 'SUP_THEMATIC' ? 'supervisions' : 'inspections';
  const recorded = await ward.record(`/api/${noun}/concluded`, file);
  const { engagement } = Details.parse((await ward.ask(`/api/engagements/${recorded.id}`)).json);
  return { recorded, noun, subjectId: engagement.subjects[0]?.subjectId ?? '' };
};
const list = async (query: string) => answered(listAnswer).parse((await ward.ask(`/api/obligations${query}`)).json);
const of = async ({ id }: Recorded, query = '?status=all') =>
  (await list(query)).obligations.filter(({ engagementId }) => engagementId === id);

describe('obligations over HTTP', () => {
  it('opened by signs of violation are closed by the inspection that arises from them, until it is cancelled', async () => {
    const { recorded, subjectId } = await concluded('SUP_THEMATIC', 'SIGNS_FOUND', null);
    expect(await of(recorded)).toMatchObject([
      { obliges: 'INSPECT_SIGNS', since: '2026-03-02', noticeNumber: '2-TB/UBKTĐU', closed: null },
    ]);
    const inspection = await ward.record('/api/inspections', {
      kind: 'INSP_SIGNS',
      decidingBody: committee(),
      decision: paper('5-QĐ/UBKTĐU', '2026-03-20'),
      team: [{ memberId: TESTER, role: 'LEAD' }], // persons outside the team see the engagement only once it is concluded
      subjects: [{ organizationId: ward.cells[0], capacity: 'ORGANIZATION' }],
      arisesFrom: { engagementId: recorded.id, subjectId },
    });
    expect(await of(recorded)).toMatchObject([{ closed: { by: 'ENGAGEMENT', on: '2026-03-20', id: inspection.id } }]);
    expect(await of(recorded, '?status=open&asOf=2026-03-19')).toHaveLength(1);
    expect(await of(recorded, '?status=all&asOf=2026-03-01')).toEqual([]);
    const cancellation = { cancelledOn: '2026-04-01', by: committee(), reason: 'trùng' };
    await ward.change('inspections', inspection, 'cancellation', cancellation);
    expect(await of(recorded, '?status=open')).toHaveLength(1);
    expect(await of(recorded, '?status=open&asOf=2026-03-31')).toEqual([]);
  });

  it('on a person are opened from a sealed outcome, and closed by the decision of the case that names it', async () => {
    const memberId = randomUUID();
    const { recorded, subjectId } = await concluded('INSP_SIGNS', 'MUST_DISCIPLINE', memberId);
    expect(await of(recorded)).toMatchObject([{ obliges: 'DISCIPLINE', memberId, closed: null, underWay: null }]);
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: ward.cells[0], memberId };
    const source = { engagementId: recorded.id, subjectId };
    const opened = await ward.record('/api/discipline-cases', { subject, source, openedOn: '2026-03-10' });
    expect(await of(recorded)).toMatchObject([{ closed: null, underWay: opened.id }]);
    const decision = { form: 'WARNING', decidingBody: committee(), votedOn: '2026-04-02', signedOn: '2026-04-03' };
    await ward.change('discipline-cases', opened, 'decision', decision);
    expect(await of(recorded)).toMatchObject([{ closed: { by: 'DECISION', on: '2026-04-03', id: opened.id } }]);
    expect(await of(recorded, '?status=open&asOf=2026-04-02')).toHaveLength(1);
    const blameless = await concluded('INSP_SIGNS', 'NO_VIOLATION', randomUUID());
    expect(await of(blameless.recorded)).toEqual([]);
  });

  it('are closed by a case that ends without discipline, and by a discharge with its reason', async () => {
    const { recorded, subjectId } = await concluded('INSP_COMPLIANCE', 'MUST_DISCIPLINE', null);
    const opened = await ward.record('/api/discipline-cases', {
      subject: { class: 'ORGANIZATION', organizationId: ward.cells[0] },
      source: { engagementId: recorded.id },
    });
    await ward.change('discipline-cases', opened, 'not-imposed', { on: '2026-04-20', reason: 'STATUTE_EXPIRED' });
    expect(await of(recorded)).toMatchObject([{ closed: { by: 'NO_DISCIPLINE', on: '2026-04-20' } }]);
    const other = await concluded('INSP_COMPLIANCE', 'MUST_DISCIPLINE', null);
    const discharge = { subjectId: other.subjectId, dischargedOn: '2026-05-01', reason: 'HANDLED_ELSEWHERE' };
    await ward.change('inspections', other.recorded, 'discharge', discharge);
    expect(await of(other.recorded)).toMatchObject([{ closed: { by: 'DISCHARGE', reason: 'HANDLED_ELSEWHERE' } }]);
    expect(subjectId).not.toBe(other.subjectId);
  });

  it('end when the conclusion is revoked, and when the opening of the engagement is annulled', async () => {
    const { recorded, noun } = await concluded('SUP_THEMATIC', 'SIGNS_FOUND', null);
    const revocation = { revokedOn: '2026-05-05', by: committee(), reason: 'kết luận sai' };
    const revoked = await ward.change(noun, recorded, 'revocation', revocation);
    expect(await of(recorded)).toEqual([]);
    expect(await of(recorded, '?status=all&asOf=2026-05-04')).toHaveLength(1);
    await ward.change(noun, revoked, 'annulments', { corrects: 0, reason: 'ghi nhận nhập sai' });
    expect(await of(recorded, '?status=all&asOf=2026-05-04')).toEqual([]);
  });

  it('are listed page by page, with the number of all that are open', async () => {
    for (let n = 0; n < 3; n++) await concluded('SUP_THEMATIC', 'SIGNS_FOUND', null);
    const all = await list('?obliges=INSPECT_SIGNS');
    expect(all.open).toBe(all.obligations.length);
    const walked: (string | null)[] = [];
    for (let next: string | null = ''; next !== null;) {
      const at: string = next === '' ? '' : `&cursor=${next}`;
      const page = await list(`?obliges=INSPECT_SIGNS&limit=2${at}`);
      expect(page.open).toBe(all.open);
      walked.push(...page.obligations.map(({ engagementId }) => engagementId));
      next = page.next;
    }
    expect(walked).toEqual(all.obligations.map(({ engagementId }) => engagementId));
    expect((await list(`?organizationId=${ward.cells[1]}`)).obligations).toEqual([]);
    expect((await ward.api.get('/api/obligations?status=lost')).status).toBe(422);
  });

  it('stay open where the act that names them is earlier, and say so', async () => {
    const { recorded, subjectId } = await concluded('SUP_THEMATIC', 'SIGNS_FOUND', null);
    const early = await ward.record('/api/inspections', {
      kind: 'INSP_SIGNS',
      decidingBody: committee(),
      decision: paper(next('QĐ/UBKTĐU'), '2025-10-01'),
      team: [{ memberId: TESTER, role: 'LEAD' }],
      subjects: [{ organizationId: ward.cells[0], capacity: 'ORGANIZATION' }],
      arisesFrom: { engagementId: recorded.id, subjectId },
    });
    expect(await of(recorded)).toMatchObject([{ closed: null, notClosedBy: [{ id: early.id, because: 'EARLIER' }] }]);
    const { engagement } = Warned.parse((await ward.ask(`/api/engagements/${early.id}`)).json);
    expect(engagement.warnings.map(({ code }) => code)).toContain('SOURCE_LATER');
    const grave = await concluded('INSP_COMPLIANCE', 'MUST_DISCIPLINE', null);
    const opened = await ward.record('/api/discipline-cases', {
      subject: { class: 'ORGANIZATION', organizationId: ward.cells[0] },
      source: { engagementId: grave.recorded.id, subjectId: grave.subjectId },
      openedOn: '2025-11-01',
    });
    const decision = { form: 'REPRIMAND', decidingBody: committee(), votedOn: '2025-12-01', signedOn: '2025-12-01' };
    await ward.change('discipline-cases', opened, 'decision', decision);
    expect(await of(grave.recorded)).toMatchObject([
      { closed: null, underWay: null, notClosedBy: [{ id: opened.id, because: 'EARLIER' }] },
    ]);
  });

  it('pass to the successor of the organization, and of a disbanded one to the organization above', async () => {
    const found = async (name: string) =>
      (
        await ward.record('/api/organizations', {
          name,
          type: 'BASE_CELL',
          parentId: ward.ward,
          establishedOn: '2025-08-01',
        })
      ).id;
    const [one, other, ended] = [await found('Chi bộ Một'), await found('Chi bộ Hai'), await found('Chi bộ Ba')];
    const file = (organizationId: string) => ({
      kind: 'SUP_THEMATIC',
      decidingBody: committee(),
      decision: paper(next('QĐ/UBKTĐU'), '2026-02-02'),
      notice: paper(next('TB/UBKTĐU'), '2026-03-02'),
      subjects: [{ organizationId, capacity: 'ORGANIZATION', outcome: 'SIGNS_FOUND' }],
    });
    const [ofOne, ofEnded] = [
      await ward.record('/api/supervisions/concluded', file(one)),
      await ward.record('/api/supervisions/concluded', file(ended)),
    ];
    const founded = { name: 'Chi bộ Một Hai', type: 'BASE_CELL', parentId: ward.ward };
    const merger = { manner: 'CONSOLIDATION', from: [one, other], into: [{ founded }], effectiveOn: '2026-06-10' };
    const merged = (await ward.record('/api/reorganizations', merger)).id;
    await ward.record(`/api/organizations/${ended}/disbandment`, { effectiveOn: '2026-06-11' });
    expect(await of(ofOne, `?organizationId=${merged}`)).toMatchObject([
      {
        organizationId: one,
        answering: {
          organizationIds: [merged],
          through: [{ organizationId: one, how: 'CONSOLIDATION', on: '2026-06-10', to: [merged] }],
        },
      },
    ]);
    expect(await of(ofOne, `?organizationId=${merged}&asOf=2026-06-09`)).toEqual([]);
    expect(await of(ofEnded, `?organizationId=${ward.ward}`)).toMatchObject([
      { organizationId: ended, answering: { organizationIds: [ward.ward], through: [{ how: 'DISBANDED' }] } },
    ]);
    const owed = (await list(`?obliges=DECIDE_DISBANDMENT&organizationId=${ended}`)).obligations;
    expect(owed).toMatchObject([{ organizationId: ended, since: '2026-06-11', engagementId: null, closed: null }]);
  });

  it('are opened by a disbandment that was decided and is not in the register', async () => {
    const name = 'Chi bộ Bốn';
    const { id } = await ward.record('/api/organizations', {
      name,
      type: 'BASE_CELL',
      parentId: ward.ward,
      establishedOn: '2025-08-01',
    });
    const opened = await ward.record('/api/discipline-cases', {
      subject: { class: 'ORGANIZATION', organizationId: id },
      source: { other: 'HIGHER_BODY' },
      openedOn: '2026-03-01',
    });
    const disband = { effectiveOn: '2026-05-01', disciplineCaseId: opened.id };
    const refused = async (body: object) =>
      (await ward.refused(`/api/organizations/${id}/disbandment`, body, 422, 'invalid-request')).errors;
    const at = { in: 'body', field: 'disciplineCaseId' };
    expect(await refused({ effectiveOn: '2026-05-01', disciplineCaseId: randomUUID() })).toEqual([
      { ...at, code: 'not-found' },
    ]);
    expect(await refused(disband)).toEqual([{ ...at, code: 'wrong-link' }]);
    const decision = { form: 'DISBANDMENT', decidingBody: committee(), votedOn: '2026-04-02', signedOn: '2026-04-03' };
    await ward.change('discipline-cases', opened, 'decision', decision);
    const owed = async (at = '') =>
      (await list(`?obliges=REGISTER_DISBANDMENT&status=all&organizationId=${id}${at}`)).obligations;
    expect(await owed()).toMatchObject([{ caseId: opened.id, since: '2026-04-03', closed: null }]);
    await ward.refused(`/api/organizations/${ward.cells[0]}/disbandment`, disband, 422, 'invalid-request');
    await ward.record(`/api/organizations/${id}/disbandment`, disband);
    expect(await owed()).toMatchObject([{ closed: { by: 'REGISTER', on: '2026-05-01' } }]);
    expect(await owed('&asOf=2026-04-30')).toMatchObject([{ closed: null }]);
    expect((await list(`?obliges=DECIDE_DISBANDMENT&status=open&organizationId=${id}`)).obligations).toEqual([]);
  });
});
