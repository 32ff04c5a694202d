import { hash } from 'node:crypto';
import { Problem } from '#platform/http/problems';
import type { IdentityDb } from './identity.queries.js';
import { type Counted, waitAfter } from './patience.js';

/** What failures are counted for, with the hash under which they are stored. */
export type Counter = readonly [Counted, Buffer];

/** The counters of an attempt with a name. */
export const countersOf = (name: string, address: string): readonly Counter[] => [
  ['account at address', about('account at address', name, address)],
  counterOf(address),
];

/** The counter of an attempt without a name. */
export const counterOf = (address: string): Counter => ['address', about('address', address)];

/** The hash under which failures are counted, so that neither account nor address is stored. */
const about = (...parts: readonly string[]): Buffer => hash('sha256', parts.join('\n'), 'buffer');

/** @throws Problem `too-many-attempts` with Retry-After, while an attempt must wait */
export async function mustNotWait(db: IdentityDb, counters: readonly Counter[], now: Date): Promise<void> {
  const keys = counters.map(([, key]) => key);
  const rows = await db.selectFrom('identity.failures').where('about', 'in', keys).selectAll().execute();
  const waits = counters.map(([counted, key]) => {
    const row = rows.find(({ about: of }) => of.equals(key));
    if (!row) return 0;
    const wait = waitAfter(row.failures, counted);
    // A failure of another request may be later than `now`; nobody waits for it if no wait is due.
    return wait === 0 ? 0 : wait - (now.getTime() - Date.parse(row.failedAt)) / 1000;
  });
  const seconds = Math.ceil(Math.max(...waits));
  if (seconds > 0) throw new Problem('too-many-attempts', { headers: { 'retry-after': String(seconds) } });
}
