import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { BEGINNING } from '#platform/event-store/event-store';
import { answered } from '#platform/http/time-travel';
import { type TestApi, testApi } from '../../tests/support/api.js';
import { effectAnswer, listAnswer, oneAnswer, summaryAnswer } from './answers.js';

let api: TestApi;
let ward: string;
let cell: string;
beforeAll(async () => {
  api = await testApi();
  ward = await found('Đảng bộ phường Thử Nghiệm', 'WARD_ORGANIZATION', null);
  cell = await found('Chi bộ 1', 'BASE_CELL', ward);
});
afterAll(() => api.close());

const Receipt = z.looseObject({ id: z.uuid().optional(), revision: z.int(), position: z.string() });
let last = '0';
const send = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await api.post(path, body, headers);
  expect([path, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([path, 201, '']);
  const receipt = Receipt.parse(answer.json);
  last = receipt.position;
  return receipt;
};
const found = async (name: string, type: string, parentId: string | null) =>
  (await send('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01' })).id ?? '';
const refused = async (
  path: string,
  body: object,
  status: number,
  code: string,
  headers: Record<string, string> = {},
) => {
  const answer = await api.post(path, body, headers);
  expect([path, answer.status, (answer.json as { code: string }).code]).toEqual([path, status, code]);
  return answer.json as { errors: { field: string }[]; facts?: Record<string, unknown> };
};
const ask = async <S extends z.ZodRawShape>(path: string, shape: S) => {
  const answer = await api.get(`/api/discipline-cases${path}${path.includes('?') ? '&' : '?'}after=${last}`);
  expect([path, answer.status, answer.status === 200 ? '' : answer.text]).toEqual([path, 200, '']);
  return { ...answered(shape).parse(answer.json), etag: answer.headers.etag };
};

interface Opening {
  readonly class?: string;
  readonly memberId?: string | null;
  readonly openedOn?: string | null;
}
/** A case, and the way of further commands into it, each with the revision that the one before gave. */
const openCase = async ({
  class: subjectClass = 'OFFICIAL_MEMBER',
  memberId = randomUUID(),
  openedOn = null,
}: Opening = {}) => {
  const subject = {
    class: subjectClass,
    organizationId: cell,
    memberId: subjectClass === 'ORGANIZATION' ? null : memberId,
  };
  const opened = await send('/api/discipline-cases', {
    subject,
    source: { other: 'CELL_PROPOSAL' },
    openedOn,
  });
  const id = opened.id ?? '';
  let { revision } = opened;
  const path = (what: string) => `/api/discipline-cases/${id}/${what}`;
  const seen = () => ({ 'if-match': `"${revision}"` });
  return {
    id,
    memberId,
    next: async (what: string, body: object) => {
      ({ revision } = await send(path(what), body, seen()));
    },
    butRefused: (what: string, body: object, code: string, status = 409) =>
      refused(path(what), body, status, code, seen()),
    seen,
  };
};
const by = (body: string) => ({ organizationId: body === 'CELL' ? cell : ward, body });
const decision = (form: string, body: string, on: string, more: object = {}) => ({
  form,
  decidingBody: by(body),
  votedOn: on,
  signedOn: on,
  document: { number: '1-QĐ/CB', signedOn: on },
  ...more,
});
const decidedCase = async (
  form: string,
  body: string,
  on: string,
  announcedOn: string | null,
  opening: Opening = {},
) => {
  const one = await openCase(opening);
  await one.next('decision', decision(form, body, on, form === 'REMOVAL' ? { posts: ['COMMITTEE_MEMBER'] } : {}));
  if (announcedOn !== null) await one.next('announcement', { announcedOn });
  return one;
};

