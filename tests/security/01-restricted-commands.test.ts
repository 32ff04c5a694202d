import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { features } from '../../apps/features.js';
import { valid } from '../support/oracles/json-schema.js';
import { described, NOBODY_ENTERED } from '../support/servers/api.js';
import { abreast } from '../support/worlds/abreast.js';
import { commandsAbout } from '../support/worlds/commands-about.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { type Headers, type Recorded, WardApi } from '../support/worlds/ward-api.js';

const kinds = features.flatMap(({ deciders }) => deciders);
/** Collects statements and passes them on to the database. */
const query = jest.spyOn(pg.Client.prototype, 'query');

let ward: WardApi;
let outsider: Headers;
/** What makes a record restricted → its id, and the key under which its recorder sent the first command. */
const restricted = new Map<string, { readonly id: string; readonly key: string }>();
let visible: Recorded;

beforeAll(async () => {
  ward = await WardApi.start();
  const person = Uuid.parse(randomUUID());
  const roles = Role.options.filter((role) => role !== 'guest' && role !== 'inspection-chair');
  await grantRoles(ward.api.api, person, roles);
  outsider = await signedIn(ward.api.api, person);
  visible = await opened({ kind: 'SUP_THEMATIC' }, 'supervisions');
  await restrictedRecords();
}, 60_000);
afterAll(async () => {
  await ward.close();
  query.mockRestore();
});

async function opened(more: object, noun = 'inspections', key: string = randomUUID()): Promise<Recorded> {
  const opening = {
    kind: 'INSP_SIGNS',
    decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
    decision: { number: `${randomUUID().slice(0, 8)}-QĐ`, signedOn: '2026-05-01' },
    subjects: [{ organizationId: ward.cells[2], capacity: 'ORGANIZATION' }],
    ...more,
  };
  return ward.record(`/api/${noun}`, opening, { 'idempotency-key': key });
}

async function restrictedRecords(): Promise<void> {
  const made = async (
    how: string,
    more: object,
    then: (one: Recorded) => Promise<unknown> = () => Promise.resolve(),
  ) => {
    const key = randomUUID();
    const one = await opened(more, 'inspections', key);
    await then(one);
    restricted.set(how, { id: one.id, key });
  };
  const change = (one: Recorded, route: string, body: object) => ward.change('inspections', one, route, body);
  const annulling = { reason: 'ghi nhận nhập sai' };
  await made('a plan as entered', {});
  await made('a record corrected into a plan', { kind: 'INSP_COMPLIANCE' }, (one) => {
    const changes = [{ field: 'kind', from: 'INSP_COMPLIANCE', to: 'INSP_SIGNS' }];
    return change(one, 'corrections', { corrects: 0, reason: 'ghi nhận nhầm loại', changes });
  });
  await made('a plan with an annulled opening', {}, (one) => change(one, 'annulments', { corrects: 0, ...annulling }));
  await made('a plan with an annulled conclusion', {}, async (one) => {
    const { json } = await ward.ask(`/api/engagements/${one.id}`);
    const [subject] = (json as { engagement: { subjects: { subjectId: string }[] } }).engagement.subjects;
    const outcomes = [{ subjectId: subject?.subjectId, outcome: 'MUST_DISCIPLINE' }];
    const notice = { number: '9-TB', signedOn: '2026-06-01' };
    const concluded = await change(one, 'conclusion', { notice, outcomes });
    await change(concluded, 'annulments', { corrects: 1, ...annulling });
  });
  await made('a plan into which another engagement was converted', {}, async ({ id }) => {
    const into = {
      convertedOn: '2026-05-02',
      into: id,
      paper: { number: null, signedOn: null },
      reason: 'có dấu hiệu',
    };
    await ward.change('supervisions', await opened({ kind: 'SUP_THEMATIC' }, 'supervisions'), 'conversion', into);
  });
  await made('a plan decided together with another engagement', { combinedWith: visible.id });
  await made('a plan entrusted to one more person', {}, (one) =>
    change(one, 'entrustment', { personId: randomUUID(), reason: 'thêm người' }),
  );
}

interface Asked {
  readonly what: string;
  readonly send: (id: string) => Promise<{ readonly status: number; readonly text: string }>;
}

