import { beforeAll, describe, expect, it } from '@jest/globals';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { sections } from '../../apps/api/operations/operations.js';
import { NO_EXAMPLE } from '#platform/http/openapi-examples';
import type { JsonSchema } from '../support/oracles/json-schema.js';
import { previewedApi } from '../support/servers/routes.js';
import { committedText, documentText } from './committed.js';

interface Content {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly 'x-handler': string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

let operations: readonly (readonly [name: string, operation: Operation])[];
let schemas: Readonly<Record<string, JsonSchema>>;
let text: string;
beforeAll(async () => {
  const { document } = await previewedApi();
  text = await documentText();
  schemas = document.components?.schemas as typeof schemas;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, one]) => [`${method} ${path}`, one] as const),
  );
});

/** The bodies of an operation and of its answers, other than problems. */
const contents = ({ requestBody, responses }: Operation) => [
  ...Object.entries(requestBody?.content ?? {}),
  ...Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content = {} }]) => Object.entries(content)),
];
const target = (schema: JsonSchema): JsonSchema =>
  schema.$ref === undefined ? schema : (schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {});

describe("the API's document", () => {
  it('is the committed one', () => {
    // If this fails: npm run openapi, and state breaks of the interface in docs/changes.md.
    expect(committedText() === text).toBe(true);
  });

  it('has a text in both languages for every operation, under a name of its own', () => {
    const without = operations.filter(([, { summary, description }]) => !summary?.includes(' · ') || !description);
    // Add `method: [name, Vietnamese, English]` under the controller in apps/api/operations.
    expect(without.map(([name, one]) => `${name} (${one['x-handler']})`)).toEqual([]);
    const names = operations.map(([, { operationId }]) => operationId);
    expect(names.filter((name, at) => names.indexOf(name) !== at || !/^[a-z][A-Za-z]+$/.test(name))).toEqual([]);
  });

  it('has a value in its examples for every text', () => {
    // Add the field to libs/platform/http/openapi-example-values.ts.
    expect([...new Set(text.match(new RegExp(`${NO_EXAMPLE}\\w*`, 'gu')))]).toEqual([]);
  });

  it('has no text of an operation that there is not', () => {
    const handlers = new Set(operations.map(([, one]) => one['x-handler']));
    const told = sections.flatMap((one) =>
      Object.entries(one.operations).flatMap(([controller, all]) =>
        Object.keys(all).map((method) => `${controller}_${method}`),
      ),
    );
    expect(told.filter((handler) => !handlers.has(handler))).toEqual([]);
  });

  it('has an example of every body and every answer', () => {
    const without = operations.flatMap(([name, one]) =>
      contents(one).flatMap(([type, content]) =>
        'example' in content || 'not' in target(content.schema) ? [] : [`${name} ${type}`],
      ),
    );
    expect(without).toEqual([]);
  });

  it('has only examples that its schemas allow, with every member', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'api', components: { schemas } });
    const wrong = operations.flatMap(([name, one]) =>
      contents(one).flatMap(([type, { schema, example }]) => {
        if (type !== 'application/json' || example === undefined) return [];
        const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as object;
        const check = ajv.compile(rooted);
        const missing = Object.keys(target(schema).properties ?? {}).filter(
          (member) => !Object.hasOwn(Object(example) as object, member),
        );
        return check(example) && missing.length === 0
          ? []
          : [`${name}: ${ajv.errorsText(check.errors)}; missing: ${missing.join(', ')}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('names every schema of a body or an answer, and no schema by a number', () => {
    const nameless = operations.flatMap(([name, one]) =>
      contents(one).flatMap(([type, { schema }]) =>
        type === 'application/json' && schema.$ref === undefined ? [name] : [],
      ),
    );
    expect(nameless).toEqual([]);
    expect(Object.keys(schemas).filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
  });
});
