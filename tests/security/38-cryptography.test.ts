import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import ts from 'typescript';
import { Passwords } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { open, seal } from '#kernel/seal';
import { parted, SealBroken, type SealContext } from '#kernel/sealed';
import { LocalMasterKey } from '#platform/sealing/master-key';
import { LocalRingKey } from '#platform/sealing/ring-key';
import { NotWrappedHere } from '#platform/sealing/wrapping';
import { type Place, placesIn, placesOfProduct } from '../support/oracles/typescript-sources.js';

const product = placesOfProduct();
const objectedTo = (rule: (place: Place) => boolean): string[] =>
  product
    .filter(rule)
    .map(({ file, node }) => `${file}: ${node.getText().replace(/\s+/g, ' ')}`)
    .sort();
/** Applies a rule to a snippet, to prove that the rule detects it. */
const inSnippet = (rule: (place: Place) => boolean, source: string) => placesIn('x.ts', source).filter(rule);

/** The called function and its arguments, as source text. */
function callOf({ node }: Place): { readonly name: string; readonly given: readonly string[] } | null {
  if (!ts.isCallExpression(node)) return null;
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  return { name: name.getText(), given: node.arguments.map((argument) => argument.getText()) };
}

describe('a random number', () => {
  const guessable = ({ node }: Place) => ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random';

  it('comes from a secure source, except for the length of a pause', () => {
    expect(objectedTo(guessable)).toEqual(['libs/platform/event-store/jittered.ts: Math.random']);
    expect(inSnippet(guessable, 'const id = `a${Math.random()}`;')).toHaveLength(1);
  });
});

describe('a comparison', () => {
  /** Names of members that hold secrets. */
  const SECRET =
    /(?:[Hh]ash|[Tt]oken|[Ss]ecret|[Mm]ac|[Cc]srf|[Dd]igest|[Ss]ignature|[Tt]ag|[Cc]heck|[Cc]ommitted|[Pp]assword|[a-z]Key|csrfOf|hashOf)$/;
  const ABSENT = /^(?:null|undefined|true|false|-?\d+|''|"")$/;
  const EQUAL = new Set([
    ts.SyntaxKind.EqualsEqualsToken,
    ts.SyntaxKind.EqualsEqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsToken,
    ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ]);

  const lastName = (node: ts.Expression): string => {
    if (ts.isPropertyAccessExpression(node)) return node.name.text;
    if (ts.isCallExpression(node)) return lastName(node.expression);
    if (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) return lastName(node.expression);
    return ts.isIdentifier(node) ? node.text : '';
  };
  const isSecret = (node: ts.Expression) => SECRET.test(lastName(node));

  /** A comparison of a secret's member by an operator or a method that stops at the first difference. */
  function leaking({ node }: Place): boolean {
    if (ts.isBinaryExpression(node) && EQUAL.has(node.operatorToken.kind)) {
      if ([node.left, node.right].some((side) => ABSENT.test(side.getText()))) return false;
      return isSecret(node.left) || isSecret(node.right);
    }
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
    if (!['equals', 'compare', 'localeCompare'].includes(node.expression.name.text)) return false;
    return [node.expression.expression, ...node.arguments].some(isSecret);
  }

  /** Allowed comparisons, in which neither side is secret. Whoever adds one decides that it is not. */
  const NO_SECRET = [
    'libs/kernel/confirmation.ts: contentHash !== review.contentHash', // shown to those who may confirm
    'libs/platform/commands/store-declaration.ts: strangeKey(log.strange) === strangeKey(strange)', // names, not keys
    'libs/platform/commands/store-declaration.ts: what === strangeKey(strange)',
    'libs/platform/commands/store-declaration.ts: what === strangeKey(strange)',
    'libs/platform/event-store/copy-log.ts: here.digest() !== there.digest()', // of two logs
    'libs/platform/projections/running/compare.ts: (await digest(client, ours)) === (await digest(client, theirs))', // of tables
    'libs/platform/projections/running/same-log.ts: leafHash(event.text) !== leaf', // of events
  ];

  it('of secrets takes constant time', () => {
    expect(objectedTo(leaking)).toEqual(NO_SECRET);
    for (const fault of [
      'if (csrfOf(token) !== told) throw new Error();',
      'const same = session.tokenHash === hashOf(token);',
      'stored.passwordHash.equals(other)',
      'expected.equals(mac)',
      'if ((await master.check(log)) == known) use();',
    ])
      expect([fault, inSnippet(leaking, fault).length]).toEqual([fault, 1]);
    for (const fine of ['if (token === null) return;', 'timingSafeEqual(tokenHash, other)', "kind === 'session'"])
      expect([fine, inSnippet(leaking, fine)]).toEqual([fine, []]);
  });
});

