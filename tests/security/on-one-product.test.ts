// Checks that only send requests share one product. Each is in its own file, named by its number, and can be run alone:
// `npm test -- tests/security/on-one-product -t 09-expressions`.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { askedProduct } from '../support/worlds/asked-product.js';
import { check as bodySize } from './06-body-size.js';
import { check as prototypePollution } from './08-prototype-pollution.js';
import { check as expressions } from './09-expressions.js';
import { check as parametersTwice } from './11-parameters-twice.js';
import { check as headerInjection } from './12-header-injection.js';
import { check as pathsAndMethods } from './14-paths-and-methods.js';
import { check as downloads } from './19-downloads.js';
import { check as headers } from './33-headers.js';

const CHECKS = {
  '06-body-size': bodySize,
  '08-prototype-pollution': prototypePollution,
  '09-expressions': expressions,
  '11-parameters-twice': parametersTwice,
  '12-header-injection': headerInjection,
  '14-paths-and-methods': pathsAndMethods,
  '19-downloads': downloads,
  '33-headers': headers,
};

it('runs every check that is not a test file of its own', () => {
  const files = readdirSync('tests/security').filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  expect(files.sort()).toEqual(Object.keys(CHECKS).map((name) => `${name}.ts`));
});

const asked = askedProduct();
describe.each(Object.entries(CHECKS))('%s', (_, check) => {
  check(asked);
});
