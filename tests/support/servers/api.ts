import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { DestinationStream } from 'pino';
import { Uuid } from '#kernel/ids';
import type { Purpose } from '#platform/commands/store-declaration';
import { loadConfig } from '#platform/config';
import type { Feature } from '#platform/feature';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../../apps/api/api.js';
import { features as ownFeatures } from '../../../apps/features.js';
import { Entered } from '../worlds/entered.js';
import { grantRoles, signedIn } from '../worlds/grants.js';
import type { JsonSchema } from '../oracles/json-schema.js';
import { productDatabase } from './postgres.js';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}

export interface TestApi {
  readonly api: Api;
  /** Settings that name its databases and its log, for other programs of the product. */
  readonly environment: Readonly<Record<string, string>>;
  /** Headers of a request of the tester. */
  readonly tester: Readonly<Record<string, string>>;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answered>;
  /** Enters persons in the register. */
  readonly entered: Entered;
  /**
   * Sends JSON, or a text unchanged, under a new key, unless the headers contain a key. Persons whom the body names are
   * entered in the register first, unless the headers contain `nobody-entered`.
   */
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answered>;
  /**
   * Sends bytes over a socket of its own and returns everything that it receives until the server closes the socket.
   */
  readonly raw: (bytes: string | Buffer) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** A header that the product ignores: the test itself enters the persons whom it names, or does not. */
export const NOBODY_ENTERED = 'nobody-entered';

/** The person who sends the requests of a test, in every role, unless the test names another person. */
export const TESTER = Uuid.parse('00000000-0000-4000-8000-0000000000aa');

/**
 * Starts the whole product on databases of its own, listening on a free port.
 *
 * @param environment settings besides the databases
 * @param more the purpose of the store (default: DEMO), the stream for log lines, the features (default: the product's)
 */
export async function testApi(
  environment: Record<string, string> = {},
  {
    purpose = 'DEMO',
    log = process.stderr,
    features = ownFeatures,
  }: { readonly purpose?: Purpose; readonly log?: DestinationStream; readonly features?: readonly Feature[] } = {},
): Promise<TestApi> {
  const database = await productDatabase();
  const own = { PORT: '0', LOG_LEVEL: 'error', COSTLY_REQUESTS_PER_MINUTE: '100000' };
  const config = loadConfig({ ...database.environment, ...own, ...environment });
  const api = await startApi(config, { logger: createLogger(config.logLevel, log), purpose, features });
  await grantRoles(api, TESTER);
  const tester = await signedIn(api, TESTER);
  const send = async (path: string, init: RequestInit): Promise<Answered> => {
    const headers = { ...tester, ...(init.headers as Record<string, string>) };
    const response = await fetch(new URL(path, api.address), { ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const json: unknown = isJson ? JSON.parse(text) : undefined;
    return { status: response.status, headers: Object.fromEntries(response.headers), text, json };
  };
  const post = (path: string, body: string, headers: Record<string, string>) =>
    send(path, { method: 'POST', headers, body });
  const entered = new Entered(post, async () => {
    const clerk = Uuid.parse(randomUUID());
    await grantRoles(api, clerk, ['clerk']);
    return signedIn(api, clerk);
  });
  return {
    api,
    environment: database.environment,
    tester,
    entered,
    get: (path, headers = {}) => send(path, { headers }),
    post: async (path, body, headers = {}) => {
      if (headers[NOBODY_ENTERED] === undefined) await entered.before(path, body);
      const key = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      return post(path, typeof body === 'string' ? body : JSON.stringify(body), { ...key, ...headers });
    },
    raw: (bytes) =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(new URL(api.address).port), '127.0.0.1');
        let received = '';
        socket.on('data', (chunk) => (received += chunk.toString('utf8')));
        socket.on('error', reject);
        socket.on('close', () => {
          resolve(received);
        });
        socket.end(bytes);
      }),
    close: async () => {
      await api.close();
      await database.drop();
    },
  };
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  /** The class and the method that handle it. */
  readonly operationId: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: JsonSchema }[];
  readonly body: JsonSchema | undefined;
  /** The permission that a caller needs; undefined for a route that is open to everybody. */
  readonly permission: string | undefined;
  /** Whether the answer is a stream of events, which lasts until the caller closes the connection. */
  readonly endless: boolean;
  /** Schema of the answer by status; `4XX` and `5XX` are included. */
  readonly answers: Readonly<Record<string, JsonSchema>>;
}

interface Document {
  readonly paths: Record<
    string,
    Record<
      string,
      {
        readonly 'x-handler': string;
        readonly 'x-permission'?: string;
        readonly parameters?: Operation['parameters'];
        readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonSchema }> };
        readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: JsonSchema }> }>;
      }
    >
  >;
  readonly components: { readonly schemas: Record<string, JsonSchema> };
}

/** Every operation of the API's own document, and a check of answers against the documented schemas. */
export async function described({ get }: TestApi) {
  const document = (await get('/api/openapi.json')).json as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', components: document.components });
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses, ...more }]): Operation => ({
      method: method.toUpperCase(),
      path,
      operationId: more['x-handler'],
      permission: more['x-permission'],
      parameters,
      body: requestBody?.content['application/json']?.schema,
      endless: Object.values(responses).some(({ content = {} }) => 'text/event-stream' in content),
      answers: Object.fromEntries(
        Object.entries(responses).flatMap(([status, { content = {} }]) => {
          const [body] = Object.values(content);
          if (body) return [[status, body.schema] as const];
          return status === '204' ? [[status, {}] as const] : [];
        }),
      ),
    })),
  );
  const rooted = (schema: JsonSchema): object =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as object;
  const checks = new Map<string, ReturnType<typeof ajv.compile>>();
  return {
    document,
    operations,
    components: document.components.schemas,
    /** How an answer differs from its documented schema; null if it does not. */
    objection: (operation: Operation, status: number, body: unknown): string | null => {
      const documented = String(status) in operation.answers ? String(status) : `${String(status)[0]}XX`;
      const schema = operation.answers[documented];
      if (!schema) return `status ${status} is not documented`;
      const name = `${operation.method} ${operation.path} ${documented}`;
      const check = checks.get(name) ?? ajv.compile(rooted(schema));
      checks.set(name, check);
      return check(body) ? null : ajv.errorsText(check.errors);
    },
  };
}
