import { randomUUID } from 'node:crypto';
import { AccountBook, SecondFactors, SessionBook } from '#features/identity';
import type { Api } from '../../apps/api/api.js';
import { quantile } from './measure.js';
import type { Figure } from './report.js';

const ROUNDS = 5;
const PAIRS = 40;
const PASSWORD = 'mật khẩu dài và riêng';

/**
 * A sign-in that is refused for its code, beside one that is refused for its password, in turns; each from an address of
 * its own, so that none has to wait. Who measures the times must not learn that a password was right.
 */
export async function refusedSignIns({ app }: Api): Promise<readonly Figure[]> {
  const username = `ng${randomUUID().slice(0, 8)}`;
  const added = { kind: 'person', username, displayName: 'Người thử', password: PASSWORD } as const;
  const { accountId } = await app.get(AccountBook).add(added);
  const factors = app.get(SecondFactors);
  await factors.begin(accountId);
  await factors.confirm(accountId, 1);
  const sessions = app.get(SessionBook);
  let tries = 0;
  const timed = async (name: string, password: string): Promise<number> => {
    const address = `10.${(tries >> 16) & 255}.${(tries >> 8) & 255}.${tries++ & 255}`;
    const started = performance.now();
    await sessions.signIn(name, password, address, new Date(), '000000').then(
      () => {
        throw new Error('a wrong sign-in was let in');
      },
      () => undefined,
    );
    return performance.now() - started;
  };
  const medians = { code: [] as number[], password: [] as number[], name: [] as number[] };
  for (let round = -1; round < ROUNDS; round++) {
    const times = { code: [] as number[], password: [] as number[], name: [] as number[] };
    for (let n = 0; n < PAIRS; n++) {
      times.code.push(await timed(username, PASSWORD));
      times.password.push(await timed(username, 'sai mật khẩu'));
      times.name.push(await timed(`${username}x`, 'sai mật khẩu'));
    }
    if (round < 0) continue;
    for (const what of ['code', 'password', 'name'] as const) medians[what].push(quantile(times[what], 0.5));
  }
  const figure = (what: string, product: readonly number[]): Figure => ({
    figure: `sign-in refused: ${what} beside wrong password, p50`,
    unit: 'ms',
    product,
    floor: medians.password,
    goal: null,
  });
  return [figure('wrong code', medians.code), figure('unknown name', medians.name)];
}
