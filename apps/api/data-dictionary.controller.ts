import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { CodeList } from './code-lists.controller.js';
import { dataDictionary, type DataDictionary } from './data-dictionary.js';
import { dictionaryText } from './data-dictionary.text.js';

const Field = z
  .strictObject({
    label: z.strictObject({ vi: z.string(), en: z.string() }).nullable().describe('What people call the field'),
    path: z.string().describe('A dot precedes a member of an object, [] precedes a member of a list'),
    type: z.string(),
    nullable: z.boolean(),
    description: z.string().nullable(),
    sealedFor: z
      .string()
      .nullable()
      .describe('The owner of the key that seals the content: person or case; null: not sealed'),
    codeList: z.string().nullable(),
    since: z.int().nullable().describe('The version of the event that added the field; null: unknown'),
  })
  .meta({ id: 'DictionaryField' });

export const DictionaryAnswer = z
  .strictObject({
    record: z.array(Field).describe('The fields that surround the data of every event'),
    events: z.array(
      z.strictObject({
        type: z.string(),
        category: z.string(),
        version: z.int(),
        correctable: z.boolean(),
        companionOf: z.string().nullable(),
        fields: z.array(Field),
      }),
    ),
    tables: z.array(
      z.strictObject({
        name: z.string(),
        projection: z.string(),
        version: z.int(),
        kind: z.enum(['facts', 'queue']),
        key: z.array(z.string()),
        columns: z.array(z.strictObject({ name: z.string(), type: z.string(), nullable: z.boolean() })),
      }),
    ),
    codeLists: z.array(z.strictObject({ name: z.string(), ...CodeList.shape })),
  })
  .meta({ id: 'DataDictionary' });

/**
 * Describes the data of the log and of the read models, for people who move it elsewhere. Made once, from the schemas.
 */
@Controller('api')
export class DataDictionaryController {
  #made: DataDictionary | undefined;

  @Get('data-dictionary')
  @Can('read:data-dictionary')
  @Answers(DictionaryAnswer)
  json(): DataDictionary {
    return (this.#made ??= dataDictionary());
  }

  @Get('data-dictionary.md')
  @Can('read:data-dictionary')
  @Header('content-type', 'text/markdown; charset=utf-8')
  @ApiOkResponse({
    content: { 'text/markdown': { schema: { type: 'string' }, example: '# Từ điển dữ liệu' } },
    description: 'The same to read',
  })
  text(): string {
    return dictionaryText(this.json());
  }
}
