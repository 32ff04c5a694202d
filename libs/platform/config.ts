import { join, resolve } from 'node:path';
import { z } from 'zod';
import { checkDatabases, LOOPBACK } from './config-databases.js';
import {
  KURRENTDB,
  KURRENTDB_PASSWORD,
  KURRENTDB_PREFIX,
  KURRENTDB_USER,
  kurrent,
  type KurrentConfig,
} from './config-kurrentdb.js';
import { type AccessTokens, OIDC, oidcOf, type OutsideTarget, type Provider, providerOf } from './config-oidc.js';
import { refused, WANTED } from './config-words.js';
import type { Sentence } from './start-refused.js';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most));
const url = (protocol: RegExp) => z.url({ protocol });

/** Origins exactly as browsers send them: https, or an address of this machine; no path, no wildcard, no "null". */
const origins = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim()))
  .refine((list) => list.every(isOrigin));
const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  if (hostname.includes('*')) return false;
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname)));
}

/** Every environment variable of the product. Only this file reads the environment. */
const Environment = z.object({
  DATA_DIR: z.string().default('./data/demo').describe('Folder of the embedded PostgreSQL and of local keys'),
  DATABASE_URL: url(/^postgres(ql)?$/)
    .optional()
    .describe('A PostgreSQL of version 15 or later to use instead of the embedded one; logs in as the owner'),
  KEYS_DATABASE_URL: url(/^postgres(ql)?$/)
    .optional()
    .describe('A PostgreSQL for the keys of sealed fields, another than DATABASE_URL; logs in as the owner'),
  READINGS_DATABASE_URL: url(/^postgres(ql)?$/)
    .optional()
    .describe('A PostgreSQL for the log of readings, another than DATABASE_URL; logs in as the owner'),
  DATABASE_INSECURE: flag
    .optional()
    .describe('true: databases of other machines may be reached without TLS (private network)'),
  EVENT_STORE: z.enum(['postgres', 'kurrentdb']).default('postgres').describe('Where events are kept'),
  KURRENTDB_URL: z
    .string()
    .regex(KURRENTDB)
    .optional()
    .describe('Connection string of KurrentDB, without user and password; needed with EVENT_STORE=kurrentdb'),
  KURRENTDB_PREFIX: z
    .string()
    .regex(KURRENTDB_PREFIX)
    .default('mc_')
    .describe('Begins the name of every stream of this store; another one for each store on a server'),
  KURRENTDB_USER: z.string().regex(KURRENTDB_USER).optional().describe('User at KurrentDB, who may read $all'),
  KURRENTDB_PASSWORD: z.string().regex(KURRENTDB_PASSWORD).optional().describe('Password of that user'),
  KURRENTDB_INSECURE: flag
    .optional()
    .describe('true: KURRENTDB_URL may reach another machine without TLS (private network)'),
  KURRENTDB_ADMIN_USER: z
    .string()
    .regex(KURRENTDB_USER)
    .optional()
    .describe('An administrator of KurrentDB; read by `minhchung kurrentdb-rights` alone, which else asks for it'),
  KURRENTDB_ADMIN_PASSWORD: z
    .string()
    .regex(KURRENTDB_PASSWORD)
    .optional()
    .describe('Password of that administrator; leave it unset for every other program'),
  HOST: z
    .string()
    .regex(LOOPBACK)
    .default('127.0.0.1')
    .describe('Address to listen on; a loopback address only, behind a proxy that ends TLS'),
  PORT: whole(0, 65_535).default(7420).describe('Port to listen on; 0 takes a free one'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('Least level that is logged; above `info` sign-ins and what was not valid leave no line'),
  PROJECTIONS: z
    .enum(['inside', 'off'])
    .default('inside')
    .describe('inside: the API runs the projections itself; off: a worker does'),
  REQUEST_BODY_LIMIT_BYTES: whole(1024, 16 * 1024 * 1024)
    .default(256 * 1024)
    .describe('Largest body of a request that is read'),
  COSTLY_REQUESTS_PER_MINUTE: whole(1, 1_000_000)
    .default(120)
    .describe('Answers that take long (exports, series, what-if, histories) given to one person in a minute'),
  DEPLOYMENT: z
    .enum(['isolated', 'connected'])
    .default('isolated')
    .describe('connected: this machine has a way to the Internet, so what must not be known beforehand is refused'),
  ALLOWED_ORIGINS: origins
    .default([])
    .describe('Pages of these origins may read the API with a token of their own; comma-separated'),
  PUBLIC_ORIGIN: z
    .string()
    .refine(isOrigin)
    .optional()
    .describe(
      'Origin by which browsers reach the product, where a TLS proxy stands before it; https has browsers insist on it',
    ),
  API_DOCUMENT: onOff
    .optional()
    .describe('on: the programming interface is documented at /api/docs; unless told, of a demo alone'),
  METRICS: onOff
    .optional()
    .describe('on: figures of the process at /metrics, for whoever may read them; unless told, of a demo alone'),
  POOL_SIZE: whole(2, 80).default(10).describe('Most connections to PostgreSQL at a time'),
  MASTER_KEY_FILE: z
    .string()
    .optional()
    .describe('File of the master key, readable by its owner alone; the ring key is kept beside it'),
  ...OIDC,
});
type Environment = z.infer<typeof Environment>;
type Variable = keyof Environment;

/** Names of all variables, for compose files, unit files and tests. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(Environment.shape);

export interface Config {
  /** Absolute path. */
  readonly dataDir: string;
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Undefined: a separate database beside `databaseUrl`, or in the embedded PostgreSQL. */
  readonly keysDatabaseUrl: string | undefined;
  /** Undefined: a separate database beside `databaseUrl`, or in the embedded PostgreSQL. */
  readonly readingsDatabaseUrl: string | undefined;
  /** Absolute path. */
  readonly masterKeyFile: string;
  readonly eventStore: { readonly kind: 'postgres' } | ({ readonly kind: 'kurrentdb' } & KurrentConfig);
  readonly host: string;
  readonly port: number;
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly projections: Environment['PROJECTIONS'];
  readonly requestBodyLimitBytes: number;
  readonly costlyRequestsPerMinute: number;
  readonly deployment: 'isolated' | 'connected';
  /** Origins whose pages may read answers; default: none. */
  readonly allowedOrigins: readonly string[];
  /** Undefined: clients use the listening address. */
  readonly publicOrigin: string | undefined;
  /** Undefined: depends on the purpose of the store. */
  readonly apiDocument: boolean | undefined;
  /** Undefined: depends on the purpose of the store. */
  readonly metrics: boolean | undefined;
  readonly poolSize: number;
  /** Whose access tokens programs may bring; undefined: nobody's. */
  readonly oidc: AccessTokens | undefined;
  /** Where browsers may sign in; undefined: with a name and a password of this store only. */
  readonly provider: Provider | undefined;
  /** Every origin that the product may call, its stores apart; empty on an isolated machine. */
  readonly outside: readonly OutsideTarget[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment; values in `instead` take precedence. An empty variable counts as
 * absent. A refusal never repeats a value, because it may be a password.
 * @throws StartRefused `config-<VARIABLE>`, which names the variable and what it requires
 */
export function loadConfig(environment: Variables = process.env, instead: Variables = {}): Config {
  const given = Object.fromEntries(
    Object.entries({ ...environment, ...instead }).filter(([, value]) => value !== undefined && value !== ''),
  );
  for (const name of Object.keys(given)) if (name.startsWith('MINHCHUNG_')) throw refused(name, UNKNOWN);
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const name = CONFIG_VARIABLES.find((variable) => parsed.error.issues.some(({ path }) => path[0] === variable));
    throw isVariable(name) ? refused(name, WANTED[name]) : parsed.error;
  }
  const env = parsed.data;
  checkDatabases(env, env.DATABASE_INSECURE === true);
  const dataDir = resolve(env.DATA_DIR);
  const provider = providerOf(env);
  return {
    dataDir,
    databaseUrl: env.DATABASE_URL,
    keysDatabaseUrl: env.KEYS_DATABASE_URL,
    readingsDatabaseUrl: env.READINGS_DATABASE_URL,
    masterKeyFile: resolve(env.MASTER_KEY_FILE ?? join(dataDir, 'keys', 'master.key')),
    eventStore: env.EVENT_STORE === 'kurrentdb' ? { kind: 'kurrentdb', ...kurrent(env) } : { kind: 'postgres' },
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
    projections: env.PROJECTIONS,
    requestBodyLimitBytes: env.REQUEST_BODY_LIMIT_BYTES,
    costlyRequestsPerMinute: env.COSTLY_REQUESTS_PER_MINUTE,
    deployment: env.DEPLOYMENT,
    allowedOrigins: env.ALLOWED_ORIGINS,
    publicOrigin: env.PUBLIC_ORIGIN,
    apiDocument: env.API_DOCUMENT,
    metrics: env.METRICS,
    poolSize: env.POOL_SIZE,
    oidc: oidcOf(env),
    provider,
    outside: provider ? [provider.target] : [],
  };
}

const isVariable = (name: string | undefined): name is Variable => name !== undefined && name in WANTED;

const UNKNOWN: Sentence = {
  vi: 'không phải là biến của chương trình; xem docs/operations.md',
  en: 'is not a variable of this program; see docs/operations.md',
};

/** Name, default and meaning of each variable, as docs/operations.md has them. */
export function describeConfig(): { name: string; about: string }[] {
  return Object.entries(Environment.shape).map(([name, schema]) => ({ name, about: schema.description ?? '' }));
}
