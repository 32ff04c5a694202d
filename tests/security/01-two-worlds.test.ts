import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Role } from '#features/access';
import { account } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { features } from '../../apps/features.js';
import { type Answered, described, NOBODY_ENTERED, type Operation } from '../support/servers/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { valid } from '../support/oracles/json-schema.js';
import { leaky } from '../support/worlds/leaky-feature.js';
import { countsForPositions } from '../support/oracles/positions.js';
import { SPECIMENS } from '../support/worlds/specimens.js';
import { commandsAbout } from '../support/worlds/commands-about.js';
import { abreast } from '../support/worlds/abreast.js';
import { WardApi } from '../support/worlds/ward-api.js';

type Headers = Readonly<Record<string, string>>;

/** Every kind of record of the features. A new kind must get a specimen. */
const kinds = features.flatMap(({ deciders }) => deciders);
const specimens = Object.entries(SPECIMENS).flatMap(([category, one]) => ('open' in one ? [] : [{ category, ...one }]));

/** One of two wards of the same shape, which differ only in what a reader of the first cell may not see. */
interface World {
  readonly ward: WardApi;
  /** Category → ids of records outside the reader's scope. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Category → ids of records that are restricted. */
  readonly restricted: ReadonlyMap<string, string>;
  /** The headers of a person with roles, for the first cell only or for the whole store. */
  readonly as: (roles: readonly Role[], everywhere?: boolean) => Promise<Headers>;
}

async function world(second: boolean, with_ = features): Promise<World> {
  const ward = await WardApi.start(with_);
  const [own = ''] = ward.cells;
  await ward.record('/api/inspections/concluded', {
    kind: 'INSP_COMPLIANCE',
    theme: 'Của chi bộ 1',
    decidingBody: { organizationId: ward.ward, body: 'STANDING_COMMITTEE' },
    decision: { number: '1-QĐ', signedOn: '2026-02-01' },
    concludedOn: '2026-03-01',
    subjects: [{ organizationId: own, capacity: 'ORGANIZATION', outcome: 'GOOD' }],
  });
  await ward.decide('/api/terms', { organizationId: ward.ward, name: 'Nhiệm kỳ', startsOn: '2025-08-01' });
  const ids = new Map<string, readonly string[]>();
  const restricted = new Map<string, string>();
  for (const { category, make, restricted: restrict } of specimens) {
    const made = [await make({ ward, second })];
    if (restrict) {
      const id = await restrict({ ward, second });
      restricted.set(category, id);
      made.push(id);
    }
    ids.set(category, made);
  }
  const as = async (roles: readonly Role[], everywhere = false) => {
    const person = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, person, roles, everywhere ? null : Uuid.parse(own));
    return signedIn(ward.api.api, person);
  };
  return { ward, ids, restricted, as };
}

const EVERY_ROLE = Role.options.filter((role) => role !== 'guest');
/** All roles except the one that sees plans. */
const OUTSIDER = EVERY_ROLE.filter((role) => role !== 'inspection-chair');

/** An answer without moments and ids, and with counts instead of positions, to compare two wards. */
function told({ ward, ids }: World, { status, text }: Answered, counted: (text: string) => string): string {
  const own = [ward.ward, ...ward.cells, ...[...ids.values()].flat()];
  return `${status} ${own
    .reduce((all, id, i) => all.replaceAll(id, `<${i}>`), counted(text))
    .replace(/"requestId":"[^"]+"/g, '"requestId":""')
    .replace(/"lagSeconds":\d+/g, '"lagSeconds":0') // grows if a busy machine delays the read of the log
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.%A-F]+Z/g, '<moment>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')}`;
}

/** Every GET request of the API's document: about the ward, the cells, each record, and ids that do not exist. */
function questions(operations: readonly Operation[], { ward, ids }: World): readonly string[] {
  const about = [ward.ward, ...ward.cells, ...[...ids.values()].flat(), NOBODY];
  const gets = operations.filter(({ method, endless }) => method === 'GET' && !endless);
  const named = gets.filter(({ path }) => path.split('{').length === 2);
  return [
    ...gets.filter(({ path }) => !path.includes('{')).map(({ path }) => path),
    ...named.flatMap(({ path }) => about.map((id) => path.replace(/\{[^}]+\}/, id))),
    ...kinds.flatMap(({ category }) =>
      about.filter((id) => !ward.cells.includes(id)).map((id) => `/api/streams/${category}/${id}/history`),
    ),
    ...about.flatMap((id) =>
      ['organizationId', 'bodyOrganizationId'].map((field) => `/api/engagements?${field}=${id}`),
    ),
    ...about.map((id) => `/api/coverage?scope=${id}`),
    ...about.map((id) => `/api/coverage/organizations?scope=${id}`),
    ...['RETURNED', 'CONFIRMED'].map((status) => `/api/confirmations?status=${status}`),
    '/api/engagements?status=NOT_YET',
    // Left out: answers about the program itself, and lists ordered by random ids.
  ].filter((path) => !/data-dictionary|openapi|metrics|readings|accounts|grants|\/api\/roles/.test(path));
}
const NOBODY = randomUUID();

