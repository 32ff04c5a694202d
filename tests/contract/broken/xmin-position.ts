import type { Pool } from 'pg';
import type { Delivered, OrderingAdapter } from '../ordering.js';
import { write } from './table.js';

/** Broken: hides rows of running transactions, but continues by position, which an older transaction may exceed. */
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
