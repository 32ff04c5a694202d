import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Uuid } from '#kernel/ids';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { WardApi } from '../support/worlds/ward-api.js';

/** The client is compiled apart, against types made of the committed document: tests/openapi/client.test.ts. */
const CLIENT = '../openapi/client/journey.js';
interface Journey {
  readonly journey: (place: object) => Promise<Readonly<Record<string, unknown>>>;
}

let ward: WardApi;
beforeAll(async () => {
  ward = await WardApi.start();
});
afterAll(() => ward.close());

const somebody = async () => {
  const person = Uuid.parse(randomUUID());
  await grantRoles(ward.api.api, person, ['clerk', 'committee']);
  return signedIn(ward.api.api, person);
};

it('a client made of the committed document records an inspection, has it confirmed, and reads it back', async () => {
  const { journey } = (await import(CLIENT)) as Journey;
  const place = { address: ward.api.api.address, ward: ward.ward, cell: ward.cells[0] };
  const found = await journey({ ...place, clerk: await somebody(), second: await somebody() });
  expect(found).toMatchObject({
    refused: [409, 'OwnEntries'],
    covered: 1,
    listed: [found.id],
    wrong: [422, ['decidedFrom', 'decidedTo']],
  });
  expect(found.sentences).toHaveLength(3);
});
