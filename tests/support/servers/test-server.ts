import { appUrl } from '#platform/db/pools';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { OWNER, startDebianPostgres, type TestServer } from './debian-postgres.js';

/** Whether this run uses Debian's PostgreSQL in place of the embedded one (`TEST_POSTGRES=debian npm test`). */
export const onDebian = process.env.TEST_POSTGRES === 'debian';

/** Each worker of a run may hold several products, of which each may hold all connections of its pools at once. */
const CONNECTIONS = 600;

/** Starts the server of the kind that the run is about. */
export const startTestServer = (options: { readonly dataDir: string }): Promise<TestServer> =>
  onDebian
    ? startDebianPostgres({ ...options, connections: CONNECTIONS })
    : startEmbeddedPostgres({ ...options, connections: CONNECTIONS });

/**
 * The same database as its owner logs in: on Debian's server not the operator, who created the database. The owner has
 * the operator's password.
 */
export function ownerUrl(url: string): string {
  if (!onDebian) return url;
  const owner = new URL(url);
  owner.username = OWNER;
  return owner.href;
}

/** The connection of the product's role: on Debian's server the owner's login, acting as that role. */
export function productUrl(owner: string): string {
  if (!onDebian) return appUrl(owner);
  const acting = new URL(owner);
  acting.searchParams.set('options', `-c role=${new URL(appUrl(owner)).username}`);
  return acting.href;
}
