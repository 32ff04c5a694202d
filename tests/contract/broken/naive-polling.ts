import type { Pool } from 'pg';
import type { Delivered, OrderingAdapter } from '../ordering.js';
import { write } from './table.js';

/**
 * Broken on purpose: a number is drawn before its row is visible. A reader that has passed the number never reads the
 * row.
 */
export const naivePolling = (reader: Pool): OrderingAdapter => ({
  name: 'naive polling',
  gapless: false,
  write,
  follow: () => {
    let checkpoint = 0n;
    return async () => {
      const { rows } = await reader.query<Delivered>(
        'select position, id from broken.events where position > $1 order by position',
        [checkpoint],
      );
      checkpoint = rows.at(-1)?.position ?? checkpoint;
      return rows;
    };
  },
});
