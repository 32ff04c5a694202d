import fc from 'fast-check';
import { z } from 'zod';
import { catalog } from '#kernel/catalog';
import { WHOLE_STORE } from '#kernel/concern';
import { decider } from '#kernel/decider';
import { v1 } from '#kernel/event';
import { type StreamId, streamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { projectionOperations } from '#platform/projections/operations';
import { bool, facts, int, jsonOf, nullable, projection, text, uuid } from '#platform/projections/projection';
import { testRecord } from './records.js';

/** Events about street lamps: a small example to test projections with. */
const events = {
  LampHung: v1({ street: z.string(), height: z.int(), owner: Uuid.nullable() }),
  LampDamaged: v1({ lamp: z.int(), note: z.string() }),
  LampMended: v1({ lamp: z.int() }),
  StreetRenamed: v1({ street: z.string() }),
};
export const lamp = decider<null>()({
  category: 'lamp',
  twins: 'none: a kind of record of tests',
  commands: {},
  routes: null,
  events,
  initial: null,
  decide: {},
  evolve: {
    LampHung: () => null,
    LampDamaged: () => null,
    LampMended: () => null,
    StreetRenamed: () => null,
  },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
  depending: 'none',
});
export const lampCatalog = catalog(events, projectionOperations.events);

/** `whose` of every table about lamps. */
export const whose = { open: 'lamps hang in the street' };

/** A note that the handler of `notes` cannot process. */
export const POISON = 'poison';

/** Read model: the lamps of each street, and every word of the notes about them. */
export const notes = projection({
  name: 'notes',
  version: 1,
  of: events,
  tables: {
    hung: facts(
      { street: text, height: int, owner: nullable(uuid), tags: jsonOf<{ tall: boolean }>() },
      { whose, indexes: [['street', 'stream']] },
    ),
    words: facts({ word: text }, { whose }),
  },
  ignore: ['LampMended', 'StreetRenamed'],
  on: {
    LampHung: (e, { hung }) => {
      const { street, height, owner } = e.data;
      return hung.put(e, { street, height, owner, tags: { tall: height > 9 } });
    },
    LampDamaged: (e, { words }) => {
      if (e.data.note === POISON) throw new RangeError(`what somebody wrote: ${e.data.note}`);
      return e.data.note.split(' ').map((word, i) => words.put(e, { word }, i));
    },
  },
});

/** A note that the handler of `lamps` cannot process; random histories contain some. */
const UNREADABLE = 'glass "broken"';

/** A second read model of the same events. It handles other events and parks other streams than `notes`. */
export const lamps = projection({
  name: 'lamps',
  version: 1,
  of: events,
  tables: {
    states: facts({ lamp: int, broken: bool, note: nullable(text) }, { whose, indexes: [['lamp', 'stream']] }),
    names: facts({ street: text }, { whose }),
  },
  ignore: ['LampHung'],
  on: {
    LampDamaged: (e, { states }) => {
      if (e.data.note === UNREADABLE) throw new RangeError('unreadable');
      return states.put(e, { ...e.data, broken: true });
    },
    LampMended: (e, { states }) => states.put(e, { lamp: e.data.lamp, broken: false, note: null }),
    StreetRenamed: (e, { names }) => names.put(e, { street: e.data.street }),
  },
});

export const lampStream = (n: number): StreamId =>
  streamId('lamp', Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`));

/** One event of a history, with its stream. */
export interface Happened {
  readonly stream: StreamId;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const word = fc.constantFrom('dark', 'bent', UNREADABLE, 'a\\b', 'đèn hỏng', 'cable loose', '{x,y}');
const street = fc.constantFrom('Hàng Bạc', "L'Avenue", 'NULL', '');
const hung = fc.record({ street, height: fc.integer({ min: 1, max: 20 }), owner: fc.constant(null) });

const choice = fc.record({
  stream: fc.integer({ min: 0, max: 3 }),
  what: fc.constantFrom('hang', 'hang', 'damage', 'damage', 'mend', 'rename', 'correct', 'annul'),
  pick: fc.nat(),
  hung,
  note: word,
});

/**
 * Histories of a few streams in which lamps are hung, damaged and mended. Entries are corrected and annulled, more than
 * once and in any order. Some notes are unreadable: each projection that handles them parks their stream.
 */
export const histories = fc.array(choice, { minLength: 1, maxLength: 60 }).map((choices): Happened[] => {
  const told: Happened[] = [];
  for (const { stream: n, what, pick, hung: data, note } of choices) {
    const stream = lampStream(n);
    const mine = told.filter((event) => event.stream === stream);
    const annulled = new Set(mine.filter(({ type }) => type.endsWith('Annulled')).map((e) => e.data.corrects));
    const standing = mine.flatMap((event, revision) =>
      event.type in events && !annulled.has(revision) ? [{ ...event, revision }] : [],
    );
    const lampsHung = standing.filter(({ type }) => type === 'LampHung');
    const at = lampsHung[pick % Math.max(lampsHung.length, 1)]?.revision;
    const entry = standing[pick % Math.max(standing.length, 1)];
    const reason = 'a slip of the pen';
    const push = (type: string, content: object) => told.push({ stream, type, data: { ...content } });
    if (what === 'hang') push('LampHung', data);
    else if (what === 'rename') push('StreetRenamed', { street: data.street });
    else if (what === 'damage' && at !== undefined) push('LampDamaged', { lamp: at, note });
    else if (what === 'mend' && at !== undefined) push('LampMended', { lamp: at });
    else if (what === 'annul' && entry) push(`${entry.type}Annulled`, { corrects: entry.revision, reason });
    else if (what === 'correct' && entry)
      push(`${entry.type}Corrected`, {
        corrects: entry.revision,
        reason,
        data: entry.type === 'LampHung' ? data : entry.type === 'LampDamaged' ? { ...entry.data, note } : entry.data,
      });
  }
  return told;
});

/** The records of a history; revisions are counted for each stream. */
export function recordsOf(story: readonly Happened[]): EventRecord[] {
  const revisions = new Map<StreamId, number>();
  return story.map(({ stream, type, data }) => {
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    return testRecord(stream, revision, JSON.parse(JSON.stringify(data)) as EventRecord['data'], { type });
  });
}
