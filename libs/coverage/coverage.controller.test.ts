import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_RULE } from '#features/counting-rules';
import { answered } from '#platform/http/time-travel';
import { described } from '../../tests/support/servers/api.js';
import { AS_OF, CoverageApi, fraction, type Query } from '../../tests/support/worlds/coverage-api.js';
import type { WardApi } from '../../tests/support/worlds/ward-api.js';
import { coverageAnswer, organizationsAnswer, seriesAnswer, whatIfAnswer } from './answers.js';

let of: CoverageApi;
let ward: WardApi;
let termId: string;
const inspections: string[] = [];
beforeAll(async () => {
  of = await CoverageApi.start();
  ward = of.ward;
});
afterAll(() => of.close());

const coverage = (query: Query = {}) => of.ask('', coverageAnswer, query);
const organizations = (query: Query = {}) => of.ask('/organizations', organizationsAnswer, query);
const names = (list: { organizations: { name: string }[] }) => list.organizations.map(({ name }) => name);

describe('coverage', () => {
  beforeAll(async () => {
    termId = await of.term();
    inspections.push((await of.work('INSP_COMPLIANCE', [ward.cells[1]], '2025-10-10')).id);
    inspections.push((await of.work('INSP_COMPLIANCE', [ward.cells[1], of.subCells[0]], '2025-12-31')).id);
    await of.work('SUP_THEMATIC', [of.subCells[0]], '2026-02-10');
  });

  it('is answered with its rule, term, alternatives, missing organizations, and no lag', async () => {
    const told = await coverage(AS_OF);
    expect(told).toMatchObject({
      covered: 2,
      total: 6,
      percent: '33.33',
      uncovered: 4,
      inspected: 2,
      supervised: 1,
      both: 1,
      lag: 0,
      provisional: true,
      rule: { countingRuleId: null, name: 'Mặc định', version: 1, approved: false },
      term: { termId, startsOn: '2025-08-16', endsOn: '2030-08-15', startAssumed: false, endAssumed: true },
      counters: { engagements: 3, organizationTurns: 4, distinctOrganizations: 2 },
    });
    expect(told.alternatives.map((one) => `${one.denominator} ${fraction(one)}`)).toEqual([
      'ALL 2/6',
      'DIRECT 1/4',
      'CELLS 2/5',
    ]);
  });

  it('takes the denominator asked for in place of the rule’s, in the figure and in the list', async () => {
    const counted = async (denominator: string) =>
      `${fraction(await coverage({ ...AS_OF, denominator }))} ${(await organizations({ ...AS_OF, denominator })).organizations.length}`;
    expect([await counted('ALL'), await counted('DIRECT'), await counted('CELLS')]).toEqual([
      '2/6 6',
      '1/4 4',
      '2/5 5',
    ]);
  });

  it('of all registers equals that of the only ward, whether its term or its days are given', async () => {
    const days = { from: '2025-08-16', to: '2030-08-15' };
    for (const query of [{}, { scope: ward.ward }, { term: termId }, days]) {
      const asked = new URLSearchParams({ ...AS_OF, ...query }).toString();
      const told = answered(coverageAnswer).parse((await ward.ask(`/api/coverage?${asked}`)).json);
      expect(fraction(told)).toBe('2/6');
      expect(told.term === null).toBe('from' in query);
      expect(told.pace).toEqual({ elapsedShare: '17.46', evenPace: 2, neededPerYear: 1 });
    }
  });

  it('of a base organization counts the cells below it; for them the bodies of the ward are higher bodies', async () => {
    const told = await coverage({ ...AS_OF, scope: of.base });
    expect([fraction(told), told.excluded]).toEqual(['0/2', [{ reason: 'HIGHER_BODY', engagements: 2, turns: 2 }]]);
  });

  it('counts an act from the day of its notice on, and not on the day before', async () => {
    const on = async (asOf: string) => fraction(await coverage({ asOf }));
    expect(await Promise.all(['2025-10-09', '2025-10-10', '2025-12-30', '2025-12-31'].map(on))).toEqual([
      '0/6',
      '1/6',
      '1/6',
      '2/6',
    ]);
  });

  it('lists the uncovered first, and of each covered one the act and the clause', async () => {
    const all = await organizations(AS_OF);
    expect(names(all)).toEqual([
      'Chi bộ "Đ; Đ"',
      'Chi bộ 1',
      'Chi bộ 3',
      'Đảng bộ khu dân cư',
      'Chi bộ 2',
      'Chi bộ Ánh Dương',
    ]);
    expect(all.organizations.slice(0, 4).map(({ covered, by }) => [covered, by])).toEqual(
      Array.from({ length: 4 }, () => [false, null]),
    );
    expect(all.organizations.slice(4)).toMatchObject([
      {
        organizationId: ward.cells[1],
        type: 'BASE_CELL',
        parentId: ward.ward,
        covered: true,
        supervision: null,
        by: {
          engagementId: inspections[0],
          clause: 'OWN',
          concludedOn: '2025-10-08',
          countsOn: '2025-10-10',
          lineage: null,
          afterEnd: false,
        },
        inspection: { engagementId: inspections[0] },
      },
      {
        organizationId: of.subCells[0],
        parentId: of.base,
        parentName: 'Đảng bộ khu dân cư',
        by: { engagementId: inspections[1], kind: 'INSP_COMPLIANCE', body: 'COMMITTEE' },
        supervision: { kind: 'SUP_THEMATIC', countsOn: '2026-02-10' },
      },
    ]);
  });

  it.each(['1', '2', '4', '5', '6', '200'])('adds up over pages of %s to the whole list', async (limit) => {
    const whole = await organizations(AS_OF);
    expect(whole.next).toBeNull();
    const found: string[] = [];
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null; pages++) {
      const page = await organizations({ ...AS_OF, limit, ...(cursor === '' ? {} : { cursor }) });
      found.push(...names(page));
      cursor = page.next;
    }
    expect(found).toEqual(names(whole));
    expect(pages).toBe(Math.ceil(6 / Number(limit)));
  });

  it('parts into covered and uncovered', async () => {
    const [covered, uncovered] = await Promise.all(
      ['covered', 'uncovered'].map((status) => organizations({ ...AS_OF, status })),
    );
    expect([covered, uncovered].map((list) => list?.organizations.map((one) => one.covered))).toEqual([
      [true, true],
      [false, false, false, false],
    ]);
  });

  it('names the list behind a figure by an address that still answers the same after more was recorded', async () => {
    const { organizations: address, uncovered } = await coverage(AS_OF);
    const list = async () => answered(organizationsAnswer).parse((await ward.api.get(address)).json);
    const before = await list();
    expect(before.organizations.filter(({ covered }) => !covered)).toHaveLength(uncovered);
    const late = await of.work('INSP_DUES', [ward.cells[2]], '2026-06-01');
    expect(fraction(await coverage(AS_OF))).toBe('3/6');
    expect(await list()).toEqual(before);
    await ward.change('inspections', late, 'annulments', { corrects: 0, reason: 'nhập nhầm phường' });
    expect(fraction(await coverage(AS_OF))).toBe('2/6');
  });

  it('is a file that a spreadsheet opens: byte order mark, semicolons, CRLF, quoted where it must be', async () => {
    const response = await fetch(new URL(of.url('/organizations.csv', AS_OF), ward.api.api.address), {
      headers: ward.api.tester,
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="to-chuc-all-2026-06-30.csv"');
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const rows = bytes.subarray(3).toString('utf8').split('\r\n');
    const cell = (text: string | undefined) => `"${text ?? ''}"`;
    const [by, direct] = [cell('Mặc định, bản 1, chưa được duyệt – số tạm tính'), cell('Đảng bộ phường Thử Nghiệm')];
    const area = cell('Đảng bộ khu dân cư');
    expect(rows).toEqual([
      '"Tổ chức đảng";"Trực thuộc";"Đã được kiểm tra, giám sát";"Ngày được tính";"Loại việc";"Căn cứ";"Mã tổ chức";"Cách tính"',
      `"Chi bộ ""Đ; Đ""";${area};"Chưa";;;;${cell(of.subCells[1])};${by}`,
      `"Chi bộ 1";${direct};"Chưa";;;;${cell(ward.cells[0])};${by}`,
      `"Chi bộ 3";${direct};"Chưa";;;;${cell(ward.cells[2])};${by}`,
      `${area};${direct};"Chưa";;;;${cell(of.base)};${by}`,
      expect.stringMatching(/^"Chi bộ 2";[^;]+;"Đã được";"10\/10\/2025";[^;]+;"tổ chức là đối tượng";/),
      expect.stringMatching(/^"Chi bộ Ánh Dương";"Đảng bộ khu dân cư";"Đã được";"31\/12\/2025";/),
      '',
    ]);
    const left = await ward.api.get(of.url('/organizations.csv', { ...AS_OF, status: 'uncovered' }));
    expect(left.text.split('\r\n')).toHaveLength(1 + 4 + 1);
  });

  it('has a series by month, quarter and year whose every point is the answer for its day', async () => {
    const series = async (step: string) => (await of.ask('/series', seriesAnswer, { asOf: '2026-02-10', step })).series;
    const months = await series('month');
    expect(months.map((one) => `${one.asOf} ${fraction(one)} ${one.supervised}`)).toEqual([
      '2025-08-31 0/6 0',
      '2025-09-30 0/6 0',
      '2025-10-31 1/6 0',
      '2025-11-30 1/6 0',
      '2025-12-31 2/6 0',
      '2026-01-31 2/6 0',
      '2026-02-10 2/6 1',
    ]);
    const days = async (step: string) => (await series(step)).map(({ asOf }) => asOf);
    expect(await days('quarter')).toEqual(['2025-09-30', '2025-12-31', '2026-02-10']);
    expect(await days('year')).toEqual(['2025-12-31', '2026-02-10']);
    for (const { asOf, evenPace, ...point } of months) {
      const { counters, pace, ...told } = await coverage({ asOf });
      expect({ ...told, ...counters, evenPace: pace?.evenPace ?? null }).toMatchObject({ ...point, evenPace });
    }
  });

  it('is computed by a rule given in full, beside the rule in force, and records nothing', async () => {
    const head = await ward.api.api.platform.store.head();
    const rule = { ...DEFAULT_RULE.rule, verb: 'BOTH' };
    const { status, json } = await ward.api.post(of.url('/what-if', AS_OF), { rule });
    const told = answered(whatIfAnswer).parse(json);
    expect([status, fraction(told), told.provisional, told.rule]).toEqual([200, '1/6', true, rule]);
    expect(told.inForce).toMatchObject({ covered: 2, total: 6, rule: { name: 'Mặc định', approved: false } });
    expect(await ward.api.api.platform.store.head()).toBe(head);
    const senseless = await ward.api.post(of.url('/what-if', AS_OF), { rule: { ...rule, graceMonths: 3 } });
    expect([senseless.status, senseless.json]).toMatchObject([409, { code: 'GraceWithoutMeaning' }]);
  });

  it('answers in the shapes of the interface’s own document', async () => {
    const { operations, objection: wrong } = await described(ward.api);
    const answers: [string, unknown][] = [];
    for (const path of ['', '/organizations', '/series', '/default-rule'])
      answers.push([
        `GET /api/coverage${path}`,
        (await ward.api.get(path === '/default-rule' ? '/api/coverage/default-rule' : of.url(path, AS_OF))).json,
      ]);
    answers.push([
      'POST /api/coverage/what-if',
      (await ward.api.post(of.url('/what-if', AS_OF), { rule: DEFAULT_RULE.rule })).json,
    ]);
    const left = await ward.api.get(of.url('/organizations', { ...AS_OF, status: 'left-out' }));
    answers.push(['GET /api/coverage/organizations', left.json]);
    answers.push(['GET /api/counting-rules', (await ward.api.get('/api/counting-rules')).json]);
    for (const [name, body] of answers) {
      const operation = operations.find(({ method, path }) => `${method} ${path}` === name);
      expect([name, operation && wrong(operation, 200, body)]).toEqual([name, null]);
    }
    expect(operations.find(({ path }) => path === '/api/coverage/stream')).toMatchObject({ endless: true });
  });
});