/** Status, body and SQL statements of an answer, without ids of requests and the id asked about. */
async function told({ send }: Asked, id: string): Promise<string> {
  query.mockClear();
  const { status, text } = await send(id);
  const statements = query.mock.calls
    .map(([asked]) =>
      ((one: unknown) => (typeof one === 'string' ? one : ((one as { text?: string }).text ?? '')))(asked),
    )
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => !BESIDE.test(statement));
  const body = text
    .replaceAll(id, '<id>')
    .replace(/"requestId":"[^"]+"/, '')
    .replace(/"(knownAt|position|asOf|at|next)":"[^"]*"/g, '');
  return [`${status} ${body}`, ...statements].join('\n');
}
/** What the program does beside requests: sessions, checkpoints, following the log and checking it. */
const BESIDE =
  /^$|^select$|"identity"|organizations_beginnings|read\.(checkpoints|log_time|parked)|read\.log |read\.leadership|log\.head|pg_stat|log\.events where position/;

const answerOf = (told: string) => told.split('\n')[0];

/** The requests whose answers about a restricted record differ from the answer about an id of nothing. */
async function differences(asked: readonly Asked[], id: string): Promise<readonly string[]> {
  const found: string[] = [];
  const nothing = randomUUID(); // one id for all requests, as the restricted record is one
  for (const one of asked) {
    // What the program does beside requests may fall between two of them. A difference that the record makes recurs.
    for (let tries = 1; ; tries++) {
      const [hidden, none] = [await told(one, id), await told(one, nothing)];
      if (hidden === none) break;
      if (tries < 3) continue;
      found.push(`${one.what}\n${hidden}\n--- an id of nothing\n${none}`);
      break;
    }
  }
  return found;
}

const SEEN: readonly Headers[] = [{ 'if-match': '"0"' }, { 'if-match': '"99"' }, {}];

async function everyCommand(key: string, seen: readonly Headers[]): Promise<readonly Asked[]> {
  const { operations, components } = await described(ward.api);
  const world = { components, ids: [ward.ward, ...ward.cells] };
  const routes = commandsAbout(operations, kinds).filter(({ category }) =>
    ['engagement', 'erasure'].includes(category),
  );
  return routes.flatMap(({ path, body, category }) => {
    const [payload] = body ? fc.sample(valid(body, world), { numRuns: 1, seed: 7 }) : [{}];
    const members = Object.entries(payload as object).filter(([name]) => name !== 'ownerKind'); // it is looked up
    const sent = category === 'erasure' ? Object.fromEntries(members) : payload;
    const [first = '', ...rest] = path.split(/\{[^}]+\}/);
    return [...seen, { 'if-match': '"0"', 'idempotency-key': key }].map((headers) => ({
      what: `${path} ${Object.entries(headers).join(' ')}`,
      send: (id: string) =>
        ward.api.post(`${first}${id}${rest.join(OTHER)}`, sent, { ...outsider, ...NOBODY, ...headers }),
    }));
  });
}
const NOBODY = { [NOBODY_ENTERED]: 'true' };
const OTHER = '00000000-0000-4000-8000-0000000000ee';

async function everyQuestion(): Promise<readonly Asked[]> {
  const { operations } = await described(ward.api);
  const gets = operations.filter(({ method, endless, path }) => method === 'GET' && !endless && /\{[^}]+\}/.test(path));
  const paths = gets.map(
    ({ path }) =>
      (id: string) =>
        path
          .replace('{category}', 'engagement')
          .replace(/\{[^}]+\}/, id)
          .replace(/\{[^}]+\}/g, OTHER),
  );
  const more = [
    (id: string) => `/api/discipline-cases?engagementId=${id}`,
    (id: string) => `/api/readings?about=${id}&limit=1`,
  ];
  return [...paths, ...more].map((path) => ({ what: path('{id}'), send: (id) => ward.api.get(path(id), outsider) }));
}

