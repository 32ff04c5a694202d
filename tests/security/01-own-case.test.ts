import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { features } from '../../apps/features.js';
import { valid } from '../support/oracles/json-schema.js';
import { described, NOBODY_ENTERED } from '../support/servers/api.js';
import { abreast } from '../support/worlds/abreast.js';
import { commandsAbout } from '../support/worlds/commands-about.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { type Headers, WardApi } from '../support/worlds/ward-api.js';

const kinds = features.flatMap(({ deciders }) => deciders);
const NOTHING = '00000000-0000-4000-8000-0000000000ee';

interface Person {
  readonly id: Uuid;
  readonly headers: Headers;
}
let ward: WardApi;
let [subject, delegate, linked, stranger]: Person[] = [];
/** Kind of record → the ids of records about the subject. */
let about: ReadonlyMap<string, readonly string[]>;

async function everyRole(): Promise<Person> {
  const id = Uuid.parse(randomUUID());
  await grantRoles(ward.api.api, id);
  return { id, headers: await signedIn(ward.api.api, id) };
}

beforeAll(async () => {
  ward = await WardApi.start();
  [subject, delegate, linked, stranger] = [await everyRole(), await everyRole(), await everyRole(), await everyRole()];
  for (const [memberId, name] of [
    [subject.id, 'Nguyễn Văn An'],
    [linked.id, 'Trần Văn Bình'],
  ])
    await ward.record('/api/members', { memberId, name, organizationId: ward.cells[0] });
  const member = { organizationId: ward.cells[0], capacity: 'MEMBER', memberId: subject.id };
  const decision = {
    kind: 'INSP_COMPLIANCE',
    decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
    decision: { number: '1-QĐ', signedOn: '2026-02-02' },
  };
  const open = await ward.record('/api/inspections', { ...decision, subjects: [member] });
  const concluded = await ward.record('/api/inspections/concluded', {
    ...decision,
    decision: { number: '2-QĐ', signedOn: '2026-02-02' },
    notice: { number: '2-TB', signedOn: '2026-03-02' },
    subjects: [{ ...member, outcome: 'MUST_DISCIPLINE' }],
  });
  const { id } = await ward.record('/api/discipline-cases', {
    subject: { class: 'OFFICIAL_MEMBER', organizationId: ward.cells[0], memberId: subject.id },
    source: { other: 'CELL_PROPOSAL' },
    openedOn: '2026-03-05',
    note: 'điều riêng',
  });
  const document = { number: '12-QĐ/ĐU', signedOn: '2026-01-05' };
  const [asked, held] = [{ legalBasis: 'SUBJECT_ASKED', document }, { ground: 'COMPLAINT' }];
  await ward.record(`/api/erasures/${id}/requests`, asked);
  await ward.record(`/api/erasures/${id}/holds`, held);
  await ward.record(`/api/erasures/${subject.id}/holds`, held);
  about = new Map([
    ['engagement', [open.id, concluded.id]],
    ['disciplineCase', [id]],
    ['erasure', [id, subject.id]],
    ['member', [subject.id]],
  ]);
  const link = { otherId: subject.id, foundOn: '2026-03-01', basis: 'PAPERS' };
  await ward.record(`/api/members/${linked.id}/same-person`, link);
  const delegation = { role: 'viewer', organizationId: null, from: '2026-01-01', to: '2099-12-31' };
  const given = { ...delegation, delegateId: delegate.id };
  await ward.record(`/api/persons/${subject.id}/delegations`, given, subject.headers);
  await ward.ask('/api/grants');
  await ward.ask('/api/members'); // waits until the read models include the delegation and the link
  await ward.api.api.app.get<Authority>(AUTHORITY).refresh();
}, 60_000);
afterAll(() => ward.close());

