// The rule for commit messages (docs/architecture.md, "How to …"). As a program: `commit-message.mjs FILE` checks the
// message of one commit, for the commit-msg hook; `commit-message.mjs --since FILE` checks every commit after the one
// that added FILE, for .ci/run.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LONGEST = 72;
const NO_VERB = /^(a|an|the|this|that|these|what|which|who|how|where|when|why|no|nobody|every|each|all|some|one|two)$/i;
/** Verbs whose imperative ends like a participle or a third person. */
const VERBS = new Set(
  `access address alias assess bring bypass canvas compress cross discuss dismiss embed exceed express feed focus guess
  miss need pass press process proceed ring seed shed spread suppress thread`.split(/\s+/),
);

/**
 * What is wrong with a commit message, in words; null if nothing is wrong. The subject is "Area: imperative …", at most
 * 72 characters; a body says why and how it was checked. Merges and reverts keep the subject that git gives them.
 *
 * @param {string} message as git has it; lines that begin with # are comments
 * @returns {string | null}
 */
export function complaint(message) {
  const [subject = '', ...rest] = message.split('\n').filter((line) => !line.startsWith('#'));
  const body = rest.join('\n').trim();
  if (subject.length > LONGEST) return `the subject has ${subject.length} characters; ${LONGEST} are allowed`;
  if (/^(Merge|Revert) \S/.test(subject)) return null;
  const [, verb] = /^[A-Z][\w ,/@+-]*: (\S+)/.exec(subject) ?? [];
  if (verb === undefined) return 'the subject begins with an area and a verb: "Coverage: refuse overlapping terms"';
  if (subject.endsWith('.')) return 'the subject ends without a period';
  const isVerb = VERBS.has(verb.toLowerCase()) || !/(ed|ing|[^s]s)$/.test(verb);
  if (NO_VERB.test(verb) || !isVerb) return `"${verb}" is not an imperative: say what the commit does, as an order`;
  if (body === '') return 'the body is missing: why, and how it was checked, after an empty line';
  if (rest[0] !== '') return 'an empty line stands between subject and body';
  return null;
}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();

/** @returns complaints about the commits after the one that added a file, oldest first */
function complaintsSince(file) {
  const added = git('log', '--diff-filter=A', '--format=%H', '--', file).split('\n').at(-1);
  if (!added) throw new Error(`no commit in this history adds ${file}`);
  return git('log', '--reverse', '--format=%h%x01%B%x00', `${added}..HEAD`)
    .split('\0')
    .map((commit) => commit.trim().split('\x01'))
    .filter(([hash]) => hash !== '')
    .map(([hash, message = '']) => [hash, message.split('\n')[0], complaint(message)])
    .flatMap(([hash, subject, wrong]) => (wrong === null ? [] : [`${hash} "${subject}": ${wrong}`]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [first = '', file] = process.argv.slice(2);
  const wrong =
    first === '--since'
      ? complaintsSince(file)
      : [complaint(readFileSync(first, 'utf8'))].filter((one) => one !== null);
  for (const sentence of wrong) console.error(sentence);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
