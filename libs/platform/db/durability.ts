import type pg from 'pg';
import { z } from 'zod';
import { StartRefused } from '../start-refused.js';

/** Required settings, so that acknowledged events survive a power cut and triggers fire. */
const REQUIRED = {
  fsync: { holds: (value: string) => value === 'on', wanted: 'on' },
  full_page_writes: { holds: (value: string) => value === 'on', wanted: 'on' },
  synchronous_commit: { holds: (value: string) => value !== 'off' && value !== 'local', wanted: 'on' },
  data_checksums: { holds: (value: string) => value === 'on', wanted: 'on' },
  session_replication_role: { holds: (value: string) => value === 'origin', wanted: 'origin' },
  server_version_num: { holds: (value: string) => Number(value) >= 150_000, wanted: '150000 (PostgreSQL 15)' },
};

/** The current settings, as the health endpoint shows them. */
export type Durability = Readonly<Record<string, string>>;

/** @throws StartRefused `not-durable` with the first wrong setting, its value and the required one */
export function refuseUnlessDurable(found: Durability): Durability {
  for (const [name, { holds, wanted }] of Object.entries(REQUIRED)) {
    const value = found[name] ?? '';
    if (holds(value)) continue;
    throw new StartRefused('not-durable', {
      vi: `PostgreSQL có ${name} = ${value}, cần ${wanted}: với thiết lập này, dữ liệu đã xác nhận có thể bị mất. Hãy sửa thiết lập rồi khởi động lại.`,
      en: `PostgreSQL has ${name} = ${value}, but ${wanted} is required: with this setting, acknowledged data could be lost. Correct the setting, then start again.`,
    });
  }
  return found;
}

/**
 * Checks on a connection, or one of the pool, with its role and options, that commits are durable.
 * @throws StartRefused `not-durable`
 */
export async function assertDurable(pool: pg.Pool | pg.ClientBase): Promise<Durability> {
  const columns = Object.keys(REQUIRED).map((name) => `current_setting('${name}') as ${name}`);
  const { rows } = await pool.query(`select ${columns.join(', ')}`);
  return refuseUnlessDurable(z.record(z.string(), z.string()).parse(rows[0]));
}
