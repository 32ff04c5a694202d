import type { Pool } from 'pg';
import type { Delivered, OrderingAdapter } from '../ordering.js';
import { write } from './table.js';

/** Broken on purpose: waits at a gap, and skips it if the transaction that fills it takes longer than the time-out. */
export const gapTimeOut = (reader: Pool, patienceMs: number): OrderingAdapter => ({
  name: 'gap time-out',
  gapless: false,
  write,
  follow: () => {
    let checkpoint = 0n;
    let waitingSince: number | undefined;
    return async () => {
      const { rows } = await reader.query<Delivered>(
        'select position, id from broken.events where position > $1 order by position',
        [checkpoint],
      );
      const hole = rows.findIndex(({ position }, i) => position !== checkpoint + 1n + BigInt(i));
      waitingSince = hole === -1 ? undefined : (waitingSince ?? Date.now());
      const given = waitingSince === undefined || Date.now() - waitingSince > patienceMs ? rows : rows.slice(0, hole);
      if (given.length > 0) waitingSince = undefined;
      checkpoint = given.at(-1)?.position ?? checkpoint;
      return given;
    };
  },
});
