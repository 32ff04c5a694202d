import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const RULE = resolve('infra/dev/commit-message.mjs');
const WHY = '\n\nA ward counted twice where terms overlap; a test of two terms failed before.\n';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'commit-message-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The complaint of the rule about a message; empty if the rule accepts it. */
function judge(message: string): string {
  const file = join(folder, 'message');
  writeFileSync(file, message);
  return spawnSync(process.execPath, [RULE, file], { encoding: 'utf8' }).stderr.trim();
}

describe('a commit message', () => {
  it.each([
    `Coverage: refuse overlapping terms${WHY}`,
    `Event store, sealing: pass on what a server says${WHY}`,
    `# a comment of git\nHTTP: address every route by its operation${WHY}`,
    'Merge branch of the console',
    'Revert "Coverage: refuse overlapping terms"',
  ])('is taken: %j', (message) => {
    expect(judge(message)).toBe('');
  });

  it.each([
    [`Coverage: refuse terms that overlap with another term of the same ward, too${WHY}`, 'has 75 characters'],
    [`refuse overlapping terms${WHY}`, 'begins with an area'],
    [`wip${WHY}`, 'begins with an area'],
    [`Coverage: refuse overlapping terms.${WHY}`, 'without a period'],
    [`Coverage: refused overlapping terms${WHY}`, '"refused" is not an imperative'],
    [`Coverage: refusing overlapping terms${WHY}`, '"refusing" is not an imperative'],
    [`Coverage: refuses overlapping terms${WHY}`, '"refuses" is not an imperative'],
    [`Engagements: the trace of a plan${WHY}`, '"the" is not an imperative'],
    ['Coverage: refuse overlapping terms', 'the body is missing'],
    ['Coverage: refuse overlapping terms\nA ward counted twice.', 'an empty line'],
  ])('is refused: %j', (message, why) => {
    expect(judge(message)).toContain(why);
  });

  it('is checked by git after the hook was set', () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    git('init', '--quiet');
    const hook = readFileSync('infra/dev/hooks/commit-msg', 'utf8').replace(
      '$(git rev-parse --show-toplevel)',
      process.cwd(),
    );
    const hooks = mkdtempSync(join(folder, 'hooks-'));
    writeFileSync(join(hooks, 'commit-msg'), hook, { mode: 0o755 });
    git('config', 'core.hooksPath', hooks);
    const commit = (message: string) =>
      spawnSync(
        'git',
        ['-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '--allow-empty', '-m', message],
        {
          cwd: folder,
        },
      ).status;
    expect([commit(`wip${WHY}`), commit(`Coverage: refuse overlapping terms${WHY}`)]).toEqual([1, 0]);
  });
});