describe('an algorithm', () => {
  const CIPHER = new Set(['createCipheriv', 'createDecipheriv']);
  const others = (place: Place): boolean => {
    const { name, given } = callOf(place) ?? { name: '', given: [] };
    if (CIPHER.has(name)) {
      const [algorithm, , , options = ''] = given;
      return algorithm !== "'aes-256-gcm'" || !/^\{ authTagLength: (?:16|TAG) \}$/.test(options);
    }
    if (name === 'createHmac' || name === 'createHash') return given[0] !== "'sha256'";
    if (name === 'hash' && given[0]?.startsWith("'sha")) return given[0] !== "'sha256'";
    return ['createCipher', 'createDecipher', 'createSign', 'pbkdf2', 'pbkdf2Sync', 'getRandomValues'].includes(name);
  };

  it('is AES-256-GCM with a full tag, or SHA-256; SHA-1 only for ids, as in RFC 9562', () => {
    expect(objectedTo(others)).toEqual([expect.stringMatching(/^libs\/kernel\/ids\.ts: hash\('sha1', /)]);
    for (const fault of [
      "createDecipheriv('aes-256-gcm', key, nonce)",
      "createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 12 })",
      "createCipheriv('aes-256-cbc', key, iv, { authTagLength: 16 })",
      "createHash('md5')",
      "crypto.createHmac('sha1', key)",
    ])
      expect([fault, inSnippet(others, fault).length]).toEqual([fault, 1]);
  });

  it('of passwords is argon2id with at least the parameters of OWASP, with a new salt each time', async () => {
    const passwords = new Passwords();
    const [one, other] = [await passwords.hash('một mật khẩu dài'), await passwords.hash('một mật khẩu dài')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
    expect([await passwords.matches('một mật khẩu dài', one), await passwords.matches('khác', one)]).toEqual([
      true,
      false,
    ]);
  });
});

describe('a truncated tag', () => {
  const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

  it.each(Array.from({ length: 16 }, (_, n) => n))('to %i bytes opens no sealed value', (length) => {
    const context: SealContext = { log: id(1), stream: 's', eventId: id(2), type: 'T', schema: 1, field: 'f' };
    const key = randomBytes(32);
    const whole = parted(seal('Khiển trách', key, id(3), context));
    expect(open(whole, key, context)).toBe('Khiển trách');
    expect(() => open({ ...whole, tag: whole.tag.subarray(0, length) }, key, context)).toThrow(SealBroken);
  });

  it.each([
    ['data key', new LocalRingKey(id(4), randomBytes(32)), 'wrap', 'unwrap'] as const,
    ['ring key', new LocalMasterKey(id(4), randomBytes(32)), 'wrapRing', 'unwrapRing'] as const,
  ])('opens no wrapped %s, nor does a wrapped key of another length', async (_, by, wrap, unwrap) => {
    const context = { log: id(1), keyId: id(5), ownerKind: 'person', ownerId: id(6), ring: id(7) };
    const call = (name: string, bytes: Uint8Array) =>
      (Reflect.get(by, name) as (bytes: Uint8Array, at: object) => Promise<Uint8Array>).call(by, bytes, context);
    const key = randomBytes(32);
    const wrapped = await call(wrap, key);
    expect(Buffer.from(await call(unwrap, wrapped))).toEqual(key);
    for (let length = 0; length < wrapped.length; length++)
      await expect(call(unwrap, wrapped.slice(0, length))).rejects.toThrow(NotWrappedHere);
    await expect(call(unwrap, Buffer.concat([wrapped, Buffer.of(0)]))).rejects.toThrow(NotWrappedHere);
  });
});
