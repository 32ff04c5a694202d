import { describe, expect, it } from '@jest/globals';
import { Unavailable } from '#platform/event-store/event-store';
import { loadConfig } from '#platform/config';
import { greeting } from './api/greeting.js';
import { logVariables, placeOfTables, refusalOfLog, storeVariables } from './log-place.js';

const KURRENTDB = {
  EVENT_STORE: 'kurrentdb',
  KURRENTDB_URL: 'kurrentdb://db.example,db2.example:2114?tls=true',
  KURRENTDB_USER: 'mc-user',
  KURRENTDB_PASSWORD: 'geheim',
  KURRENTDB_PREFIX: 'ward2_',
};
const DATABASE = { DATABASE_URL: 'postgresql://localhost/db' };

describe('advice', () => {
  it.each([
    ['DATA_DIR', 'DATA_DIR', {}],
    ['DATABASE_URL', 'DATABASE_URL', DATABASE],
    ['KURRENTDB_URL or KURRENTDB_PREFIX', 'KURRENTDB_PREFIX and DATA_DIR', KURRENTDB],
    ['KURRENTDB_URL or KURRENTDB_PREFIX', 'KURRENTDB_PREFIX and DATABASE_URL', { ...KURRENTDB, ...DATABASE }],
  ])('names the variables of the log, %s, and of a separate store, %s', (log, store, environment) => {
    const config = loadConfig(environment);
    expect(logVariables(config).en).toBe(log);
    expect(storeVariables(config).en).toBe(store);
  });

  it('is a refusal if KurrentDB stops answering while a store is opened, and the original error otherwise', () => {
    const error = new Unavailable('gone');
    expect(refusalOfLog(error, loadConfig({}))).toBe(error);
    const other = new Error('a fault');
    expect(refusalOfLog(other, loadConfig(KURRENTDB))).toBe(other);
    expect(refusalOfLog(error, loadConfig(KURRENTDB))).toMatchObject({ code: 'kurrentdb-stopped-answering' });
  });
});

describe('the greeting', () => {
  const greeted = (environment: Record<string, string>, demo: Parameters<typeof greeting>[0]['demo']) =>
    greeting({ address: 'http://127.0.0.1:7420', config: loadConfig(environment), demo, documented: false });
  const account = { usernames: ['a'], password: 'p', token: 't' };

  it.each([null, account])('names KurrentDB, its nodes and its prefix, and no account: %j', (demo) => {
    const text = greeted(KURRENTDB, demo);
    expect(text).toContain('KurrentDB tại db.example:2113, db2.example:2114, tiền tố ward2_');
    expect(text).toContain('KurrentDB at db.example:2113, db2.example:2114, prefix ward2_');
    expect(text).not.toMatch(/geheim|mc-user/);
  });

  it('does not mention KurrentDB if the log is in PostgreSQL', () => {
    expect(greeted({}, null)).not.toContain('KurrentDB');
    expect(greeted(DATABASE, null)).toContain('DATABASE_URL: hồ sơ THẬT');
    expect(placeOfTables(loadConfig({ DATA_DIR: '/data' }))).toBe('/data');
  });
});
