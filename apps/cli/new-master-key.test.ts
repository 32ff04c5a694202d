import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readStoredStream } from '#platform/commands/stored-stream';
import { ownStream, storeDeclaration } from '#platform/commands/store-declaration';
import { type Config, loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { productDatabase, type ProductDatabase } from '../../tests/support/servers/postgres.js';
import { randomId } from '../../tests/support/worlds/records.js';
import { openPlatform } from '../platform.js';
import { newMasterKey } from './new-master-key.js';

let database: ProductDatabase;
beforeEach(async () => {
  database = await productDatabase();
});
afterEach(() => database.drop());

const logger = createLogger('fatal');
const configured = (more?: Readonly<Record<string, string>>): Config =>
  loadConfig({ ...database.environment, ...more });
const open = () => openPlatform(configured(), { purpose: 'DEMO', keys: true, logger, program: 'test' });
async function run(args: readonly string[], instead: Readonly<Record<string, string>> = {}) {
  const said: string[] = [];
  const code = await newMasterKey.run({
    args,
    configured: (more) => configured({ ...more, ...instead }),
    say: (line) => said.push(line),
    ask: () => Promise.resolve(null),
    logger,
    signal: new AbortController().signal,
  });
  return { code, said: said.join('\n') };
}

it('new-master-key changes the key of a store that nobody uses, and the log names it at the next start', async () => {
  const first = await open();
  const owner = { kind: 'person', id: randomId() } as const;
  const key = await first.keys.keyFor(owner);
  await expect(run(['data/none'])).rejects.toMatchObject({ name: 'StartRefused', code: 'programs-running' });
  await first.close();

  const { code, said } = await run(['data/none']);
  expect([code, said]).toEqual([0, expect.stringContaining(database.environment.MASTER_KEY_FILE)]);
  expect(said).toContain('hủy mọi bản sao của khóa chủ cũ');
  expect(said).toContain('destroy all copies of the old master key');

  const next = await open();
  expect(await next.keys.get(key.id)).toEqual({ is: 'key', key, owner });
  const { state } = await readStoredStream(next.store, storeDeclaration, ownStream(next.declared.log));
  expect(new Set(state.masterKeys).size).toBe(2);
  await next.close();
  expect((await run(['data/none'])).code).toBe(0); // and again
});

it('new-master-key is refused where there is no master key, or no store, and begins none', async () => {
  expect(await run([])).toMatchObject({ code: 64 });
  await expect(run(['data/none'])).rejects.toMatchObject({ code: 'no-master-key-here' });
  await (await open()).close();
  const { MASTER_KEY_FILE } = database.environment;
  const other = await productDatabase();
  const elsewhere = run(['data/none'], { ...other.environment, MASTER_KEY_FILE });
  await expect(elsewhere).rejects.toMatchObject({ code: 'store-not-open' });
  expect((await run(['data/none'])).code).toBe(0);
  await other.drop();
});
