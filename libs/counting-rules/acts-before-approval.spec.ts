import { expect, it } from '@jest/globals';
import { actsBeforeApproval } from './acts-before-approval.js';

/** D1 defines version 1, C confirms, A approves, cN corrects entry N, xN annuls entry N. */
function before(story: string, version: number): string {
  const past = story.split(' ').map((word, revision) => {
    const [what, n] = [word.charAt(0), Number(word.slice(1))];
    const reason = 'nhập sai';
    if (what === 'D') return { type: 'CountingRuleDefined', data: { version: n }, revision };
    if (what === 'C') return { type: 'CountingRuleConfirmed', data: {}, revision };
    if (what === 'A') return { type: 'CountingRuleApproved', data: { version: n }, revision };
    const type = story.split(' ')[n]?.startsWith('A') ? 'CountingRuleApproved' : 'CountingRuleDefined';
    if (what === 'c') return { type: `${type}Corrected`, data: { corrects: n, reason, data: {} }, revision };
    return { type: `${type}Annulled`, data: { corrects: n, reason }, revision };
  });
  return actsBeforeApproval(past, version).join(' ');
}

it.each([
  ['all of a rule that was never approved', 'D1 C', 1, '0 1'],
  ['what came since an approval, and not who defined what was approved then', 'D1 C A1 D2 C', 2, '3 4'],
  ['who defined the version, also before another one was approved', 'D1 D2 C A1 C', 2, '1 4'],
  ['who corrected the version before another one was approved', 'D1 D2 c1 C A1 C', 2, '1 2 5'],
  ['everything again, where the approval was annulled', 'D1 C A1 x2 C', 1, '0 1 2 3 4'],
])('%s', (_, story, version, revisions) => {
  expect(before(story, version)).toBe(revisions);
});
