import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { paging } from '#platform/http/paging';
import { fieldProblem } from '#platform/http/problems';
import { Opens, RecordsReading } from '#platform/http/records-reading';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import type { Openings } from '#platform/sealing/openings';
import { searchAnswer } from './answers.js';
import { members } from './members.projection.js';
import { MemberSearch } from './questions/search.queries.js';

const typed = z.string().trim().min(1).max(200).optional();
const SearchQuery = question({
  name: typed.describe(
    'Words of the name in any order, with or without diacritics; the last word may be incomplete. Names with the diacritics that were typed come first',
  ),
  cardNumber: typed.describe('Number of the membership card, complete'),
  code: typed.describe('Code of the person, such as ĐV-0412'),
  limit: paging.limit,
});

/** Finds persons of the register by name. A search is a reading, and what was typed is not recorded. */
@Controller('api/members/search')
export class MemberSearchController {
  constructor(
    private readonly time: TimeTravel,
    private readonly search: MemberSearch,
  ) {}

  @Get()
  @Can('read:members')
  @RecordsReading('SEARCH')
  @Answers(answered(searchAnswer))
  async find(
    @Query({ schema: SearchQuery }) query: z.output<typeof SearchQuery>,
    @By() by: Caller,
    @Opens() openings: Openings,
  ) {
    const { name, cardNumber, code, limit } = query;
    if ((name ?? cardNumber ?? code) === undefined) throw fieldProblem('query', 'name', 'missing', NOTHING_TYPED);
    const moment = await this.time.moment(query, [members.name]);
    const found = await this.search.find({ name, cardNumber, code }, moment, { by, openings, limit });
    return { ...found, ...stamp(moment) };
  }
}

const NOTHING_TYPED = {
  vi: 'Hãy nêu họ tên, số thẻ đảng viên hoặc mã của người cần tìm',
  en: 'State the name, the number of the card or the code of the person',
};