describe('a discipline case over HTTP', () => {
  it('goes from the opening to the receipt, and tells its form, its effect and what its papers leave open', async () => {
    const one = await openCase({ openedOn: '2025-08-21' });
    await one.next('ballots', {
      body: by('CELL'),
      heldOn: '2025-09-12',
      stage: 'DECIDING',
      entitled: 20,
      present: 19,
      votes: { WARNING: 6, REPRIMAND: 11, NONE: 2 },
    });
    await one.next(
      'decision',
      decision('REPRIMAND', 'CELL', '2025-09-12', { signedOn: '2025-09-15', document: {}, signedAs: 'ON_BEHALF' }),
    );
    await one.next('announcement', { announcedOn: '2025-09-12' });
    const { case: told, etag } = await ask(`/${one.id}?asOf=2026-09-11`, oneAnswer);
    expect(etag).toBe('"3"');
    expect(told).toMatchObject({
      status: 'DECIDED',
      decision: { form: 'REPRIMAND', posts: [], ruleSetId: 'KL-69+264', signedAs: 'ON_BEHALF', entry: 2 },
      ballots: [{ votes: { REPRIMAND: 11 }, majority: { reached: 'REPRIMAND' } }],
      effect: { inForce: true, endsOn: '2026-09-12' },
    });
    expect(told.gaps.map(({ code }) => code)).toEqual(['DECISION_NUMBER', 'RECEIPT']);
    await one.next('receipt', { receivedOn: '2025-09-16' });
    const { effect } = await ask(`/${one.id}/effect?on=2026-09-12`, effectAnswer);
    expect(effect).toMatchObject({ inForce: false, endedHow: 'LAPSED', form: 'REPRIMAND' });
    expect((await ask(`/${one.id}?asOf=2025-09-11`, oneAnswer)).case).toMatchObject({ status: 'OPEN', decision: null });
    expect((await api.get(`/api/discipline-cases/${one.id}?asOf=2025-08-20&after=${last}`)).status).toBe(404);
  });

  it('warns where the table of competence says otherwise, and records the decision', async () => {
    const one = await decidedCase('EXPULSION', 'CELL', '2025-10-01', null);
    const { case: told } = await ask(`/${one.id}`, oneAnswer);
    expect(told.warnings).toMatchObject([{ code: 'COMPETENCE', confidence: 'S' }]);
    expect(told.decision?.form).toBe('EXPULSION');
  });

  it('answers a decision sent again with its first receipt, though its content is sealed', async () => {
    const one = await openCase();
    const path = `/api/discipline-cases/${one.id}/decision`;
    const headers = { 'idempotency-key': randomUUID(), ...one.seen() };
    const body = decision('WARNING', 'INSPECTION_COMMITTEE', '2025-10-01');
    const [first, again] = [await api.post(path, body, headers), await api.post(path, body, headers)];
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([201, 201, 'true']);
    expect(again.json).toEqual(first.json);
    await refused(path, { ...body, form: 'REPRIMAND' }, 422, 'key-reused', headers);
    const opening = { subject: { class: 'OFFICIAL_MEMBER', organizationId: cell, memberId: randomUUID() } };
    const key = { 'idempotency-key': randomUUID() };
    const open = { ...opening, source: { other: 'OTHER' }, note: 'một ghi chú' };
    expect((await send('/api/discipline-cases', open, key)).id).toBe(
      (await send('/api/discipline-cases', open, key)).id,
    );
  });

  it('keeps form, posts, reasons, votes and notes out of the log and out of every table', async () => {
    const one = await openCase({ class: 'OFFICIAL_MEMBER' });
    await one.next('ballots', { body: by('CELL'), stage: 'PROPOSING', entitled: 9, votes: { REMOVAL: 7 } });
    await one.next('postponement', { on: '2025-09-01', reason: 'POSTPONE_ILLNESS' });
    await one.next(
      'decision',
      decision('REMOVAL', 'STANDING_COMMITTEE', '2025-10-01', { posts: ['INSPECTION_CHAIR'] }),
    );
    await one.next('change', { changedOn: '2025-11-01', by: by('COMMITTEE'), how: 'LOWERED', form: 'WARNING' });
    const other = await openCase();
    await other.next('not-imposed', { on: '2025-10-01', reason: 'DECEASED', note: 'mất ngày 01/10' });
    await ask(`/${other.id}`, oneAnswer);
    const { pool, store } = api.api.platform;
    const records = await store.readAll(BEGINNING, 1000);
    const ofCases = records.filter(({ record }) => record.stream.endsWith(one.id) || record.stream.endsWith(other.id));
    const tables = await pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) name from pg_tables where schemaname = 'read' and tablename like 'discipline_cases%'`,
    );
    expect(tables.rows.length).toBeGreaterThanOrEqual(8);
    const rows = await Promise.all(
      tables.rows.map(async ({ name }) =>
        (await pool.query<{ line: string }>(`select to_jsonb(t)::text line from ${name} t`)).rows
          .map(({ line }) => line)
          .filter((line) => line.includes(one.id) || line.includes(other.id)),
      ),
    );
    const kept = [...ofCases.map(({ text }) => text), ...rows.flat()];
    expect(kept.length).toBeGreaterThan(12);
    for (const secret of ['REMOVAL', 'WARNING', 'INSPECTION_CHAIR', 'POSTPONE_ILLNESS', 'DECEASED', 'mất ngày'])
      expect(kept.filter((text) => text.includes(secret))).toEqual([]);
  });

  it('refuses a form that the class does not know, a removal without a post, a change that goes the other way', async () => {
    const member = await openCase();
    await member.butRefused('decision', decision('DISBANDMENT', 'CELL', '2025-10-01'), 'FormNotOfClass');
    await member.butRefused('decision', decision('REMOVAL', 'CELL', '2025-10-01'), 'RemovalWithoutPost');
    await member.butRefused(
      'decision',
      decision('WARNING', 'CELL', '2025-10-01', { posts: ['SECRETARY'] }),
      'PostsWithoutRemoval',
    );
    const ballot = { body: by('CELL'), stage: 'DECIDING', entitled: 5 };
    await member.butRefused('ballots', { ...ballot, votes: { WARNING: 6 } }, 'VotesOverTotal');
    await member.butRefused('ballots', { ...ballot, votes: { DISBANDMENT: 1 } }, 'FormNotOfClass');
    const probationary = await openCase({ class: 'PROBATIONARY_MEMBER' });
    await probationary.butRefused('decision', decision('EXPULSION', 'CELL', '2025-10-01'), 'FormNotOfClass');
    const organization = await openCase({ class: 'ORGANIZATION' });
    await organization.butRefused(
      'decision',
      decision('EXPULSION', 'STANDING_COMMITTEE', '2025-10-01'),
      'FormNotOfClass',
    );
    await organization.butRefused('not-imposed', { reason: 'DECEASED' }, 'ReasonNotOfClass');
    const decided = await decidedCase('WARNING', 'INSPECTION_COMMITTEE', '2025-10-01', null);
    const change = { changedOn: '2025-11-01', by: by('COMMITTEE') };
    await decided.butRefused('change', { ...change, how: 'RAISED', form: 'REPRIMAND' }, 'ChangeNotInThatDirection');
    await decided.butRefused('change', { ...change, how: 'LOWERED', form: 'WARNING' }, 'ChangeNotInThatDirection');
    await decided.butRefused('change', { ...change, how: 'LOWERED' }, 'ChangeFormMismatch');
    await decided.butRefused('change', { ...change, how: 'KEPT', form: 'WARNING' }, 'ChangeFormMismatch');
    await decided.next('change', { ...change, how: 'LOWERED', form: 'REPRIMAND' });
    await decided.butRefused(
      'change',
      { ...change, changedOn: '2025-12-01', how: 'LOWERED', form: 'REPRIMAND' },
      'ChangeNotInThatDirection',
    );
    await decided.next('change', { ...change, changedOn: '2025-12-01', how: 'RAISED', form: 'WARNING' });
  });

  it('corrects what is not sealed; a sealed form is annulled and recorded anew', async () => {
    const one = await decidedCase('WARNING', 'INSPECTION_COMMITTEE', '2025-10-01', null);
    const reason = 'nhập sai';
    const sealed = { corrects: 1, reason, changes: [{ field: 'sealedForm', from: 'WARNING', to: 'REPRIMAND' }] };
    await one.butRefused('corrections', sealed, 'SealedFieldFixed');
    const number = { field: 'document.number', from: '1-QĐ/CB', to: '7-QĐ/UBKTĐU' };
    await one.next('corrections', { corrects: 1, reason, changes: [number] });
    expect((await ask(`/${one.id}`, oneAnswer)).case).toMatchObject({
      decision: { form: 'WARNING', document: { number: '7-QĐ/UBKTĐU' } },
    });
    await one.next('annulments', { corrects: 1, reason });
    await one.next('decision', decision('REPRIMAND', 'INSPECTION_COMMITTEE', '2025-10-01'));
    expect((await ask(`/${one.id}`, oneAnswer)).case.decision).toMatchObject({ form: 'REPRIMAND', entry: 4 });
    await one.next('annulments', { corrects: 0, reason });
    expect((await api.get(`/api/discipline-cases/${one.id}?after=${last}`)).status).toBe(404);
  });

  it('names the field of an organization or an engagement that nobody recorded, and knows no other case', async () => {
    const nobody = randomUUID();
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: cell, memberId: randomUUID() };
    const open = { subject, source: { other: 'OTHER' } };
    const wrong = async (body: object) =>
      (await refused('/api/discipline-cases', body, 422, 'invalid-request')).errors.map(({ field }) => field);
    expect(await wrong({ ...open, subject: { ...subject, organizationId: nobody } })).toEqual([
      'subject.organizationId',
    ]);
    expect(await wrong({ ...open, source: { engagementId: nobody } })).toEqual(['source.engagementId']);
    const one = await openCase();
    const decided = decision('WARNING', 'CELL', '2025-10-01', {
      decidingBody: { organizationId: nobody, body: 'CELL' },
    });
    expect((await one.butRefused('decision', decided, 'invalid-request', 422)).errors[0]?.field).toBe(
      'decidingBody.organizationId',
    );
    const moved = { field: 'subject.organizationId', from: cell, to: nobody };
    const corrected = { corrects: 0, reason: 'x', changes: [moved] };
    expect((await one.butRefused('corrections', corrected, 'invalid-request', 422)).errors[0]?.field).toBe(
      'changes.0.to',
    );
    await refused(`/api/discipline-cases/${nobody}/announcement`, { announcedOn: '2025-10-01' }, 404, 'not-found', {
      'if-match': '"0"',
    });
    await refused(
      `/api/discipline-cases/${one.id}/announcement`,
      { announcedOn: '2025-10-01' },
      428,
      'if-match-missing',
    );
    expect((await api.get(`/api/discipline-cases/${nobody}`)).status).toBe(404);
    expect((await api.get(`/api/discipline-cases/${nobody}/effect`)).status).toBe(404);
  });

  it('lists cases latest first, page by page, and those of one status', async () => {
    const memberId = randomUUID();
    const days = ['2026-01-03', '2026-01-01', null, '2026-01-02'];
    for (const openedOn of days) await openCase({ memberId, openedOn });
    const walked: (string | null)[] = [];
    for (let next: string | null = ''; next !== null;) {
      const at: string = next === '' ? '' : `&cursor=${next}`;
      const page = await ask(`?memberId=${memberId}&limit=3${at}`, listAnswer);
      walked.push(...page.cases.map(({ openedOn }) => openedOn));
      next = page.next;
    }
    expect(walked).toEqual(['2026-01-03', '2026-01-02', '2026-01-01', null]);
    expect((await ask(`?memberId=${memberId}&status=DECIDED`, listAnswer)).cases).toEqual([]);
    expect((await ask(`?memberId=${memberId}&status=OPEN&asOf=2026-01-02`, listAnswer)).cases).toHaveLength(3);
    const foreign = await api.get(`/api/discipline-cases?cursor=${Buffer.from('["x",{}]').toString('base64url')}`);
    expect(foreign.status).toBe(422);
  });

  it('leaves it to a person where another case on the same member was opened within the twelve months', async () => {
    const one = await decidedCase('REPRIMAND', 'CELL', '2025-09-12', '2025-09-12', { openedOn: '2025-09-01' });
    const again = await openCase({ memberId: one.memberId, openedOn: '2026-02-01' });
    const effect = async () => (await ask(`/${one.id}/effect?on=2026-10-01`, effectAnswer)).effect;
    expect(await effect()).toMatchObject({ inForce: null, endsOn: null });
    await again.next('not-imposed', { on: '2026-03-01', reason: 'NOT_WARRANTED' });
    expect(await effect()).toMatchObject({ inForce: false, endsOn: '2026-09-12' });
  });
});

describe('the summary', () => {
  it('tells a year and a third of discipline: by form, by body, as decided and as it is now', async () => {
    await api.close();
    api = await testApi();
    last = '0';
    ward = await found('Đảng bộ phường Thử Nghiệm', 'WARD_ORGANIZATION', null);
    cell = await found('Chi bộ 1', 'BASE_CELL', ward);
    const ofCell = (on: string, form = 'REPRIMAND') => decidedCase(form, 'CELL', on, on);
    await ofCell('2025-09-12');
    await ofCell('2025-10-20');
    for (const on of ['2026-01-09', '2026-02-06', '2026-04-24', '2026-06-05', '2026-07-10']) await ofCell(on);
    await ofCell('2026-09-11');
    await ofCell('2026-03-20', 'WARNING');
    await decidedCase('REPRIMAND', 'INSPECTION_COMMITTEE', '2025-12-23', '2025-12-26');
    await decidedCase('REPRIMAND', 'INSPECTION_COMMITTEE', '2026-06-30', '2026-07-03');
    const lowered = await decidedCase('WARNING', 'INSPECTION_COMMITTEE', '2026-04-28', '2026-05-04');
    await lowered.next('change', {
      changedOn: '2026-07-30',
      by: by('STANDING_COMMITTEE'),
      how: 'LOWERED',
      form: 'REPRIMAND',
    });
    await decidedCase('EXPULSION', 'STANDING_COMMITTEE', '2026-04-06', '2026-04-10');
    await decidedCase('REMOVAL', 'STANDING_COMMITTEE', '2026-10-23', '2026-10-26');
    await decidedCase('REPRIMAND', 'STANDING_COMMITTEE', '2026-10-23', '2026-10-26', { class: 'ORGANIZATION' });
    const nursing = await openCase({ openedOn: '2026-05-04' });
    await nursing.next('postponement', { on: '2026-05-11', reason: 'POSTPONE_PREGNANCY', until: '2027-01-31' });
    const struckOff = await openCase({ class: 'PROBATIONARY_MEMBER', openedOn: '2026-05-28' });
    await struckOff.next('not-imposed', { on: '2026-06-19', reason: 'STRUCK_OFF' });

    const { members, organizations } = await ask('/summary?asOf=2026-10-31', summaryAnswer);
    expect(members).toMatchObject({
      decided: { decisions: 14, forms: { REPRIMAND: 10, WARNING: 2, REMOVAL: 1, EXPULSION: 1 }, unreadable: 0 },
      distinct: 14,
      now: { decisions: 14, forms: { REPRIMAND: 11, WARNING: 1, REMOVAL: 1, EXPULSION: 1 } },
      byBody: [
        { body: 'CELL', decisions: 9, forms: { REPRIMAND: 8, WARNING: 1 } },
        { body: 'INSPECTION_COMMITTEE', decisions: 3, forms: { REPRIMAND: 2, WARNING: 1 } },
        { body: 'STANDING_COMMITTEE', decisions: 2, forms: { REMOVAL: 1, EXPULSION: 1 } },
      ],
      annulled: 0,
      lapsed: 2,
      endNotKnown: 2,
      effectNotKnown: 2,
      inForce: 10,
      withoutDay: 0,
      notImposed: { cases: 1, reasons: { STRUCK_OFF: 1 } },
      postponed: 1,
      open: 0,
    });
    expect(organizations).toMatchObject({ decided: { decisions: 1, forms: { REPRIMAND: 1 } }, postponed: 0 });
    const july = await ask('/summary?asOf=2026-07-29', summaryAnswer);
    expect(july.members.now.forms).toMatchObject({ REPRIMAND: 9, WARNING: 2 });
    const year = await ask('/summary?asOf=2026-10-31&from=2026-08-17', summaryAnswer);
    expect(year.members.decided).toMatchObject({ decisions: 2, forms: { REPRIMAND: 1, REMOVAL: 1 } });
  });
});
