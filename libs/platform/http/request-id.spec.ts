import { expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { requestId } from './request-id.js';

const OWN = '0198c1de-7a3b-7c44-8f00-0123456789ab';

it("is the caller's own where that is a UUID, in lower case", () => {
  expect(requestId({ headers: { 'x-request-id': OWN.toUpperCase() } })).toBe(OWN);
});

it('is a new UUID of version 7 that tells the time, where the caller brings none or something else', () => {
  const before = Date.now();
  for (const headers of [{}, { 'x-request-id': 'mine' }, { 'x-request-id': `${OWN}, ${OWN}` }]) {
    const id = requestId({ headers });
    expect(validate(id)).toBe(true);
    expect(version(id)).toBe(7);
    const time = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  }
});

it('never comes twice', () => {
  const ids = Array.from({ length: 1000 }, () => requestId({ headers: {} }));
  expect(new Set(ids).size).toBe(ids.length);
});
