import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answered } from '#platform/http/time-travel';
import { WardApi } from '../../tests/support/worlds/ward-api.js';
import { engagementsAnswer, fact, factsAnswer } from './answers.js';

const member = '0b7e8c10-0000-4000-8000-000000000001';
let ward: WardApi;
const ids: Record<string, string> = {};

const body = (kind = 'COMMITTEE') => ({ organizationId: ward.ward, body: kind });
const cell = (n: number) => ({ organizationId: ward.cells[n], capacity: 'ORGANIZATION' });
const record = async (name: string, path: string, day: string | null, subjects: object[], more: object = {}) => {
  const decision = { number: `${name}-QĐ/ĐU`, signedOn: day };
  const kind = path.startsWith('supervisions') ? 'SUP_THEMATIC' : 'INSP_COMPLIANCE';
  const { id } = await ward.record(`/api/${path}`, { kind, decidingBody: body(), decision, subjects, ...more });
  ids[name] = id;
};

beforeAll(async () => {
  ward = await WardApi.start();
  await record('early', 'inspections', '2026-01-10', [cell(0)], { dueOn: '2026-02-10' });
  const notice = { number: '=1+1', signedOn: '2026-05-20' };
  const subjects = [
    { ...cell(0), outcome: 'SHORTCOMINGS', workedAt: [ward.cells[0]], remedies: [{ what: 'x', dueOn: '2026-06-01' }] },
    { organizationId: ward.cells[1], capacity: 'MEMBER', memberId: member, outcome: 'MUST_DISCIPLINE' },
  ];
  await record('middle', 'inspections/concluded', '2026-05-02', subjects, { notice });
  await record('supervised', 'supervisions', '2026-06-01', [cell(2)], { decidingBody: body('INSPECTION_COMMITTEE') });
  await record('undated', 'inspections', null, [cell(1), cell(2)]);
});
afterAll(() => ward.close());

const list = async (query = '') =>
  answered(engagementsAnswer).parse((await ward.ask(`/api/engagements?limit=200${query}`)).json).engagements;
const named = (found: readonly { engagementId: string }[]) =>
  found.map(({ engagementId }) => Object.keys(ids).find((name) => ids[name] === engagementId));
const facts = async (query = '') =>
  answered(factsAnswer).parse((await ward.ask(`/api/facts?limit=200${query}`)).json).facts;

describe('the list of engagements', () => {
  it('holds both nouns, the latest decision first, one without a day last', async () => {
    const all = await list();
    expect(named(all)).toEqual(['supervised', 'middle', 'early', 'undated']);
    expect(all[1]).toMatchObject({
      status: 'CONCLUDED',
      gaps: 0,
      decision: { number: 'middle-QĐ/ĐU', signedOn: '2026-05-02' },
      subjects: [{ organizationName: 'Chi bộ 1', concluded: true, countsOn: '2026-05-20' }, { memberId: member }],
    });
  });

  it.each([
    ['kind=SUP_THEMATIC', ['supervised']],
    ['verb=INSPECTION', ['middle', 'early', 'undated']],
    ['status=CONCLUDED', ['middle']],
    ['status=DECIDED', ['supervised', 'early', 'undated']],
    ['overdue=true', ['early']],
    ['overdue=false&verb=INSPECTION', ['middle', 'undated']],
    ['body=INSPECTION_COMMITTEE', ['supervised']],
    ['decidedFrom=2026-02-01&decidedTo=2026-05-31', ['middle']],
    ['decidedFrom=2026-05-02&decidedTo=2026-05-02', ['middle']],
    ['concludedFrom=2026-05-20', ['middle']],
    ['concludedFrom=2026-05-01&concludedTo=2026-05-19', []],
    ['asOf=2026-05-19&concludedFrom=2026-05-01', []],
    ['recordedFrom=2026-01-01', ['supervised', 'middle', 'early', 'undated']],
    ['recordedTo=2026-01-01', []],
    ['asOf=2026-05-01', ['early', 'undated']],
    ['asOf=2026-01-09', ['undated']],
    ['asOf=2026-01-09&status=NOT_YET', ['supervised', 'middle', 'early']],
    ['asOf=2026-02-10&overdue=true', []],
    ['asOf=2026-02-11&overdue=true', ['early']],
  ])('is narrowed by %s', async (query, names) => {
    expect(named(await list(`&${query}`))).toEqual(names);
  });

  it.each([
    ['', 0],
    ['decidedFrom=2026-02-01&decidedTo=2026-05-31', 1],
    ['decidedFrom=2026-02-01&verb=SUPERVISION', 0],
    ['concludedTo=2026-12-31', 3],
    ['concludedTo=2026-12-31&decidedTo=2026-01-31', 2],
    ['recordedFrom=2026-01-01', 0],
  ])('counts the engagements that lack the day which a filter bounds: %s', async (query, withoutDay) => {
    const { json } = await ward.ask(`/api/engagements?limit=1&${query}`);
    expect(json).toMatchObject({ withoutDay });
  });

  it('refuses a range whose first day is after its last day by the names of both, and the old names', async () => {
    const fields = async (query: string) => {
      const { status, json } = await ward.api.get(`/api/engagements?${query}`);
      return [
        status,
        (json as { errors: { field: string; code: string }[] }).errors.map((one) => `${one.field} ${one.code}`),
      ];
    };
    expect(await fields('decidedFrom=2026-05-02&decidedTo=2026-05-01')).toEqual([
      422,
      ['decidedFrom reversed', 'decidedTo reversed'],
    ]);
    expect(await fields('from=2026-05-01&to=2026-05-02')).toEqual([422, ['from unknown-field', 'to unknown-field']]);
  });

  it('is narrowed to an organization that is a subject or whose body decided', async () => {
    expect(named(await list(`&organizationId=${ward.cells[0]}`))).toEqual(['middle', 'early']);
    expect(named(await list(`&bodyOrganizationId=${ward.ward}&verb=SUPERVISION`))).toEqual(['supervised']);
    expect(await list(`&organizationId=${member}`)).toEqual([]);
  });

  it('comes page by page, each engagement once', async () => {
    const found: (string | undefined)[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: { engagements: { engagementId: string }[]; next: string | null } = answered(engagementsAnswer).parse(
        (await ward.ask(`/api/engagements?limit=1${next === '' ? '' : `&cursor=${next}`}`)).json,
      );
      found.push(...named(page.engagements));
      next = page.next;
    }
    expect(found).toEqual(['supervised', 'middle', 'early', 'undated']);
    expect((await ward.api.get('/api/engagements?cursor=WyJ4Iix7fV0')).status).toBe(422);
  });
});

