import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '#platform/config';
import { addressOf } from '#platform/event-store/kurrentdb.address';
import { type Account, DirectNode, leaderOf, transportOf } from '#platform/event-store/kurrentdb.direct';
import { createLogger } from '#platform/http/logging';
import { StartRefused } from '#platform/start-refused';
import { MemoryLog } from '../../tests/contract/kurrentdb/memory-log.js';
import { StandInServer } from '../../tests/contract/kurrentdb/server.js';
import { type Certificates, certificates } from '../../tests/support/servers/certificates.js';
import { productDatabase } from '../../tests/support/servers/postgres.js';
import { openPlatform } from '../platform.js';
import { kurrentDbRights } from './kurrentdb-rights.js';

const ADMIN = { username: 'admin', password: 'geheim-a@:1' };
const OURS = { username: 'minhchung', password: 'geheim-o#/2' };
const OTHER = { username: 'other', password: 'geheim-x' };

const silent = createLogger('silent');

let tls: Certificates;
let server: StandInServer;
beforeAll(() => {
  tls = certificates();
});
afterAll(() => {
  tls.remove();
});
beforeEach(async () => {
  const accounts = {
    admin: { password: ADMIN.password, groups: ['$admins'] },
    other: { password: OTHER.password, groups: [] },
    mighty: { password: 'geheim-m', groups: ['$ops', '$admins'] },
    disabled: { password: 'geheim-old', groups: [], disabled: true },
  };
  server = new StandInServer(new MemoryLog(), { accounts, tls });
  await server.start(0);
});
afterEach(() => {
  server.stop();
});

interface Ran {
  readonly code: number;
  readonly said: string;
  readonly asked: readonly string[];
}

interface More {
  readonly environment?: Record<string, string>;
  /** Lines typed at the terminal, in order; without it there is no terminal. */
  readonly typed?: readonly string[];
}

const environment = () => ({
  EVENT_STORE: 'kurrentdb',
  KURRENTDB_URL: server.url,
  KURRENTDB_USER: OURS.username,
  KURRENTDB_PASSWORD: OURS.password,
  KURRENTDB_ADMIN_USER: ADMIN.username,
  KURRENTDB_ADMIN_PASSWORD: ADMIN.password,
});

/** Runs the command, and checks that neither its output nor its log contains a password. */
async function run(args: readonly string[], { environment: more = {}, typed }: More = {}): Promise<Ran> {
  const config = loadConfig({ ...environment(), ...more });
  const lines: string[] = [];
  const asked: string[] = [];
  const log = new PassThrough();
  log.on('data', (line: Buffer) => lines.push(line.toString('utf8')));
  const answers = [...(typed ?? [])];
  const say = (line: string) => lines.push(line);
  const code = await kurrentDbRights
    .run({
      args,
      configured: () => config,
      say,
      ask: (question, hidden) => {
        asked.push(`${question}${hidden ?? ''}`);
        return Promise.resolve(typed ? (answers.shift() ?? '') : null);
      },
      logger: createLogger('warn', log),
      signal: new AbortController().signal,
    })
    .finally(() => {
      expect(lines.join('\n')).not.toContain('geheim');
    });
  return { code, said: lines.join('\n'), asked };
}

async function as<T>(account: Account, what: (node: DirectNode) => Promise<T>): Promise<T> {
  const address = addressOf(server.url);
  const [node] = address.nodes;
  const direct = new DirectNode(node ?? { host: '', port: 0 }, transportOf(address), account, 5_000);
  try {
    return await what(direct);
  } finally {
    direct.close();
  }
}
const settings = () => as(ADMIN, async (admin) => [await admin.last('$settings'), await admin.last('$$$all')]);
const setByOthers = (acl: object) =>
  as(ADMIN, (admin) => admin.append('$settings', 'any', { type: 'update-default-acl', data: JSON.stringify(acl) }));

