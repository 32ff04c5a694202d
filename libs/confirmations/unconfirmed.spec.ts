import { expect, it } from '@jest/globals';
import { unconfirmed } from './unconfirmed.js';

const left = (story: string) =>
  unconfirmed(story.split(''), (type) => type, { confirmed: 'C', returned: 'R' }).join('');

it.each([
  ['nothing is left of what was confirmed', 'abC', ''],
  ['what came after a confirmation is left', 'abCde', 'de'],
  ['sending back takes nothing out and adds nothing', 'abRc', 'abc'],
  ['what is sent back after it was confirmed is all left again', 'abCR', 'ab'],
  ['what is sent back after a second confirmation is left from the first on', 'abCdCRe', 'de'],
  ['sent back twice, it is left but once', 'abCdCRR', 'd'],
  ['confirmed anew after it was sent back, nothing is left', 'abCRC', ''],
])('%s', (_, story, rest) => {
  expect(left(story)).toBe(rest);
});
