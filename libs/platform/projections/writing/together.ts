import type { Pool } from 'pg';
import type { LogEvent } from '../folding/decode.js';
import { markOf } from './checkpoint.js';
import { movesOf } from './generation.js';
import { asOne, run } from './statement.js';
import type { Writer } from './writer.js';

/**
 * Brings several generations forward by one statement: a few events tell most read models little or nothing, and beside
 * that a transaction of several statements for each of them costs more than what is written. As `BEGIN` says, it does not
 * wait for the disk.
 *
 * @returns those that have to go on alone, because they have a stream to park
 * @throws what the store or the database throws; then none has gone forward, as far as anybody knows
 */
export async function together(
  pool: Pool,
  writers: readonly Writer[],
  events: readonly LogEvent[],
): Promise<readonly Writer[]> {
  const [last] = events.slice(-1);
  if (!last) return [];
  const to = markOf(last);
  const shares = await Promise.all(writers.map(async (writer) => ({ writer, share: await writer.share(events) })));
  const sharing = shares.flatMap(({ writer, share }) => (share ? [{ writer, share }] : []));
  if (sharing.length > 0) {
    const moves = movesOf(
      sharing.map(({ writer }) => writer.generation),
      to,
    );
    const parts = [moves, ...sharing.flatMap(({ share }) => share)];
    try {
      await run(pool, asOne(parts, { text: ALL_MOVED, values: [sharing.length] }));
    } catch (error) {
      for (const { writer } of sharing) writer.doubt();
      throw error;
    }
    for (const { writer } of sharing) writer.shared(to);
  }
  return shares.flatMap(({ writer, share }) => (share ? [] : [writer]));
}

const ALL_MOVED = `select read.assert_all_moved(count(*), $1), set_config('synchronous_commit', 'off', true) from part0`;
