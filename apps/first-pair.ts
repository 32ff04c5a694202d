import { CamelCasePlugin } from 'kysely';
import { v4 } from 'uuid';
import { access, type Role } from '#features/access';
import { AccountBook, type OneTime, Passwords, SecondFactors, SessionBook } from '#features/identity';
import { setUp } from '#features/set-up';
import { dayOf, instant } from '#kernel/dates';
import { streamId, type Uuid } from '#kernel/ids';
import { kysely } from '#platform/db/kysely';
import { ofProgram } from '#platform/commands/store-declaration';
import type { Platform } from './platform.js';

/** One of the two persons who set a new store up, with a credential that is shown once. */
export interface FirstPerson extends OneTime {
  readonly role: 'admin' | 'inspection-chair';
  readonly username: string;
}

const PAIR = [
  { role: 'admin', username: 'quantri', displayName: 'Người quản trị' },
  { role: 'inspection-chair', username: 'chunhiem', displayName: 'Chủ nhiệm Ủy ban Kiểm tra' },
] as const;

/**
 * Makes the accounts of the first administrator and the first chair of a new store, grants their roles, and begins the
 * set-up, which these two persons close together. Each gets a one-time credential, unless the person has chosen a
 * password already. The program itself is the actor. Repeated after an interruption, it continues.
 *
 * @returns the persons who get a credential now; null if the store has accounts and no open set-up
 */
export async function firstPair({
  pool,
  executor,
  declared,
  sealing,
  keys,
}: Platform): Promise<readonly FirstPerson[] | null> {
  const db = kysely<never>(pool).withPlugin(new CamelCasePlugin());
  const passwords = new Passwords();
  const accounts = new AccountBook(
    db,
    passwords,
    new SessionBook(db, passwords, new SecondFactors(db, sealing, keys)),
    executor,
  );
  await accounts.settleAll();
  const stream = streamId(setUp.category, declared.log);
  const { state } = await executor.history(setUp, stream);
  const there = await accounts.list();
  if (state === 'CLOSED' || (state === 'NONE' && there.some(({ username }) => !isOfPair(username)))) return null;
  const first: FirstPerson[] = [];
  const persons: Uuid[] = [];
  for (const { role, ...names } of PAIR) {
    const found = there.find(({ username }) => username === names.username);
    const opened = found ?? (await accounts.add({ kind: 'person', password: null, ...names }));
    const known = await accounts.known(opened.personId);
    // The account of a store that was opened before set-ups were recorded.
    if (state === 'NONE' && known?.issuers !== 'PROGRAM') return null;
    persons.push(opened.personId);
    await grant(executor, opened.personId, [role, 'founder']);
    if (known?.issued !== null && !known?.mustChoose) continue;
    first.push({ role, username: names.username, ...(await accounts.issueOneTime(opened.accountId)) });
  }
  const [administratorId, chairId] = persons as [Uuid, Uuid];
  const begin = { type: 'BeginSetUp' as const, data: { administratorId, chairId } };
  await executor.execute(setUp, stream, begin, ofProgram(v4() as Uuid));
  return first;
}

const isOfPair = (username: string): boolean => PAIR.some((one) => one.username === username);

/** Grants roles for the whole store, unless the person holds them. */
async function grant(executor: Platform['executor'], person: Uuid, roles: readonly Role[]): Promise<void> {
  const stream = streamId(access.category, person);
  const { state } = await executor.history(access, stream);
  const from = dayOf(instant(new Date()));
  for (const role of roles) {
    if (state.grants.some((one) => one.role === role && !state.withdrawn.has(one.grantId))) continue;
    const data = { role, organizationId: null, from, to: null, document: null };
    await executor.execute(access, stream, { type: 'GrantRole', data }, ofProgram(v4() as Uuid));
  }
}
