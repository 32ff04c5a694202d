import type pg from 'pg';
import type { EventStore } from '#platform/event-store/event-store';
import { leafHash } from '#kernel/record';
import type { Mark } from '../writing/checkpoint.js';
import type { Generation } from '../writing/generation.js';

/**
 * The tables were made of another log than the one that is there: of one that was restored from an older copy, say, or that
 * has gone on otherwise since. Nothing of them is current, and what they know and the log does not is gone.
 */
export class AnotherLog extends Error {
  constructor(
    /** Where the tables stand, and the log does not have the event that they know. */
    readonly mark: Mark,
  ) {
    super(`the tables stand at an event at position ${mark.position} that this log does not have`);
    this.name = 'AnotherLog';
  }
}

type Client = Pick<pg.ClientBase, 'query'>;

/** The places at which the tables of any generation stand, each once, the last first. */
export async function marksOf(client: Client): Promise<Mark[]> {
  const { rows } = await client.query<Mark>(
    `select distinct position, leaf from read.checkpoints where position > 0 order by position desc`,
  );
  return rows;
}

/**
 * Whether the log has the events that the tables stand at. One read for each.
 *
 * @throws AnotherLog | Unavailable
 */
export async function assertSameLog(store: Pick<EventStore, 'at'>, marks: readonly Mark[]): Promise<void> {
  for (const mark of marks) {
    if (mark.position === 0n || mark.leaf === null) continue;
    const event = await store.at(mark.position);
    if (!event || leafHash(event.text) !== mark.leaf) throw new AnotherLog(mark);
  }
}

/** A checkpoint from before marks were kept is told the event that it stands at. @throws AnotherLog | Unavailable */
export async function nameMark(client: Client, store: Pick<EventStore, 'at'>, of: Generation): Promise<void> {
  const event = await store.at(of.position);
  if (!event) throw new AnotherLog({ position: of.position, leaf: null });
  of.leaf = leafHash(event.text);
  await client.query(
    `update read.checkpoints set leaf = $4
     where projection = $1 and version = $2 and generation = $3 and position = $5 and leaf is null`,
    [of.projection, of.version, of.generation, of.leaf, of.position],
  );
}
