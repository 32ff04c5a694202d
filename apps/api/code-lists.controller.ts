import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { notFound } from '#platform/http/problems';
import { codeLists } from '../features.js';

const CodeLists = z
  .strictObject({ lists: z.array(z.strictObject({ name: z.string(), codes: z.int() })) })
  .meta({ id: 'CodeLists' });

/** A list: its codes, each with its words in both languages, and further columns of the list. */
export const CodeList = z
  .strictObject({ codes: z.array(z.looseObject({ code: z.string(), vi: z.string(), en: z.string() })) })
  .meta({ id: 'CodeList' });

/** The code lists of commands and answers, of every feature. */
@Controller('api/code-lists')
export class CodeListsController {
  @Get()
  @Can('read:code-lists')
  @Answers(CodeLists)
  all() {
    return { lists: [...codeLists].map(([name, list]) => ({ name, codes: Object.keys(list).length })) };
  }

  @Get(':name')
  @Can('read:code-lists')
  @Answers(CodeList)
  one(@Param('name', { schema: z.string().max(80) }) name: string) {
    const list = codeLists.get(name);
    if (!list) throw notFound('name');
    return { codes: Object.entries(list).map(([code, said]) => ({ code, ...said })) };
  }
}