/** The kinds of record of which an entry may concern a person, by the samples of all events. */
function kindsAboutPersons(): readonly string[] {
  const samples = readdirSync('tests/event-catalog').flatMap((name) => {
    const [type] = name.split('.v');
    if (type === undefined || !name.endsWith('.json')) return [];
    const { present } = JSON.parse(readFileSync(`tests/event-catalog/${name}`, 'utf8')) as { present: unknown };
    return [{ type, data: present }];
  });
  return kinds
    .filter(({ catalog, concerns }) =>
      samples.some(
        ({ type, data }) =>
          catalog.has(type) &&
          !/(Corrected|Annulled)$/.test(type) &&
          (concerns.of({ type, data }) as { members: readonly string[] }).members.length > 0,
      ),
    )
    .map(({ category }) => category);
}

/** The answer to every command about each record: its code, or its status where it has none. */
async function answers(person: Person | undefined) {
  const { operations, components } = await described(ward.api);
  const world = { components, ids: [ward.ward, ...ward.cells] };
  const asked = commandsAbout(operations, kinds).flatMap(({ path, body, category }) => {
    const [payload] = body ? fc.sample(valid(body, world), { numRuns: 1, seed: 7 }) : [{}];
    const [first = '', ...rest] = path.split(/\{[^}]+\}/);
    return (about.get(category) ?? []).map((id) => ({
      category,
      path: `${first}${id}${rest.join(NOTHING)}`,
      body: unstated(payload),
    }));
  });
  const told = await abreast(asked, async ({ category, path, body }) => {
    const { status, json } = await ward.api.post(path, body, { ...person?.headers, ...NOBODY, 'if-match': '"0"' });
    return { category, path, answer: (json as { code?: string }).code ?? String(status) };
  });
  const opening = await ward.api.post('/api/discipline-cases', openingAbout(subject?.id), { ...person?.headers });
  told.push({ category: 'disciplineCase', path: 'opening', answer: (opening.json as { code?: string }).code ?? '' });
  return told;
}
const NOBODY = { [NOBODY_ENTERED]: 'true' };
/** Without the kind of an owner, which is looked up. */
const unstated = (payload: unknown): object =>
  Object.fromEntries(Object.entries(payload as object).filter(([name]) => name !== 'ownerKind'));
const openingAbout = (memberId: Uuid | undefined) => ({
  subject: { class: 'OFFICIAL_MEMBER', organizationId: ward.cells[0], memberId },
  source: { other: 'OTHER' },
  openedOn: '2026-03-06',
});

it('has a record about the subject of each kind of record that may be about a person', () => {
  expect([...about.keys()].sort()).toEqual([...kindsAboutPersons()].sort());
});

describe.each([
  ['the subject', () => subject],
  ['a delegate of the subject, on grounds of their own', () => delegate],
  ['the subject, under another record of theirs that is linked', () => linked],
])('%s, in every role', (_, person) => {
  it('is refused every command about the record', async () => {
    const before = await ward.api.api.platform.store.head();
    const told = await answers(person());
    expect(told.filter(({ answer }) => answer !== 'own-case')).toEqual([]);
    expect(new Set(told.map(({ category }) => category))).toEqual(new Set(about.keys()));
    expect(await ward.api.api.platform.store.head()).toBe(before);
  });

  it('is refused the log of readings about the record, and the list of all readings leaves them out', async () => {
    const ids = [...(about.get('engagement') ?? []), ...(about.get('disciplineCase') ?? [])];
    for (const id of ids) {
      await ward.api.get(`/api/streams/engagement/${id}/history`, stranger?.headers);
      const { status, json } = await ward.api.get(`/api/readings?about=${id}`, person()?.headers);
      expect([status, (json as { code: string }).code]).toEqual([403, 'own-case']);
    }
    const list = await ward.api.get(`/api/readings?limit=200&personId=${stranger?.id}`, person()?.headers);
    expect(list.status).toBe(200);
    expect(ids.filter((id) => list.text.includes(id))).toEqual([]);
    const known = await ward.api.get(`/api/readings?limit=200&personId=${stranger?.id}`, stranger?.headers);
    expect(ids.filter((id) => known.text.includes(id))).toEqual(ids);
  });
});

it('another person in every role is refused no command for that reason', async () => {
  const told = await answers(stranger);
  expect(told.filter(({ answer }) => answer === 'own-case')).toEqual([]);
});
