import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { access, grants, Role } from '#features/access';
import { AccountBook, SessionBook } from '#features/identity';
import { Instant, PlainDate } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { SYSTEM } from '#platform/commands/store-declaration';
import type { Api } from '../../../apps/api/api.js';

/**
 * Grants of tests are recorded before every other event of a DEMO store, so that they are in force in all of its past.
 */
const MOMENT = Instant.parse('2025-08-01T00:00:01.000Z');
const EVERY_ROLE = Role.options.filter((role) => role !== 'guest');

/**
 * Grants roles to a person, as the program does when it creates a store; resolves when the API knows of them.
 *
 * @param roles default: every role
 * @param organizationId the organization whose tree the roles are for; default: the whole store
 */
export async function grantRoles(
  { config, platform, readModels, app }: Pick<Api, 'config' | 'platform' | 'readModels' | 'app'>,
  personId: Uuid,
  roles: readonly Role[] = EVERY_ROLE,
  organizationId: Uuid | null = null,
): Promise<void> {
  const stream = streamId(access.category, personId);
  for (const role of roles) {
    const commandId = Uuid.parse(randomUUID());
    const command = {
      type: 'GrantRole',
      data: { role, organizationId, from: PlainDate.parse('2020-01-01'), to: null, document: null },
    } as const;
    await platform.executor.execute(access, stream, command, {
      commandId,
      actor: SYSTEM,
      // a WARD store accepts the system clock only
      ...(platform.declared.purpose === 'DEMO' ? { recordedAt: MOMENT } : {}),
      correlationId: commandId,
      causationId: null,
      expectedRevision: null,
      facts: {},
    });
  }
  if (config.projections === 'off') return; // the process that runs the projections informs the API
  await untilAllServe(readModels);
  await readModels.knowledge.waitFor(await platform.store.head(), [grants.name], 10_000);
  await app.get<Authority>(AUTHORITY).refresh();
}

/** On a busy machine a start may answer 503 until its tables serve. No test is about that, so wait. */
export async function untilAllServe({ lags, notServing }: Api['readModels']): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; await sleep(20))
    if (notServing((await lags()).generations).length === 0) return;
  throw new Error('the read models did not come to serve');
}

/**
 * A session of a person, whose account is made if they have none, without a password; as after a second
 * factor. @returns the headers of a request,
 * with a purpose
 */
export async function signedIn(
  { app, platform }: Pick<Api, 'app' | 'platform'>,
  personId: Uuid,
): Promise<Record<string, string>> {
  const username = `test-${randomUUID()}`;
  const account = { kind: 'person', personId, username, displayName: username, password: null } as const;
  const book = app.get(AccountBook);
  const recordedAt = platform.declared.purpose === 'DEMO' ? MOMENT : null;
  const { accountId } = (await book.rows.ofPerson(personId)) ?? (await book.add({ ...account, recordedAt }));
  const { token } = await app
    .get(SessionBook)
    .begin({ accountId, personId, displayName: username, secondFactor: true });
  return { authorization: `Bearer ${token}`, purpose: 'CASE_WORK' };
}
