import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CONFIG_VARIABLES, describeConfig, loadConfig } from './config.js';
import { StartRefused } from './start-refused.js';

function refusal(environment: Record<string, string>): StartRefused {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof StartRefused) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** Settings with which browsers may sign in at an identity provider. */
const BROWSERS = {
  OIDC_ISSUER: 'https://id.example/ward',
  OIDC_CLIENT_ID: 'minh-chung',
  OIDC_CLIENT_SECRET_FILE: 'secret.txt',
  PUBLIC_ORIGIN: 'https://minh-chung.example',
  DEPLOYMENT: 'connected',
};

describe('the configuration', () => {
  it('of an empty environment is the demo on this machine', () => {
    expect(loadConfig({})).toEqual({
      allowedOrigins: [],
      dataDir: `${process.cwd()}/data/demo`,
      databaseUrl: undefined,
      keysDatabaseUrl: undefined,
      readingsDatabaseUrl: undefined,
      masterKeyFile: `${process.cwd()}/data/demo/keys/master.key`,
      eventStore: { kind: 'postgres' },
      host: '127.0.0.1',
      port: 7420,
      logLevel: 'info',
      projections: 'inside',
      requestBodyLimitBytes: 262_144,
      costlyRequestsPerMinute: 120,
      deployment: 'isolated',
      outside: [],
      poolSize: 10,
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toEqual(loadConfig({}));
  });

  it('takes a KurrentDB with an account of its own, and a prefix', () => {
    const KURRENTDB_URL = 'kurrentdb://a:2114,b,c:2113?tls=true';
    const account = { KURRENTDB_USER: 'mc', KURRENTDB_PASSWORD: 'p@ss:w/ord%20?#&=+ ~1' };
    expect(
      loadConfig({ EVENT_STORE: 'kurrentdb', KURRENTDB_URL, KURRENTDB_PREFIX: 'ward2_', ...account }).eventStore,
    ).toEqual({
      kind: 'kurrentdb',
      url: KURRENTDB_URL,
      place: 'a:2114, b:2113, c:2113',
      prefix: 'ward2_',
      credentials: { username: 'mc', password: account.KURRENTDB_PASSWORD },
      administrator: {},
    });
  });

  it.each([
    { DATABASE_URL: 'postgresql://u:p@127.0.0.1/db' },
    { DATABASE_URL: 'postgresql://u@localhost/db?host=/run/postgresql' },
    { DATABASE_URL: 'postgresql://u:p@db.example/db?sslmode=verify-full' },
    { DATABASE_URL: 'postgresql://u:p@postgres:5432/db', DATABASE_INSECURE: 'true' },
    { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://localhost:2113?tls=false' },
    { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://kurrentdb:2113?tls=false', KURRENTDB_INSECURE: 'true' },
    { PUBLIC_ORIGIN: 'https://minh-chung.example:8443' },
    { OIDC_ISSUER: 'https://id.example', OIDC_AUDIENCE: 'minh-chung', OIDC_JWKS_FILE: 'keys.json' },
    BROWSERS,
    { HOST: '::1' },
    { PORT: '0' },
  ])('accepts %j', (environment) => {
    expect(() => loadConfig(environment)).not.toThrow();
  });

  it.each([
    ['EVENT_STORE', { EVENT_STORE: 'memory' }],
    ['HOST', { HOST: '0.0.0.0' }],
    ['HOST', { HOST: '192.168.1.5' }],
    ['HOST', { HOST: '127.0.0.1.example.org' }],
    ['PORT', { PORT: '70000' }],
    ['PORT', { PORT: '0x50' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'silent' }],
    ['PROJECTIONS', { PROJECTIONS: 'outside' }],
    ['POOL_SIZE', { POOL_SIZE: '0' }],
    ['REQUEST_BODY_LIMIT_BYTES', { REQUEST_BODY_LIMIT_BYTES: '1e9' }],
    ['DEPLOYMENT', { DEPLOYMENT: 'offline' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: '*' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'null' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'http://dash.example' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'https://dash.example/' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'https://dash.example,https://*.example' }],
    ['PUBLIC_ORIGIN', { PUBLIC_ORIGIN: 'http://minh-chung.example' }],
    ['PUBLIC_ORIGIN', { PUBLIC_ORIGIN: 'https://minh-chung.example/' }],
    ['PUBLIC_ORIGIN', { PUBLIC_ORIGIN: 'https://geheim@minh-chung.example' }],
    ['PUBLIC_ORIGIN', { PUBLIC_ORIGIN: 'https://a.example,https://b.example' }],
    ['OIDC_ISSUER', { OIDC_ISSUER: 'http://id.example', OIDC_AUDIENCE: 'a', OIDC_JWKS_FILE: 'keys.json' }],
    ['OIDC_ISSUER', Object.assign({}, BROWSERS, { OIDC_ISSUER: 'https://u:geheim@id.example' })],
    ['OIDC_ISSUER', { OIDC_AUDIENCE: 'a', OIDC_JWKS_FILE: 'keys.json' }],
    ['OIDC_ISSUER', { OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET_FILE: 'geheim' }],
    ['OIDC_AUDIENCE', { OIDC_ISSUER: 'https://id.example' }],
    ['OIDC_JWKS_FILE', Object.assign({}, BROWSERS, { OIDC_AUDIENCE: 'a' })],
    ['OIDC_CLIENT_ID', Object.assign({}, BROWSERS, { DEPLOYMENT: '' })],
    ['OIDC_CLIENT_ID', Object.assign({}, BROWSERS, { PUBLIC_ORIGIN: '' })],
    ['OIDC_CLIENT_ID', Object.assign({}, BROWSERS, { OIDC_CLIENT_ID: 'geheim id' })],
    ['OIDC_CLIENT_SECRET_FILE', Object.assign({}, BROWSERS, { OIDC_CLIENT_SECRET_FILE: '' })],
    ['OIDC_INSIDE', Object.assign({}, BROWSERS, { OIDC_INSIDE: 'yes' })],
    ['API_DOCUMENT', { API_DOCUMENT: 'true' }],
    ['METRICS', { METRICS: 'yes' }],
    ['COSTLY_REQUESTS_PER_MINUTE', { COSTLY_REQUESTS_PER_MINUTE: '0' }],
    ['KEYS_DATABASE_URL', { KEYS_DATABASE_URL: 'mysql://localhost/db' }],
    ['KEYS_DATABASE_URL', { KEYS_DATABASE_URL: 'postgresql://db.example/keys' }],
    [
      'KEYS_DATABASE_URL',
      { DATABASE_URL: 'postgresql://a@localhost/db', KEYS_DATABASE_URL: 'postgresql://b:c@127.0.0.1:5432/db' },
    ],
    [
      'READINGS_DATABASE_URL',
      { KEYS_DATABASE_URL: 'postgresql://localhost/db', READINGS_DATABASE_URL: 'postgresql://localhost/db' },
    ],
    ['READINGS_DATABASE_URL', { READINGS_DATABASE_URL: 'postgresql://localhost/db?options=-c+fsync=off' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/db' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgresql://localhost/db?options=-c%20synchronous_commit%3Doff' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgresql://localhost/db?options=-c+fsync=off' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgresql://localhost/db?options=-csession_replication_role=replica' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgresql://u:geheim@db.example/db' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgresql://u:geheim@db.example/db?sslmode=disable' }],
    ['KURRENTDB_URL', { EVENT_STORE: 'kurrentdb' }],
    ['KURRENTDB_URL', { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'http://localhost:2113' }],
    ['KURRENTDB_URL', { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://u:geheim@localhost:2113' }],
    ['KURRENTDB_URL', { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://localhost:2113?mem-db=true' }],
    ['KURRENTDB_URL', { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://db.example:2113?tls=false' }],
    [
      'KURRENTDB_URL',
      { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://localhost:2113,db.example:2113?tls=false' },
    ],
    ['KURRENTDB_URL', { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://db.example:2113?tls_verify-cert=false' }],
    ['KURRENTDB_USER', { KURRENTDB_USER: 'geheim:1' }],
    ['KURRENTDB_PASSWORD', { KURRENTDB_PASSWORD: 'geheim\n1' }],
    ['KURRENTDB_ADMIN_PASSWORD', { KURRENTDB_ADMIN_PASSWORD: 'geheim-ế' }],
    ['KURRENTDB_PREFIX', { KURRENTDB_PREFIX: '$mc_' }],
    ['KURRENTDB_PREFIX', { KURRENTDB_PREFIX: 'mc' }],
    ['KURRENTDB_PREFIX', { KURRENTDB_PREFIX: '_' }],
    ['KURRENTDB_PREFIX', { KURRENTDB_PREFIX: 'log_' }],
    ['KURRENTDB_PREFIX', { KURRENTDB_PREFIX: 'mc_engagement_' }],
    [
      'KURRENTDB_PASSWORD',
      { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://localhost:2113', KURRENTDB_USER: 'mc' },
    ],
    ['MINHCHUNG_PORT', { MINHCHUNG_PORT: '80' }],
  ])('refuses %s by name, in both languages and without its value: %j', (name, environment) => {
    const { code, sentence } = refusal(environment);
    expect(code).toBe(`config-${name}`);
    expect(sentence.vi).toContain(name);
    expect(sentence.en).toContain(name);
    expect(sentence.vi + sentence.en).not.toContain('geheim');
  });

  it('names each origin that may be called, and the one address to which a provider sends browsers back', () => {
    const { outside, provider, oidc } = loadConfig(Object.assign({}, BROWSERS, { OIDC_SECOND_FACTOR: 'mfa,urn:two' }));
    expect(outside).toEqual([{ purpose: 'identity provider', origin: 'https://id.example', inside: false }]);
    expect(provider?.redirectUri).toBe('https://minh-chung.example/sign-in/provider/answer');
    expect([provider?.secondFactor, oidc]).toEqual([['mfa', 'urn:two'], undefined]);
  });

  it('stands in docs/operations.md variable by variable', () => {
    const documented = [
      ...readFileSync('docs/operations.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\| .+? \| (.+?) +\|$/gm),
    ];
    expect(documented.map(([, name, about]) => ({ name, about }))).toEqual(describeConfig());
    expect(describeConfig().map(({ name }) => name)).toEqual(CONFIG_VARIABLES);
  });
});
