// `npm run sbom` prints the list of materials (CycloneDX 1.5): every package of the lock, and nested in a package the
// native libraries in it, of which npm knows nothing. Needs no network.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIBRARIES } from './native-libraries.mjs';
import { knownParts, packagesForOnePlatform } from './native-parts.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const unknown = (what) => ({ name: `minh-chung:${what}`, value: 'unknown' });

const licensesOf = (expression) => (expression.includes(' ') ? [{ expression }] : [{ license: { id: expression } }]);

/** One native library as a component; what could not be found out is a property with the value `unknown`. */
function component(ref, part) {
  const [, crate, name, version] = /^(crate:)?(\S+) (\S+)$/.exec(part);
  const known = version !== 'unknown';
  const library = crate ? {} : LIBRARIES.find((one) => one.name === name);
  const license = typeof library.license === 'function' ? library.license(version) : library.license;
  const type = crate ? 'cargo' : 'generic';
  return {
    'bom-ref': `${ref}#${name}@${version}`,
    type: 'library',
    name,
    ...(known && { version }),
    purl: `pkg:${type}/${name}${known ? `@${version}` : ''}`,
    ...(library.cpe && { cpe: `cpe:2.3:a:${library.cpe}:${known ? version : '*'}:*:*:*:*:*:*:*` }),
    ...(library.supplier && { supplier: { name: library.supplier } }),
    ...(license && { licenses: licensesOf(license) }),
    properties: [...(known ? [] : [unknown('version')]), ...(license ? [] : [unknown('license')])],
  };
}

const npm = process.env.npm_execpath;
const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 };
const bom = JSON.parse(
  npm?.endsWith('.js') ? execFileSync(process.execPath, [npm, ...args], options) : execFileSync('npm', args, options),
);
// npm takes the name of the folder.
bom.metadata.component.name = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name;

const parts = knownParts();
for (const one of bom.components) {
  const ref = one['bom-ref'];
  if (!parts.has(ref)) continue;
  one.components = parts.get(ref).map((part) => component(ref, part));
  const relation = bom.dependencies.find((dependency) => dependency.ref === ref);
  for (const inside of one.components) {
    relation.dependsOn.push(inside['bom-ref']);
    bom.dependencies.push({ ref: inside['bom-ref'], dependsOn: [] });
  }
}
// A library that leaves no trace in the binary is not found; tools that only build and test were not searched.
bom.compositions = [{ aggregate: 'incomplete', assemblies: packagesForOnePlatform().map(({ id }) => id) }];
console.log(JSON.stringify(bom, null, 2));