describe('facts', () => {
  it('are one flat row for each engagement and subject, the outcome of a person never among them', async () => {
    const rows = await facts();
    expect(rows.map(({ decisionNumber, organizationName }) => [decisionNumber, organizationName])).toEqual([
      ['supervised-QĐ/ĐU', 'Chi bộ 3'],
      ['middle-QĐ/ĐU', 'Chi bộ 1'],
      ['middle-QĐ/ĐU', 'Chi bộ 2'],
      ['early-QĐ/ĐU', 'Chi bộ 1'],
      ['undated-QĐ/ĐU', 'Chi bộ 2'],
      ['undated-QĐ/ĐU', 'Chi bộ 3'],
    ]);
    expect(rows[1]).toMatchObject({ outcome: 'SHORTCOMINGS', fault: true, remedies: 1, remediesOverdue: 1 });
    expect(rows[2]).toMatchObject({ memberId: member, concluded: true, outcome: null, fault: null, remedies: null });
    expect((await ward.ask('/api/facts')).text).not.toContain('MUST_DISCIPLINE');
  });

  it('are as of a day: later facts are left out', async () => {
    const [row] = await facts('&asOf=2026-05-19&verb=INSPECTION');
    expect(row).toMatchObject({ status: 'DECIDED', concluded: false, countsOn: null, outcome: null });
  });

  it('are narrowed to the rows of an organization', async () => {
    expect((await facts(`&organizationId=${ward.cells[1]}`)).map(({ decisionNumber }) => decisionNumber)).toEqual([
      'middle-QĐ/ĐU',
      'undated-QĐ/ĐU',
    ]);
  });

  it('come page by page, also within one engagement', async () => {
    const all = await facts();
    const found: unknown[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const page: { facts: unknown[]; next: string | null } = answered(factsAnswer).parse(
        (await ward.ask(`/api/facts?limit=1${cursor}`)).json,
      );
      expect(page.facts).toHaveLength(1);
      found.push(...page.facts);
      next = page.next;
    }
    expect(found).toEqual(all);
  });

  it('come as a file that a spreadsheet opens, without formulas', async () => {
    const { headers, text } = await ward.ask('/api/facts.csv?asOf=2026-05-20');
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['without-day']).toBe('0');
    expect(headers['content-disposition']).toBe('attachment; filename="facts-2026-05-20.csv"');
    const lines = text.replace('\ufeff', '').split('\r\n');
    expect(lines[0]).toBe([...Object.keys(fact), 'memberCode'].map((name) => `"${name}"`).join(';'));
    expect(lines).toHaveLength(1 + 5 + 1);
    expect(lines[1]).toContain(`;"'=1+1";"2026-05-20";"2026-05-20";"SHORTCOMINGS";"true";`);
    expect(text).not.toContain('MUST_DISCIPLINE');
  });
});
