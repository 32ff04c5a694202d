import type { Pool } from 'pg';
import type { LogEvent } from '../folding/decode.js';
import { markOf } from './checkpoint.js';
import { movesOf } from './generation.js';
import { asOne, run } from './statement.js';
import type { Writer } from './writer.js';

/**
 * Advances several generations by one statement. A few events change few read models, and a transaction for each
 * generation would cost more than the writes. As with `BEGIN`, the commit does not wait for the disk.
 *
 * @returns the writers that must advance alone because they have to park a stream
 * @throws errors of store or database; whether any generation advanced is then unknown
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
      for (const { writer } of sharing) writer.markUncertain();
      throw error;
    }
    for (const { writer } of sharing) writer.shared(to);
  }
  return shares.flatMap(({ writer, share }) => (share ? [] : [writer]));
}

const ALL_MOVED = `select read.assert_all_moved(count(*), $1), set_config('synchronous_commit', 'off', true) from part0`;
