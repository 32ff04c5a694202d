import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { fieldErrors } from './field-errors.js';
import { type Place, Problem } from './problems.js';

const PLACES: Readonly<Record<string, Place>> = { body: 'body', query: 'query', param: 'path', custom: 'header' };

/** A zod schema with the type under which Nest passes it on. */
type Schema = z.ZodType & ArgumentMetadata['schema'];
const isZod = (schema: ArgumentMetadata['schema']): schema is Schema => schema !== undefined && 'safeParse' in schema;

/**
 * Validates every decorated argument with its schema and passes on the output of the schema. An error names a path or
 * query parameter by its name, and a field of the body by its path.
 *
 * @throws Problem `invalid-request` with every invalid field
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, { schema, type, data }: ArgumentMetadata): unknown {
    if (!isZod(schema)) return value;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw new Problem('invalid-request', {
      errors: fieldErrors(PLACES[type] ?? 'body', result.error.issues, data === undefined ? [] : [data]),
    });
  }
}
