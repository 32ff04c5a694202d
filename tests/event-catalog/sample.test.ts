import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { catalog } from '#kernel/catalog';
import { companions } from '#kernel/event';
import { parseRecord } from '#kernel/record';
import { streamKinds } from '../../apps/stream-kinds.js';
import { temporaryFolder } from '../support/servers/temporary-folder.js';
import { CATALOG, samplesIn, writeSamples } from './catalog.js';
import { isTold, keepsItsMeaning } from './checks.js';
import type { Sample } from './sample.js';

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true }));
const folder = (name: string): string => {
  const path = join(root, name);
  mkdirSync(path);
  return path;
};
const known = catalog(...[...streamKinds.values()].map(({ events }) => events));
const events = [...streamKinds.values()].flatMap((kind) => Object.entries(kind.events));

const existing = samplesIn(CATALOG);

/** The other samples, as if the event were new and had no sample of its own. */
const othersThan = (type: string): Map<string, Sample> =>
  new Map([...existing].filter(([name]) => !new RegExp(`^${type}(Corrected|Annulled)?\\.`).test(name)));

describe('the samples that are written for an event', () => {
  it.each(events)('%s: pass the checks of the catalog, and are written once', (type, event) => {
    const into = folder(type);
    const written = writeSamples(type, into, othersThan(type));
    const expected = Object.entries({ [type]: event, ...companions(type, event) })
      .filter(([, { version }]) => version === event.version)
      .map(([name, { version }]) => `${name}.v${version}`);
    const samples = samplesIn(into);
    expect([...samples.keys()].sort()).toEqual(expected.sort());
    for (const [name, sample] of samples) {
      keepsItsMeaning(known, name, sample);
      isTold(parseRecord(sample.record));
    }

    const bytes = () => readdirSync(into).map((file) => readFileSync(join(into, file), 'utf8'));
    const before = bytes();
    for (const path of written) expect(() => writeSamples(type, into, othersThan(type))).toThrow(path);
    expect(bytes()).toEqual(before);
    rmSync(into, { recursive: true });
    mkdirSync(into);
    writeSamples(type, into, othersThan(type));
    expect(bytes()).toEqual(before);
  });

  it('are valid without a word from other samples', () => {
    const into = folder('no words');
    for (const [type] of events) writeSamples(type, into, new Map());
    for (const [name, sample] of samplesIn(into)) keepsItsMeaning(known, name, sample);
  });

  it('are bytes as the catalog has them', () => {
    const into = folder('bytes');
    writeSamples('TargetSet', into, new Map([...existing].filter(([name]) => name.startsWith('TargetSet'))));
    const files = readdirSync(into);
    expect(files).toHaveLength(3);
    for (const file of files)
      expect(readFileSync(join(into, file), 'utf8')).toBe(readFileSync(join(CATALOG, file), 'utf8'));
  });
});

describe('npm run sample', () => {
  it.each([
    ['an event that no feature has', 'TermForgotten', 'No feature has the event TermForgotten'],
    ['a companion', 'TermOpenedAnnulled', 'TermOpenedAnnulled is written with'],
  ])('refuses %s', (_, type, sentence) => {
    expect(() => writeSamples(type)).toThrow(sentence);
  });

  it('ends with 1 and names the sample that is there already', async () => {
    const started = promisify(execFile)(process.execPath, ['infra/dev/minhchung.mjs', 'sample', 'TermOpened']);
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('tests/event-catalog/TermOpened.v1.json'),
      stdout: '',
    });
  });
});
