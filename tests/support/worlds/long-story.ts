import fc from 'fast-check';
import { instant } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { type Happened, histories, lampStream, recordsOf } from './lamps.js';

/** Number of histories that are interleaved. */
const ABREAST = 40;

/** A long history that is the same in every process: many interleaved streams, with corrections and annulments. */
export function longStory(events: number): EventRecord[] {
  const told: Happened[] = [];
  for (let part = 0; told.length < events; part++) {
    const stories = fc.sample(histories, { numRuns: ABREAST, seed: 20_261_123 + part }).map((story, i) =>
      // Each history has streams of its own, since entries refer to each other by revision.
      story.map((event) => ({
        ...event,
        stream: lampStream(Number(event.stream.slice(-12)) + (part * ABREAST + i) * 10),
      })),
    );
    const longest = Math.max(...stories.map((story) => story.length));
    for (let turn = 0; turn < longest; turn++) for (const story of stories) told.push(...story.slice(turn, turn + 1));
  }
  return recordsOf(told.slice(0, events)).map((record, i) => ({ ...record, ...sameEverywhere(i) }));
}

/** Replaces ids and times, which are otherwise random, so that another process has the same log, byte for byte. */
function sameEverywhere(i: number): Pick<EventRecord, 'id' | 'commandId' | 'correlationId' | 'recordedAt'> {
  const id = Uuid.parse(`10005704-0000-4000-8000-${String(i).padStart(12, '0')}`);
  return { id, commandId: id, correlationId: id, recordedAt: instant(new Date(Date.UTC(2026, 10, 1) + i)) };
}
