import { CamelCasePlugin } from 'kysely';
import { randomBytes } from 'node:crypto';
import { v4 } from 'uuid';
import { access } from '#features/access';
import { AccountBook, Passwords, SecondFactors, SessionBook } from '#features/identity';
import { dayOf, instant } from '#kernel/dates';
import { streamId, type Uuid } from '#kernel/ids';
import { kysely } from '#platform/db/kysely';
import { ofProgram } from '#platform/commands/store-declaration';
import type { Platform } from './platform.js';

export interface FirstAdmin {
  readonly username: string;
  /** The password in plain text. It is shown once and not stored. */
  readonly password: string;
}

const USERNAME = 'quantri';

/**
 * Makes the first account of a store, that of an administrator. An administrator makes other accounts and grants roles,
 * but reads no record. The program itself is the actor of the administrator's grant.
 *
 * @returns null if the store has an account already
 */
export async function firstAdmin({ pool, executor, sealing, keys }: Platform): Promise<FirstAdmin | null> {
  const db = kysely<never>(pool).withPlugin(new CamelCasePlugin());
  const passwords = new Passwords();
  const accounts = new AccountBook(
    db,
    passwords,
    new SessionBook(db, passwords, new SecondFactors(db, sealing, keys)),
    executor,
  );
  if ((await accounts.list()).length > 0) return null;
  const password = randomBytes(18).toString('base64url');
  const account = { kind: 'person', username: USERNAME, displayName: 'Quản trị', password } as const;
  const { personId } = await accounts.add(account);
  const grant = { role: 'admin', organizationId: null, to: null, document: null } as const;
  await executor.execute(
    access,
    streamId(access.category, personId),
    { type: 'GrantRole', data: { ...grant, from: dayOf(instant(new Date())) } },
    ofProgram(v4() as Uuid),
  );
  return { username: USERNAME, password };
}
