import { applyDecorators, UseInterceptors } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOkResponse, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { exampleOf } from './openapi-examples.js';
import { descriptionOf, type Operation, type Section, textOf } from './openapi-texts.js';
import { memberPathsIn, tellsPersons, withPersons } from './persons-told.js';
import { ProblemBody } from './problems.js';

/** Whether the API's document is served. */
export const DOCUMENTED = Symbol('whether the API is described');

const DESCRIPTION = `Hồ sơ kiểm tra, giám sát, kỷ luật: mọi thay đổi là một sự kiện, mọi số liệu truy được về sự kiện.
Records of inspections, supervisions and disciplinary decisions: every change is an event, every figure leads back to events.

Commands take \`Idempotency-Key\`; queries take \`asOf\`, \`knownAt\`, \`after\`; errors are problem+json in both languages.`;

/** Values of any form: a schema that spelled them out would contain itself, and typed clients could not read it. */
const ANY_VALUE = 'JsonValue';
/** The beginning of the name that zod gives to a schema that contains itself and has no id. */
const NAMELESS = '__schema';

/**
 * Converts a schema to JSON Schema 2020-12, as in OpenAPI 3.1. Each schema with an id becomes a component.
 *
 * @throws for a schema that contains itself and has no id, for which there would be no name
 */
function converted(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const json = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: schemaType,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (schemaType === 'input') tellDefault(jsonSchema);
      if (z.globalRegistry.get(zodSchema)?.id !== ANY_VALUE) return;
      delete jsonSchema.anyOf;
      delete jsonSchema.allOf;
      delete jsonSchema.$ref;
    },
  });
  const { $defs = {}, id, ...own } = json;
  delete own.$schema;
  const components = Object.fromEntries(Object.entries($defs).filter(([name]) => !name.startsWith(NAMELESS)));
  if (JSON.stringify([own, components]).includes(`#/$defs/${NAMELESS}`))
    throw new Error(`a schema contains itself and has no id: ${JSON.stringify($defs)}`);
  return typeof id === 'string'
    ? { schema: { $ref: `#/$defs/${id}` }, components: { ...components, [id]: own } }
    : { schema: own, components };
}

/**
 * States a default in the description alone: generators of typed clients take a field with a `default` for one that is
 * always there, and would require it in requests.
 */
function tellDefault(schema: { default?: unknown; description?: string }): void {
  if (schema.default === undefined) return;
  const told = `Default: ${JSON.stringify(schema.default)}`;
  schema.description = schema.description === undefined ? told : `${schema.description}. ${told}`;
  delete schema.default;
}

/**
 * Adds the schema of a query's answer to the API's document. Tests check answers against this schema. If the schema has
 * fields for ids of members, the answer also says who these persons are, as far as the caller may know.
 */
export function Answers(schema: z.ZodType): MethodDecorator {
  const shape = schema instanceof z.ZodObject ? withPersons(schema.shape) : null;
  const paths = memberPathsIn(schema);
  if (paths.length > 0 && shape === null) throw new Error('an answer that names persons is an object');
  const answer = paths.length > 0 && shape !== null ? z.strictObject(shape) : schema;
  const describe = ApiOkResponse({ standardSchema: answer, description: 'As of the day, as known at the moment' });
  return paths.length === 0 ? describe : applyDecorators(describe, UseInterceptors(tellsPersons(paths)));
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/**
 * Makes the API's document from the schemas that check requests.
 *
 * @param sections the texts of the operations; an operation without a text has none in the document
 */
export function openApi(app: NestFastifyApplication, sections: readonly Section[]): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('Minh Chứng')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .build();
  const document = SwaggerModule.createDocument(app, base, { standardSchemaConverter: converted });
  const problem = converted(ProblemBody, { schemaType: 'output' });
  const schemas: Schemas = { ...document.components?.schemas, ...(problem?.components as Schemas | undefined) };
  for (const path of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) complete(operation as Operation, method, sections, schemas);
    }
  const tags = sections.map(({ tag, about }) => ({ name: tag, description: `${about.vi} · ${about.en}` }));
  return { ...document, tags, components: { ...document.components, schemas } };
}

/** Adds what is the same for all operations: texts, the names of their answers, problems, examples. */
function complete(
  operation: Operation & { operationId?: string },
  method: string,
  sections: readonly Section[],
  schemas: Schemas,
): void {
  const handler = operation.operationId ?? '';
  const found = textOf(sections, handler);
  Object.assign(operation, { 'x-handler': handler });
  if (found) {
    const [id, vi, en] = found.text;
    const description = descriptionOf(operation, method);
    Object.assign(operation, { operationId: id, summary: `${vi} · ${en}`, description, tags: [found.tag] });
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    const json = response && 'content' in response ? response.content['application/json'] : undefined;
    if (!json?.schema) continue;
    if (!('$ref' in json.schema) && found) {
      const name = `${capitalized(found.text[0])}Answer`;
      if (name in schemas) throw new Error(`two schemas of the document have the name ${name}`);
      schemas[name] = json.schema;
      json.schema = { $ref: `#/components/schemas/${name}` };
    }
    if (status.startsWith('2')) addExample(json, schemas);
  }
  const body = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content : {};
  const asked = body['application/json'];
  if (asked) addExample(asked, schemas);
  operation.responses = { ...operation.responses, '4XX': REFUSED, '5XX': REFUSED };
}

interface Content {
  schema?: object;
  example?: unknown;
}

function addExample(content: Content, schemas: Schemas): void {
  const components = schemas as Parameters<typeof exampleOf>[1];
  const isNever = content.schema && '$ref' in content.schema && 'not' in (components[nameIn(content.schema)] ?? {});
  if (content.schema && !isNever) content.example = exampleOf(content.schema, components);
}

const nameIn = (schema: object): string =>
  '$ref' in schema ? String(schema.$ref).replace('#/components/schemas/', '') : '';
const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const REFUSED = {
  description: 'Problem: what is wrong, field by field, in both languages',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
