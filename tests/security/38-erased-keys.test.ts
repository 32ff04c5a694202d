import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cpSync, createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import type { Role } from '#features/access';
import { erasure } from '#features/erasure';
import { Instant } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { loadConfig } from '#platform/config';
import { sideUrl } from '#platform/db/side-database';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { attack, type Attacked, filesBelow } from '../support/oracles/attack-on-data-folder.js';
import { ask } from '../support/servers/held-server.js';
import { temporaryFolder } from '../support/servers/temporary-folder.js';
import { Entered } from '../support/worlds/entered.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';

// A product as a small ward runs it: everything that it keeps is below one folder, its log file included.
type Headers = Readonly<Record<string, string>>;
const uuid = (): Uuid => Uuid.parse(randomUUID());
const ROLES = ['clerk', 'inspection-chair', 'committee', 'operator'] as const satisfies readonly Role[];
const persons = new Map(ROLES.map((role) => [role, uuid()]));
const personOf = (role: (typeof ROLES)[number]): Uuid => persons.get(role) ?? uuid();
/** Members whose forms of discipline, posts and reasons are sealed. */
const [erased, kept, twin] = [uuid(), uuid(), uuid()];
const caseOf = new Map<Uuid, Uuid>();

let folder: string;
let dataDir: string;
let api: Api;
let headers: ReadonlyMap<string, Headers>;
let records: readonly EventRecord[];
let log: Uuid;
/** A copy of the folder of the keys from before the erasure. */
let older: string;
let homes: readonly string[];

async function start(): Promise<void> {
  const lines = createWriteStream(join(dataDir, 'product.log'), { flags: 'a' });
  await new Promise((resolve) => lines.once('open', resolve));
  api = await startApi(loadConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'trace' }), {
    logger: createLogger('trace', lines),
  });
  stop = async () => {
    await api.close();
    lines.end();
    await finished(lines);
  };
}
let stop = (): Promise<void> => Promise.resolve();

beforeAll(async () => {
  folder = temporaryFolder();
  dataDir = join(folder, 'data');
  older = join(folder, 'older-keys');
  const server = await startEmbeddedPostgres({ dataDir });
  homes = [...new Set([dataDir, server.home])];
  await server.stop();
  await start();
  log = api.platform.declared.log;
  for (const [role, person] of persons) await grantRoles(api, person, [role]);
  headers = new Map(
    await Promise.all([...persons].map(async ([role, id]) => [role, await signedIn(api, id)] as const)),
  );
  const ward = { name: 'Đảng bộ phường Thử Nghiệm', type: 'WARD_ORGANIZATION', parentId: null };
  const wardId = await post('/api/organizations', { ...ward, establishedOn: '2025-07-01' });
  const cell = { name: 'Chi bộ 1', type: 'BASE_CELL', parentId: wardId, establishedOn: '2025-07-01' };
  const organizationId = await post('/api/organizations', cell);
  const entered = new Entered((path, body, more) => send(path, { method: 'POST', body, headers: more }));
  for (const [n, memberId] of [erased, kept, twin].entries()) {
    const subject = { class: 'OFFICIAL_MEMBER', organizationId, memberId };
    await entered.enter(memberId);
    const opening = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn: '2025-09-01', note: `ghi chú kín ${n}` };
    const id = await post('/api/discipline-cases', opening);
    caseOf.set(memberId, id);
    const ending = { on: '2025-09-20', reason: 'DECEASED', note: `lý do kín ${n}` };
    await post(`/api/discipline-cases/${id}/not-imposed`, ending, { 'if-match': '"0"' });
  }
  records = (await api.platform.store.readAll(0n, 10_000)).map(({ record }) => record);
}, 180_000);
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

const send = async (path: string, init: RequestInit, role: (typeof ROLES)[number] = 'clerk') => {
  const answer = await fetch(new URL(path, api.address), {
    ...init,
    headers: { ...headers.get(role), ...(init.headers as Headers | undefined) },
  });
  return { status: answer.status, text: await answer.text() };
};

/** Sends a command that must succeed. @returns the id that the receipt names, if any */
async function post(path: string, body: object, more: Headers = {}, role?: (typeof ROLES)[number]): Promise<Uuid> {
  const init = { method: 'POST', body: JSON.stringify(body) };
  const own = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...more };
  const { status, text } = await send(path, { ...init, headers: own }, role);
  expect([path, status, status === 201 ? '' : text]).toEqual([path, 201, '']);
  const { id } = z.looseObject({ id: Uuid.optional() }).parse(JSON.parse(text));
  return id ?? uuid();
}