describe('kurrentdb-rights', () => {
  it('creates the user and its rights on a new server after a “yes”, and checks them as that user', async () => {
    const { code, said, asked } = await run([], { typed: ['yes'] });
    expect({ code, asked }).toEqual({ code: 0, asked: ['Gõ "yes" để thực hiện / type "yes" to apply: '] });
    expect(said).toContain('User minhchung: missing; will be created');
    expect(said).toContain('before: not set');
    expect(said).toContain('it can read, follow and append; it cannot delete or set metadata');
    expect(await as(OURS, (own) => own.append('mc_any-1', -1n, { type: 'T', data: '{}' }))).toBe(true);
    expect(await as(OURS, (own) => own.may('delete'))).toBe(false);
    expect(await as(OTHER, (other) => other.may('append'))).toBe(false);
    await expect(as(OTHER, (other) => other.last(null))).rejects.toMatchObject({ code: 7 });
  });

  it('changes nothing the second time', async () => {
    expect((await run(['--yes'])).code).toBe(0);
    const before = server.log.all.length;
    const { code, said, asked } = await run([]);
    expect({ code, asked }).toEqual({ code: 0, asked: [] });
    expect(said).toContain('nothing was changed');
    expect(server.log.all).toHaveLength(before);
  });

  it.each([
    ['an answer that is not yes', { typed: ['y'] }],
    ['no terminal', {}],
  ])('changes nothing after %s', async (_, more) => {
    const before = server.log.all.length;
    const { code, said } = await run([], more);
    expect(code).toBe(1);
    expect(said).toContain('Nothing was changed');
    expect(server.log.all).toHaveLength(before);
    await expect(as(OURS, (own) => own.last(null))).rejects.toMatchObject({ code: 16 });
  });

  it('asks for the administrator if the environment names none, without echo of the password', async () => {
    const none = { KURRENTDB_ADMIN_USER: '', KURRENTDB_ADMIN_PASSWORD: '' };
    const { code, asked } = await run(['--yes'], { environment: none, typed: [ADMIN.username, ADMIN.password] });
    expect(code).toBe(0);
    expect(asked.map((question) => question.endsWith('hidden'))).toEqual([false, true]);
    await expect(run(['--yes'], { environment: none })).rejects.toMatchObject({ code: 'config-KURRENTDB_ADMIN_USER' });
  });

  it('gives an existing user the configured password, and enables one that was disabled', async () => {
    await run(['--yes']);
    const other = await run(['--yes'], { environment: { KURRENTDB_PASSWORD: 'geheim-3' } });
    expect(other).toMatchObject({ code: 0, said: expect.stringContaining('has another password') });
    await as({ username: OURS.username, password: 'geheim-3' }, (own) => own.last(null));
    const disabled = await run(['--yes', '--replace'], { environment: { KURRENTDB_USER: 'disabled' } });
    expect(disabled).toMatchObject({ code: 0, said: expect.stringContaining('will be enabled') });
  });

  it('does not change rights that are set already, without --add or --replace', async () => {
    const theirs = { $userStreamAcl: { $r: ['other'], $w: ['other'], $d: ['other'] } };
    await setByOthers(theirs);
    const before = await settings();
    const kept = await run(['--yes']);
    expect(kept.code).toBe(1);
    expect(kept.said).toContain(`before: ${JSON.stringify(theirs)}`);
    expect(kept.said).toContain('NOT done: other rights are set here');
    expect(await settings()).toEqual(before);

    const added = await run(['--yes', '--add']);
    // --add keeps the rights of others on metadata, so the check reports that right as too much.
    expect(added).toMatchObject({ code: 1, said: expect.stringContaining('NOT RIGHT: it may set metadata') });
    expect(await as(OTHER, (other) => other.may('append'))).toBe(true);
    expect(await as(OURS, (own) => own.may('append'))).toBe(true);

    expect(await run(['--yes', '--replace'])).toMatchObject({ code: 0 });
    expect(await as(OTHER, (other) => other.may('append'))).toBe(false);
  });

  it('adds a second ward to the rights of a first', async () => {
    await run(['--yes']);
    const second = { KURRENTDB_USER: 'ward2', KURRENTDB_PREFIX: 'ward2_' };
    expect(await run(['--yes'], { environment: second })).toMatchObject({ code: 1 });
    expect(await run(['--yes', '--add'], { environment: second })).toMatchObject({ code: 0 });
    expect(await as(OURS, (own) => own.may('append'))).toBe(true);
  });

  it.each([
    ['kurrentdb-administrator-refused', { KURRENTDB_ADMIN_USER: 'other', KURRENTDB_ADMIN_PASSWORD: OTHER.password }],
    ['kurrentdb-no-accounts', { KURRENTDB_URL: 'kurrentdb://127.0.0.1:1?tls=false' }],
    ['config-EVENT_STORE', { EVENT_STORE: 'postgres' }],
    ['config-KURRENTDB_USER', { KURRENTDB_USER: '', KURRENTDB_PASSWORD: '' }],
  ])('is refused with %s: %j', async (code, wrong) => {
    const refused = await run(['--yes'], { environment: wrong }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartRefused);
    expect(refused).toMatchObject({ code });
  });

  it('refuses a user who may do everything by its group', async () => {
    const { code, said } = await run(['--yes'], { environment: { KURRENTDB_USER: 'mighty' } });
    expect(code).toBe(1);
    expect(said).toContain('in group $ops, $admins');
  });

  it.each([[['--force']], [['--add', '--replace']], [['minhchung']]])('prints its usage for %j', async (args) => {
    expect((await run(args)).code).toBe(64);
  });

  it('gives the product enough rights to open, write and read a store as that user', async () => {
    await run(['--yes']);
    const database = await productDatabase();
    const own = { KURRENTDB_ADMIN_USER: '', KURRENTDB_ADMIN_PASSWORD: '', KURRENTDB_PREFIX: 'ward2_' };
    const config = loadConfig({ ...environment(), ...own, ...database.environment });
    const platform = await openPlatform(config, { purpose: 'WARD', keys: true, logger: silent, program: 'test' });
    const following = new AbortController();
    for await (const batch of platform.store.subscribe(0n, following.signal)) if (batch.length > 0) break;
    await platform.close();
    await database.drop();
    expect(await as(OURS, (user) => user.last(`ward2_store-${platform.declared.log}`))).toBeDefined();
  });

  it('works on the leader that a node names', async () => {
    server.faults.notLeader = 1;
    const leader = await leaderOf(addressOf(server.url), ADMIN, 5_000);
    expect(await leader.last('$settings')).toBeUndefined();
    expect(server.faults.notLeader).toBe(0);
    leader.close();
  });
});
