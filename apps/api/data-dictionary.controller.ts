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
    path: z.string().describe('Members of objects after a dot, those of lists after []'),
    type: z.string(),
    nullable: z.boolean(),
    description: z.string().nullable(),
    sealedFor: z.string().nullable().describe('Whose key seals the content: person or case; null: not sealed'),
    codeList: z.string().nullable(),
    since: z.int().nullable().describe('Version of the event in which the field came'),
  })
  .meta({ id: 'DictionaryField' });

export const DictionaryAnswer = z
  .strictObject({
    record: z.array(Field).describe('What stands around the data of every event'),
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

/** What the log and the read models hold, for whoever takes the data elsewhere. Made once, from the schemas. */
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
  @ApiOkResponse({ content: { 'text/markdown': { schema: { type: 'string' } } }, description: 'The same to read' })
  text(): string {
    return dictionaryText(this.json());
  }
}