/** Requests and approves an erasure at a past time, by the injected clock of a demo store, and executes it now. */
async function erase(ownerKind: 'person' | 'case', id: Uuid): Promise<void> {
  const stream = streamId(erasure.category, id);
  const document = { number: null, signedOn: null };
  for (const [role, command] of [
    ['clerk', { type: 'RequestErasure', data: { ownerKind, legalBasis: 'RETENTION_OVER', document } }],
    ['inspection-chair', { type: 'ApproveErasure', data: {} }],
  ] as const) {
    const commandId = uuid();
    await api.platform.executor.execute(erasure, stream, command, {
      commandId,
      correlationId: commandId,
      causationId: null,
      expectedRevision: null,
      facts: { hasKey: true },
      actor: { id: personOf(role), role, organizationId: null, delegationId: null },
      recordedAt: Instant.parse('2025-10-01T02:00:00.000Z'),
    });
  }
  await post(`/api/erasures/${id}/execution`, {}, { 'if-match': '"1"' }, 'operator');
}

const attacked = (more: readonly string[] = []) =>
  attack({ log, folders: [...homes, ...more], masterKeyFile: join(dataDir, 'keys', 'master.key'), records });
const about = (memberId: Uuid, found: readonly Attacked[]): readonly (string | null)[] =>
  found
    .filter(({ stream }) => stream === streamId('disciplineCase', caseOf.get(memberId) ?? memberId))
    .map(({ content }) => content);
const everythingOf = (n: number) => [`ghi chú kín ${n}`, `lý do kín ${n}`, 'DECEASED'];
const filesWith = (text: string) => filesBelow(homes).filter(({ bytes }) => bytes.includes(text));

describe('somebody who has every file of the data folder, the master key and the program', () => {
  it('reads what is not erased, so this attack works', async () => {
    for (const [n, member] of [erased, kept, twin].entries())
      expect(about(member, await attacked())).toEqual(everythingOf(n));
  });

  it('reads nothing of an erased person and case: not while the product runs, nor afterwards', async () => {
    const nothing = async () => {
      const found = await attacked();
      expect(about(erased, found)).toEqual([null, null, null]);
      expect(about(kept, found)).toEqual(everythingOf(1));
    };
    const path = `/api/discipline-cases/${caseOf.get(erased)}`;
    expect((await send(path, {})).text).toContain('ghi chú kín 0');
    cpSync(join(dataDir, 'keys'), older, { recursive: true });
    await erase('person', erased);
    await erase('case', caseOf.get(erased) ?? erased);
    await nothing();
    expect((await send(path, {})).text).not.toContain('kín 0');
    expect((await send(`/api/discipline-cases/${caseOf.get(kept)}`, {})).text).toContain('ghi chú kín 1');
    await stop();
    await nothing();
    await start();
    await nothing();
    expect(filesWith(erased).length).toBeGreaterThan(0); // the search finds what is there
    expect(filesWith('kín 0').map((file) => file.path)).toEqual([]);
  });

  it('reads the erased again with an older copy of the ring key, so copies of it must not be kept', async () => {
    expect(about(erased, await attacked([older]))).toEqual(everythingOf(0));
  });

  it('reads a person whose key was destroyed without a change of the ring key', async () => {
    await stop();
    const server = await startEmbeddedPostgres({ dataDir });
    const owners = [twin, caseOf.get(twin)].map((id) => `'${id}'`).join(', ');
    await ask(
      sideUrl(server.url, 'keys'),
      `update keys.data_keys set wrapped = null, ring_id = null, erased_on = '2026-11-30' where owner_id in (${owners})`,
    );
    await ask(sideUrl(server.url, 'keys'), 'vacuum full keys.data_keys');
    await server.stop();
    expect(about(twin, await attacked())).toEqual(everythingOf(2));
    await start();
    const shown = await send(`/api/discipline-cases/${caseOf.get(twin)}`, {});
    expect(shown.text).not.toContain('kín 2'); // the program itself no longer opens it
    expect(about(twin, await attacked())).toEqual(everythingOf(2));
  });
});