/** The requests whose answers differ between the two wards. */
async function differences(worlds: readonly [World, World], roles: readonly Role[]): Promise<readonly string[]> {
  const [{ operations }, ...answers] = await Promise.all([
    described(worlds[0].ward.api),
    ...worlds.map(async (one) => {
      const headers = await one.as(roles);
      const { operations: asked } = await described(one.ward.api);
      const counted = await countsForPositions(one.ward.api.api.platform.store);
      return abreast(questions(asked, one), async (path) => told(one, await one.ward.api.get(path, headers), counted));
    }),
  ]);
  const [first = [], second = []] = answers;
  const paths = questions(operations, worlds[0]);
  expect([first.length, second.length]).toEqual([paths.length, paths.length]);
  return paths.flatMap((path, i) => (first[i] === second[i] ? [] : [`${path}\n${first[i]}\n${second[i]}`]));
}

let worlds: readonly [World, World];
beforeAll(async () => {
  worlds = await Promise.all([world(false), world(true)]);
});
afterAll(() => Promise.all(worlds.map(({ ward }) => ward.close())));

it('has a record of each kind that the features declare, or the reason why it is open', () => {
  expect(Object.keys(SPECIMENS).sort()).toEqual(kinds.map(({ category }) => category).sort());
});

it('restricts a record of each kind that can be restricted', () => {
  const can = specimens.filter(({ restricted }) => restricted).map(({ category }) => category);
  const restrictable = kinds.filter(({ restriction }) => restriction !== 'none').map(({ category }) => category);
  // No command names an account by the id of its record; 24-accounts asks for its history.
  expect(restrictable.filter((category) => category !== account.category)).toEqual(can);
});

describe('a person with every role, for one cell alone', () => {
  it('gets the same answers in two worlds that differ in the records of others', async () => {
    expect(await differences(worlds, EVERY_ROLE)).toEqual([]);
  });

  it('gets the same answer to every command about a record of others as about a missing record', async () => {
    const [one] = worlds;
    const compared = await sameAsNowhere(one, await one.as(EVERY_ROLE), one.ids);
    expect(compared.differences).toEqual([]);
    expect(compared.kinds).toEqual(hiddenKinds().sort());
  });
});

describe('a person with every role for the whole ward except the one that sees plans', () => {
  it('gets the same answer to every command about a restricted record as about a missing record', async () => {
    const [one] = worlds;
    const ids = new Map([...one.restricted].map(([category, id]) => [category, [id]]));
    const compared = await sameAsNowhere(one, await one.as(OUTSIDER, true), ids);
    expect(compared.differences).toEqual([]);
    expect(compared.kinds).toEqual([...one.restricted.keys()].sort());
  });
});

it('the comparison detects a listed feature that shows its records to everybody', async () => {
  const with_ = [...features, leaky];
  const both = await Promise.all([world(false, with_), world(true, with_)]);
  try {
    const found = await differences(both, EVERY_ROLE);
    expect(found.map((line) => line.split('\n')[0])).toEqual(['/api/leaky']);
  } finally {
    await Promise.all(both.map(({ ward }) => ward.close()));
  }
});

const hiddenKinds = () => specimens.filter((one) => !one.addressIsNoSecret).map(({ category }) => category);

/** Sends every command about each record and about a missing record, and compares the answers. */
async function sameAsNowhere(one: World, headers: Headers, ids: World['ids']) {
  const { operations, components } = await described(one.ward.api);
  const record = { components, ids: [one.ward.ward, ...one.ward.cells] };
  const { api } = one.ward;
  const before = await api.api.platform.store.head();
  const asked = commandsAbout(operations, kinds)
    .filter(({ category }) => hiddenKinds().includes(category))
    .flatMap(({ path, body, category }) => {
      const [payload] = body ? fc.sample(valid(body, record), { numRuns: 1, seed: 7 }) : [{}];
      const [first = '', ...rest] = path.split(/\{[^}]+\}/);
      const told = async (about: string, seen: Headers) => {
        const answer = await api.post(`${first}${about}${rest.join(OTHER)}`, payload, {
          ...headers,
          ...UNENTERED,
          ...seen,
        });
        return `${answer.status} ${answer.text.replace(/"requestId":"[^"]+"/, '').replaceAll(about, '<record>')}`;
      };
      return (ids.get(category) ?? []).flatMap((id) => SEEN.map((seen) => ({ category, path, id, seen, told })));
    });
  const differences = await abreast(asked, async ({ path, id, seen, told }) => {
    const [known, none] = [await told(id, seen), await told(randomUUID(), seen)];
    return known === none ? [] : [`${path} ${JSON.stringify(seen)}\n${known}\n${none}`];
  });
  expect(await api.api.platform.store.head()).toBe(before);
  return { differences: differences.flat(), kinds: [...new Set(asked.map(({ category }) => category))].sort() };
}
const UNENTERED = { [NOBODY_ENTERED]: 'true' };
/** Values of `If-Match`: the revision of the first entry, a revision that does not exist, and no header. */
const SEEN: readonly Headers[] = [{ 'if-match': '"0"' }, { 'if-match': '"99"' }, {}];
const OTHER = '00000000-0000-4000-8000-0000000000ee';
