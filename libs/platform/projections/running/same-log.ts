import type pg from 'pg';
import { leafHash } from '#kernel/record';
import type { EventStore } from '#platform/event-store/event-store';
import { LogReplaced, type Mark, UNKNOWN_LEAF } from '#platform/event-store/log-watch';
import type { Generation } from '#platform/projections/writing/generation';

type Client = Pick<pg.ClientBase, 'query'>;

/** The distinct checkpoints of all generations, last first. */
export async function marksOf(client: Client): Promise<Mark[]> {
  const { rows } = await client.query<Mark>(
    `select distinct position, leaf from read.checkpoints where position > 0 and leaf is not null order by position desc`,
  );
  return rows;
}

/**
 * Checks that the log holds the event of each checkpoint. Cost: one read for each.
 *
 * @throws LogReplaced
 * Unavailable
 */
export async function assertSameLog(store: Pick<EventStore, 'at'>, marks: readonly Mark[]): Promise<void> {
  const lost: (Mark & { leaf: string })[] = [];
  for (const mark of marks) {
    const { position, leaf } = mark;
    if (leaf === null) continue;
    const event = await store.at(position);
    if (!event || (leaf !== UNKNOWN_LEAF && leafHash(event.text) !== leaf)) lost.push({ position, leaf });
  }
  if (lost.length > 0) throw new LogReplaced(lost);
}

/**
 * Adds the leaf hash to a checkpoint saved before leaf hashes existed. @throws LogReplaced
 * Unavailable
 */
export async function nameMark(client: Client, store: Pick<EventStore, 'at'>, of: Generation): Promise<void> {
  const event = await store.at(of.position);
  if (!event) throw new LogReplaced([{ position: of.position, leaf: UNKNOWN_LEAF }]);
  of.leaf = leafHash(event.text);
  await client.query(
    `update read.checkpoints set leaf = $4
     where projection = $1 and version = $2 and generation = $3 and position = $5 and leaf is null`,
    [of.projection, of.version, of.generation, of.leaf, of.position],
  );
}
