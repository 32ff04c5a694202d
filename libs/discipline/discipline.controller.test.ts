import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ofRecord } from '#platform/http/record-steps';
import { randomUUID } from 'node:crypto';
import { BEGINNING } from '#platform/event-store/event-store';
import { DisciplineApi } from '../../tests/support/worlds/discipline-api.js';
import { effectAnswer, oneAnswer } from './answers.js';

let of: DisciplineApi;
beforeAll(async () => {
  of = await DisciplineApi.start();
});
afterAll(() => of.close());

describe('a discipline case over HTTP', () => {
  it('goes from the opening to the receipt, and answers its form, its effect and the gaps of its papers', async () => {
    const one = await of.openCase({ openedOn: '2025-08-21' });
    await one.next('ballots', {
      body: of.by('CELL'),
      heldOn: '2025-09-12',
      stage: 'DECIDING',
      entitled: 20,
      present: 19,
      votes: { WARNING: 6, REPRIMAND: 11, NONE: 2 },
    });
    await one.next(
      'decision',
      of.decision('REPRIMAND', 'CELL', '2025-09-12', { signedOn: '2025-09-15', document: {}, signedAs: 'ON_BEHALF' }),
    );
    await one.next('announcement', { announcedOn: '2025-09-12' });
    const { case: told, etag } = await of.ask(`/${one.id}?asOf=2026-09-11`, ofRecord(oneAnswer));
    expect(etag).toBe('"3"');
    expect(told).toMatchObject({
      status: 'DECIDED',
      decision: { form: 'REPRIMAND', posts: [], ruleSetId: 'KL-69+264', signedAs: 'ON_BEHALF', entry: 2 },
      ballots: [{ votes: { REPRIMAND: 11 }, majority: { reached: 'REPRIMAND' } }],
      effect: { inForce: true, endsOn: '2026-09-12' },
    });
    expect(told.gaps.map(({ code }) => code)).toEqual(['DECISION_NUMBER', 'RECEIPT']);
    await one.next('receipt', { receivedOn: '2025-09-16' });
    const { effect } = await of.ask(`/${one.id}/effect?on=2026-09-12`, ofRecord(effectAnswer));
    expect(effect).toMatchObject({ inForce: false, endedHow: 'LAPSED', form: 'REPRIMAND' });
    expect((await of.ask(`/${one.id}?asOf=2025-09-11`, ofRecord(oneAnswer))).case).toMatchObject({
      status: 'OPEN',
      decision: null,
    });
    expect(
      (await of.ward.api.get(`/api/discipline-cases/${one.id}?asOf=2025-08-20&after=${of.ward.last}`)).status,
    ).toBe(404);
  });

  it('warns of a decision against the table of competence, and records the decision', async () => {
    const one = await of.decidedCase('EXPULSION', 'CELL', '2025-10-01', null);
    const { case: told } = await of.ask(`/${one.id}`, ofRecord(oneAnswer));
    expect(told.warnings).toMatchObject([{ code: 'COMPETENCE', confidence: 'S' }]);
    expect(told.decision?.form).toBe('EXPULSION');
  });

  it('answers a decision sent again with its first receipt, though its content is sealed', async () => {
    const one = await of.openCase();
    const path = `/api/discipline-cases/${one.id}/decision`;
    const headers = { 'idempotency-key': randomUUID(), ...one.seen() };
    const body = of.decision('WARNING', 'INSPECTION_COMMITTEE', '2025-10-01');
    const [first, again] = [await of.ward.api.post(path, body, headers), await of.ward.api.post(path, body, headers)];
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([201, 201, 'true']);
    expect(again.json).toEqual(first.json);
    await of.ward.refused(path, { ...body, form: 'REPRIMAND' }, 422, 'key-reused', headers);
    const opening = { subject: { class: 'OFFICIAL_MEMBER', organizationId: of.cell, memberId: randomUUID() } };
    const key = { 'idempotency-key': randomUUID() };
    const open = { ...opening, source: { other: 'OTHER' }, note: 'một ghi chú' };
    expect((await of.ward.record('/api/discipline-cases', open, key)).id).toBe(
      (await of.ward.record('/api/discipline-cases', open, key)).id,
    );
  });

  it('keeps form, posts, reasons, votes and notes out of the log and out of every table', async () => {
    const one = await of.openCase({ class: 'OFFICIAL_MEMBER' });
    await one.next('ballots', { body: of.by('CELL'), stage: 'PROPOSING', entitled: 9, votes: { REMOVAL: 7 } });
    await one.next('postponement', { on: '2025-09-01', reason: 'POSTPONE_ILLNESS' });
    await one.next(
      'decision',
      of.decision('REMOVAL', 'STANDING_COMMITTEE', '2025-10-01', { posts: ['INSPECTION_CHAIR'] }),
    );
    await one.next('change', { changedOn: '2025-11-01', by: of.by('COMMITTEE'), how: 'LOWERED', form: 'WARNING' });
    const other = await of.openCase();
    await other.next('not-imposed', { on: '2025-10-01', reason: 'DECEASED', note: 'mất ngày 01/10' });
    await of.ask(`/${other.id}`, ofRecord(oneAnswer));
    const { pool, store } = of.ward.api.api.platform;
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
    const member = await of.openCase();
    await member.butRefused('decision', of.decision('DISBANDMENT', 'CELL', '2025-10-01'), 'FormNotOfClass');
    await member.butRefused('decision', of.decision('REMOVAL', 'CELL', '2025-10-01'), 'RemovalWithoutPost');
    await member.butRefused(
      'decision',
      of.decision('WARNING', 'CELL', '2025-10-01', { posts: ['SECRETARY'] }),
      'PostsWithoutRemoval',
    );
    const ballot = { body: of.by('CELL'), stage: 'DECIDING', entitled: 5 };
    await member.butRefused('ballots', { ...ballot, votes: { WARNING: 6 } }, 'VotesOverTotal');
    await member.butRefused('ballots', { ...ballot, votes: { DISBANDMENT: 1 } }, 'FormNotOfClass');
    const probationary = await of.openCase({ class: 'PROBATIONARY_MEMBER' });
    await probationary.butRefused('decision', of.decision('EXPULSION', 'CELL', '2025-10-01'), 'FormNotOfClass');
    const organization = await of.openCase({ class: 'ORGANIZATION' });
    await organization.butRefused(
      'decision',
      of.decision('EXPULSION', 'STANDING_COMMITTEE', '2025-10-01'),
      'FormNotOfClass',
    );
    await organization.butRefused('not-imposed', { reason: 'DECEASED' }, 'ReasonNotOfClass');
    const decided = await of.decidedCase('WARNING', 'INSPECTION_COMMITTEE', '2025-10-01', null);
    const change = { changedOn: '2025-11-01', by: of.by('COMMITTEE') };
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
    const one = await of.decidedCase('WARNING', 'INSPECTION_COMMITTEE', '2025-10-01', null);
    const reason = 'ghi nhận nhập sai';
    const sealed = { corrects: 1, reason, changes: [{ field: 'sealedForm', from: 'WARNING', to: 'REPRIMAND' }] };
    await one.butRefused('corrections', sealed, 'SealedFieldFixed');
    const { decision } = (await of.ask(`/${one.id}`, ofRecord(oneAnswer))).case;
    const number = { field: 'document.number', from: decision?.document.number ?? null, to: '7-QĐ/UBKTĐU' };
    await one.next('corrections', { corrects: 1, reason, changes: [number] });
    expect((await of.ask(`/${one.id}`, ofRecord(oneAnswer))).case).toMatchObject({
      decision: { form: 'WARNING', document: { number: '7-QĐ/UBKTĐU' } },
    });
    await one.next('annulments', { corrects: 1, reason });
    await one.next('decision', of.decision('REPRIMAND', 'INSPECTION_COMMITTEE', '2025-10-01'));
    expect((await of.ask(`/${one.id}`, ofRecord(oneAnswer))).case.decision).toMatchObject({
      form: 'REPRIMAND',
      entry: 4,
    });
    await one.next('annulments', { corrects: 0, reason });
    for (const path of [one.id, `${one.id}/effect`]) {
      const { status, json } = await of.ward.api.get(`/api/discipline-cases/${path}?after=${of.ward.last}`);
      expect([path, status, json]).toMatchObject([path, 410, { code: 'record-annulled', facts: { reason } }]);
    }
  });

  it('arises from a conclusion on its own subject, and warns where that conclusion does not call for it', async () => {
    const { ward } = of;
    const committee = of.by('INSPECTION_COMMITTEE');
    let n = 0;
    const concluded = async (organizationId: string | undefined, outcome: string) => {
      const paper = (kind: string, signedOn: string) => ({ number: `${(n += 1)}-${kind}/UBKTĐU`, signedOn });
      const subjects = [{ organizationId, capacity: 'ORGANIZATION', outcome }];
      const papers = { decision: paper('QĐ', '2026-02-02'), notice: paper('TB', '2026-03-02') };
      const file = { kind: 'INSP_COMPLIANCE', decidingBody: committee, decision: papers.decision, subjects };
      return (await ward.record('/api/inspections/concluded', { ...file, notice: papers.notice })).id;
    };
    const [good, grave, foreign] = [
      await concluded(of.cell, 'GOOD'),
      await concluded(of.cell, 'MUST_DISCIPLINE'),
      await concluded(ward.cells[1], 'MUST_DISCIPLINE'),
    ];
    const subject = { class: 'ORGANIZATION', organizationId: of.cell };
    const from = (engagementId: string) => ({ subject, source: { engagementId }, openedOn: '2026-03-10' });
    const wrong = { in: 'body', code: 'wrong-link' };
    const refused = await ward.refused('/api/discipline-cases', from(foreign), 422, 'invalid-request');
    expect(refused.errors).toEqual([{ ...wrong, field: 'source.engagementId' }]);
    const warned = async (id: string) =>
      (await of.ask(`/${id}`, ofRecord(oneAnswer))).case.warnings.map(({ code }) => code);
    const now = await ward.record('/api/discipline-cases', from(good));
    expect(await warned(now.id)).toEqual(['SOURCE_WITHOUT_CAUSE']);
    const correction = (to: string) => ({
      corrects: 0,
      reason: 'ghi nhận nhầm căn cứ',
      changes: [{ field: 'source.engagementId', from: good, to }],
    });
    const path = `/api/discipline-cases/${now.id}/corrections`;
    const seen = { 'if-match': '"0"' };
    expect((await ward.refused(path, correction(foreign), 422, 'invalid-request', seen)).errors).toEqual([
      { ...wrong, field: 'changes.0.to' },
    ]);
    await ward.change('discipline-cases', now, 'corrections', correction(grave));
    expect(await warned(now.id)).toEqual([]);
  });

  it('names the field of an unknown organization or engagement, and answers 404 for an unknown case', async () => {
    const nobody = randomUUID();
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: of.cell, memberId: randomUUID() };
    const open = { subject, source: { other: 'OTHER' } };
    const wrong = async (body: object) =>
      (await of.ward.refused('/api/discipline-cases', body, 422, 'invalid-request')).errors.map(({ field }) => field);
    expect(await wrong({ ...open, subject: { ...subject, organizationId: nobody } })).toEqual([
      'subject.organizationId',
    ]);
    expect(await wrong({ ...open, source: { engagementId: nobody } })).toEqual(['source.engagementId']);
    const one = await of.openCase();
    const decided = of.decision('WARNING', 'CELL', '2025-10-01', {
      decidingBody: { organizationId: nobody, body: 'CELL' },
    });
    expect((await one.butRefused('decision', decided, 'invalid-request', 422)).errors[0]?.field).toBe(
      'decidingBody.organizationId',
    );
    const moved = { field: 'subject.organizationId', from: of.cell, to: nobody };
    const corrected = { corrects: 0, reason: 'ghi nhận nhập sai', changes: [moved] };
    expect((await one.butRefused('corrections', corrected, 'invalid-request', 422)).errors[0]?.field).toBe(
      'changes.0.to',
    );
    await of.ward.refused(
      `/api/discipline-cases/${nobody}/announcement`,
      { announcedOn: '2025-10-01' },
      404,
      'not-found',
      {
        'if-match': '"0"',
      },
    );
    await of.ward.refused(
      `/api/discipline-cases/${one.id}/announcement`,
      { announcedOn: '2025-10-01' },
      428,
      'if-match-missing',
    );
    expect((await of.ward.api.get(`/api/discipline-cases/${nobody}`)).status).toBe(404);
    expect((await of.ward.api.get(`/api/discipline-cases/${nobody}/effect`)).status).toBe(404);
  });
});
