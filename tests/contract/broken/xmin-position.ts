import type { Pool } from 'pg';
import type { Delivered, OrderingAdapter } from '../ordering.js';
import { write } from './table.js';

/**
 * Broken on purpose: hides rows of running transactions, but continues by position. An older transaction may write a
 * position that the reader has passed.
 */
export const xminPosition = (reader: Pool): OrderingAdapter => ({
  name: 'xmin filter with position checkpoint',
  gapless: false,
  write,
  follow: () => {
    let checkpoint = 0n;
    return async () => {
      const { rows } = await reader.query<Delivered>(
        `select position, id from broken.events
         where position > $1 and xid < pg_snapshot_xmin(pg_current_snapshot()) order by position`,
        [checkpoint],
      );
      checkpoint = rows.at(-1)?.position ?? checkpoint;
      return rows;
    };
  },
});