/** Commands whose body refers to the record. */
function everyReference(): readonly Asked[] {
  const opening = {
    kind: 'INSP_COMPLIANCE',
    decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
    decision: { number: '7-QĐ', signedOn: '2026-05-01' },
    subjects: [{ organizationId: ward.cells[1], capacity: 'ORGANIZATION' }],
  };
  const subject = { class: 'ORGANIZATION', organizationId: ward.cells[1], memberId: null };
  const post = (what: string, path: string, body: (id: string) => object, headers: Headers = {}): Asked => ({
    what,
    send: (id) => ward.api.post(path, body(id), { ...outsider, ...headers }),
  });
  const seen = { 'if-match': `"${visible.revision}"` };
  const changed = (field: string, to: unknown) => ({
    corrects: 0,
    reason: 'ghi nhận bổ sung',
    changes: [{ field, from: null, to }],
  });
  return [
    post('combinedWith', '/api/inspections', (id) => ({ ...opening, combinedWith: id })),
    post('arisesFrom', '/api/inspections', (id) => ({ ...opening, arisesFrom: { engagementId: id, subjectId: null } })),
    post('source', '/api/discipline-cases', (id) => ({
      subject,
      source: { engagementId: id, subjectId: null },
      openedOn: '2026-05-04',
    })),
    post(
      'into',
      `/api/supervisions/${visible.id}/conversion`,
      (id) => ({
        convertedOn: '2026-05-02',
        into: id,
        paper: { number: null, signedOn: null },
        reason: 'ghi nhận nhập sai',
      }),
      seen,
    ),
    post('correction', `/api/supervisions/${visible.id}/corrections`, (id) => changed('combinedWith', id), seen),
  ];
}

describe('a person who may not see a restricted record', () => {
  it('gets the answer for an id of nothing, by the same statements, to every command, query and reference', async () => {
    const [[, plan] = []] = [...restricted];
    const asked = [...(await everyCommand(plan?.key ?? '', SEEN)), ...(await everyQuestion()), ...everyReference()];
    expect(asked.length).toBeGreaterThan(100);
    expect(await differences(asked, plan?.id ?? '')).toEqual([]);
  }, 120_000);

  it('gets the same answer about every kind of restricted record', async () => {
    for (const [how, { id, key }] of restricted) {
      // The log of readings shows the outsider's own readings in the order in which they came, so it is asked above alone.
      const questions = (await everyQuestion()).filter(({ what }) => !what.startsWith('/api/readings'));
      const asked = [...(await everyCommand(key, SEEN.slice(0, 1))), ...questions, ...everyReference()];
      const answers = async (one: Asked): Promise<string[]> => {
        const both = await Promise.all([told(one, id), told(one, randomUUID())]);
        // On a busy machine the store may not answer in time; that is about no record.
        return both.some((answer) => answer.startsWith('503')) ? answers(one) : both;
      };
      const found = await abreast(asked, async (one) => {
        const [hidden = '', none = ''] = await answers(one);
        return answerOf(hidden) === answerOf(none) ? [] : [`${how}: ${one.what}\n${hidden}\n${none}`];
      });
      expect(found.flat()).toEqual([]);
    }
  }, 120_000);

  it('gets the answer for a paper of its own to one that a hidden plan cites, which notTwinOf cannot name', async () => {
    const decision = { number: '77-QĐ', signedOn: '2026-05-01' };
    const { id } = await opened({ decision });
    const answered = async (number: string, notTwinOf?: string) => {
      const opening = {
        kind: 'INSP_COMPLIANCE',
        decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
        decision: { ...decision, number },
        subjects: [{ organizationId: ward.cells[1], capacity: 'ORGANIZATION' }],
        ...(notTwinOf && { notTwinOf: [notTwinOf] }),
      };
      const { status, text } = await ward.api.post('/api/inspections', opening, outsider);
      return `${status} ${text.replace(/[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>').replace(/"position":"\d+"/, '')}`;
    };
    const refused = await answered('77-QĐ', id);
    expect([refused.slice(0, 3), refused]).toEqual(['422', await answered('77-QĐ', randomUUID())]);
    expect(refused).toBe(await answered('78-QĐ', id));
    const taken = await answered(' 077 - qđ');
    expect([taken.slice(0, 3), taken]).toEqual(['201', await answered('79-QĐ')]);
    // the record that the sender recorded is found by both papers alike
    expect((await answered('77-QĐ')).slice(0, 3)).toBe('409');
  }, 60_000);
});
