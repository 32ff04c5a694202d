import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOkResponse, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { ProblemBody } from './problems.js';

/** Whether the API's document is served. */
export const DOCUMENTED = Symbol('whether the API is described');

const DESCRIPTION = `Hồ sơ kiểm tra, giám sát, kỷ luật: mọi thay đổi là một sự kiện, mọi số liệu truy được về sự kiện.
Records of inspections, supervisions and disciplinary decisions: every change is an event, every figure leads back to events.

Commands take \`Idempotency-Key\`; queries take \`asOf\`, \`knownAt\`, \`after\`; errors are problem+json in both languages.`;

/** The name that zod gives to a recursive inner schema without an id; zod counts from 0 in each schema. */
const NAMELESS = /__schema(\d+)/g;
let nameless = 0;

/** Converts a schema to JSON Schema 2020-12, as in OpenAPI 3.1. Each schema with an id becomes a component. */
function converted(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const made = z.toJSONSchema(schema, { target: 'draft-2020-12', io: schemaType, unrepresentable: 'any' });
  const prefix = made.id ?? `Schema${nameless++}`;
  const json = JSON.parse(JSON.stringify(made).replace(NAMELESS, `${prefix}$1`)) as typeof made;
  const { $defs: components = {}, id, ...own } = json;
  delete own.$schema;
  return typeof id === 'string'
    ? { schema: { $ref: `#/$defs/${id}` }, components: { ...components, [id]: own } }
    : { schema: own, components };
}

/** Adds the schema of a query's answer to the API's document. Tests check answers against this schema. */
export const Answers = (schema: z.ZodType): MethodDecorator =>
  ApiOkResponse({ standardSchema: schema, description: 'As of the day, as known at the moment' });

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Makes the API's document from the schemas that check requests. */
export function openApi(app: NestFastifyApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('Minh Chứng')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .build();
  const document = SwaggerModule.createDocument(app, base, { standardSchemaConverter: converted });
  const problem = converted(ProblemBody, { schemaType: 'output' });
  const schemas = { ...document.components?.schemas, ...problem?.components };
  const refused = {
    description: 'Problem: what is wrong, field by field, in both languages',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) operation.responses = { ...operation.responses, '4XX': refused, '5XX': refused };
    }
  }
  return { ...document, components: { ...document.components, schemas } };
}
