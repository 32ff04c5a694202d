/** Kinds of secrets that have a recognizable form. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/,
  'key of a cloud': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b/,
  'token of a forge or registry': /\b(?:gh[opsur]_\w{36}|github_pat_\w{40,}|glpat-[\w-]{20}|npm_\w{36})\b/,
  'token of a service': /\bxox[abprs]-[\w-]{10,}|\b[rs]k_live_\w{16,}|\bsk-[\w-]{32,}/,
  'JSON web token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/,
  'master key': /\bmcmk1\.[0-9a-f-]{36}\.(?!A{43})[\w-]{43}/, // except a key of zeros
  'token of a program': /\bmcs_[\w-]{43}\b/,
  'password in an address': /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@'"`]+:[^\s:/@'"`${}]{8,}@/i,
};
const NAMED =
  /\w*(?:passw(?:or)?d|passphrase|secret|token|api_?key|private_?key|master_?key|credential)\w*["']?\s*[:=]\s*["'`]([^"'`\s${}]{12,})["'`]/gi;
const LONG_WORD = /[A-Za-z0-9+/_=-]{24,}/g;
/**
 * Long random texts that are not secret: sealed values, since their keys are in no repository; hashes of packages and
 * of read models' rows and tables; paths of texts that an authority publishes.
 */
const NO_SECRET =
  /mcs[12]\.A256GCM\.[\w.-]+|"integrity": "sha512-[^"]+"|"(?:sql|after|[A-Z]\w+\.v\d+)": "[0-9a-f]{64}"|https:\/\/[\w.-]+\.vn\/[\w./-]*/g;

/** Entropy in bits for each letter, from the frequencies of the letters in the text. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}

function isRandom(word: string): boolean {
  if (/^[0-9a-f]+$/i.test(word)) return word.length >= 32 && entropy(word) > 3.2;
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word) && entropy(word) > 4.3;
}

/**
 * The parts of a text that look like secrets, each with its kind. @param known words that are known not to be secret
 */
export function secretsIn(
  text: string,
  known: ReadonlySet<string> = new Set(),
): readonly [kind: string, word: string][] {
  const open = text.replace(NO_SECRET, '');
  const formed = Object.entries(FORMS).flatMap(([kind, form]): [string, string][] => {
    const found = form.exec(open);
    return found ? [[kind, found[0]]] : [];
  });
  const named = [...open.matchAll(NAMED)].filter(([, value = '']) => entropy(value) > 3.5);
  const random = [...open.matchAll(LONG_WORD)].filter(([word]) => !known.has(word) && isRandom(word));
  return [
    ...formed,
    ...named.map(([, value = '']): [string, string] => ['value with the name of a secret', value]),
    ...random.map(([word]): [string, string] => ['random word', word]),
  ];
}
