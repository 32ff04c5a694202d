import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCompanionName } from '#kernel/effective';
import { streamKinds } from '../../apps/stream-kinds.js';
import { type Sample, samplesOf } from './sample.js';

/** The folder with the samples of every version of every event that was ever written. */
export const CATALOG = 'tests/event-catalog';

/** The samples of a folder by name, in the order of the names. */
export const samplesIn = (folder: string): Map<string, Sample> =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Sample]),
  );

/**
 * Writes the samples of an event, its correction and its annulment, in their present versions, into a folder. A file
 * that exists is never changed.
 *
 * @param existing the samples whose values are reused
 * @returns the files written
 * @throws Error with a sentence for the person who asked
 */
export function writeSamples(
  type: string,
  folder = CATALOG,
  existing: ReadonlyMap<string, Sample> = samplesIn(CATALOG),
): string[] {
  const kind = [...streamKinds.values()].find(({ events }) => Object.hasOwn(events, type));
  const event = kind?.events[type];
  if (!kind || !event)
    throw new Error(
      isCompanionName(type)
        ? `${type} is written with the event that it corrects or annuls: name that event.`
        : `No feature has the event ${type}: add it to the events of a decider in apps/list-of-features.ts first.`,
    );
  const files = [...samplesOf(kind, type, event, [...existing.values()])].map(([name, sample]) => ({
    path: join(folder, `${name}.json`),
    content: `${JSON.stringify(sample, null, 2)}\n`,
  }));
  // An event that was permanent and becomes correctable has its own sample already, and lacks those of its companions.
  const missing = files.filter(({ path }) => !existsSync(path));
  if (missing.length === 0) {
    const there = files.map(({ path }) => path).join(', ');
    throw new Error(`Already written: ${there}. Samples are never changed; a new shape is a new version.`);
  }
  for (const { path, content } of missing) writeFileSync(path, content, { flag: 'wx' });
  return missing.map(({ path }) => path);
}
