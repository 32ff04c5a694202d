import type pg from 'pg';
import { z } from 'zod';
import { StartRefused } from '../start-refused.js';

const OLDEST = 150_000;

const Settings = z.object({
  fsync: z.string(),
  full_page_writes: z.string(),
  synchronous_commit: z.string(),
  data_checksums: z.string(),
  session_replication_role: z.string(),
  server_version_num: z.coerce.number(),
});
type Settings = z.infer<typeof Settings>;

/** What each setting has to be, so that an acknowledged event survives a power cut and triggers fire. */
const REQUIRED: {
  [S in keyof Settings]: { readonly holds: (value: Settings[S]) => boolean; readonly wanted: string };
} = {
  fsync: { holds: (value) => value === 'on', wanted: 'on' },
  full_page_writes: { holds: (value) => value === 'on', wanted: 'on' },
  synchronous_commit: { holds: (value) => value !== 'off' && value !== 'local', wanted: 'on' },
  data_checksums: { holds: (value) => value === 'on', wanted: 'on' },
  session_replication_role: { holds: (value) => value === 'origin', wanted: 'origin' },
  server_version_num: { holds: (value) => value >= OLDEST, wanted: `${OLDEST} (PostgreSQL 15)` },
};

/** What a connection of this pool is promised by the server, shown on the health endpoint. */
export type Durability = Readonly<Record<keyof Settings, string>>;

/**
 * Asks a connection of the pool, with its role and options, whether what it commits is durable.
 * @returns the settings found
 * @throws StartRefused `not-durable`, naming the setting, its value and the value it must have
 */
export async function assertDurable(pool: pg.Pool): Promise<Durability> {
  const names = Object.keys(REQUIRED);
  const columns = names.map((name) => `current_setting('${name}') as ${name}`).join(', ');
  const { rows } = await pool.query<Record<string, string>>(`select ${columns}`);
  const found = Settings.parse(rows[0]);
  refuseUnless('fsync', found.fsync);
  refuseUnless('full_page_writes', found.full_page_writes);
  refuseUnless('synchronous_commit', found.synchronous_commit);
  refuseUnless('data_checksums', found.data_checksums);
  refuseUnless('session_replication_role', found.session_replication_role);
  refuseUnless('server_version_num', found.server_version_num);
  return { ...found, server_version_num: String(found.server_version_num) };
}

function refuseUnless<S extends keyof Settings>(name: S, value: Settings[S]): void {
  const { holds, wanted } = REQUIRED[name];
  if (holds(value)) return;
  throw new StartRefused('not-durable', {
    vi: `PostgreSQL có ${name} = ${value}, cần ${wanted}: với thiết lập này, điều đã xác nhận có thể mất. Chương trình không khởi động.`,
    en: `PostgreSQL has ${name} = ${value} and needs ${wanted}: with this setting something acknowledged can be lost. The program does not start.`,
  });
}
