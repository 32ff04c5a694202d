import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { disciplineCases } from '#features/discipline';
import { engagements } from '#features/engagements';
import { AlikeMembers, member, members, SamePersons } from '#features/members';
import { organizations } from '#features/organizations';
import type { Uuid } from '#kernel/ids';
import { TwinKind } from '#kernel/twins';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { Can } from '#platform/http/actor';
import { Costly } from '#platform/http/costly';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { listAnswer } from './answers.js';
import { linkedTwins } from './linked-twins.queries.js';
import { RegisterTwins } from './register-twins.handler.js';
import { twins } from './twins.projection.js';
import { byPlace, isAfter, placeOf, type SuspectedPair, suspectedTwins } from './twins.queries.js';

const ListQuery = question({
  ...paging,
  kind: TwinKind.optional().describe('Only pairs that are alike by this; default: all'),
});
const places = cursor(
  'pairs by kind and records',
  z.strictObject({ kind: TwinKind, first: z.string().max(100), second: z.string().max(100) }),
);

/** What may have been recorded twice. */
@Controller('api/suspected-twins')
export class TwinsController {
  constructor(
    private readonly time: TimeTravel,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    private readonly registers: RegisterTwins,
    private readonly persons: AlikeMembers,
    private readonly same: SamePersons,
  ) {}

  /** Pairs of records, and of organizations, that may be one. The reader may see both of each pair. */
  @Get()
  @Can('read:suspected-twins')
  @Costly()
  @Answers(answered(listAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>, @By() by: Caller) {
    const { position, ...rest } = await this.time.moment(query, [
      twins.name,
      engagements.name,
      disciplineCases.name,
      organizations.name,
      members.name,
    ]);
    const { kind, limit } = query;
    const after = places.read(query.cursor) ?? undefined;
    const reader = readerOf(by);
    const isAsked = (one: TwinKind) => kind === undefined || kind === one;
    const inRecords = isAsked('PAPER') || isAsked('CASE');
    const filter = { position, kind, after, limit: limit + 1 };
    const db = rowsFor(this.db, twins, reader);
    const records = inRecords ? await suspectedTwins(db, filter) : [];
    const linked = isAsked('CASE')
      ? await linkedTwins(db, filter, await this.same.groupsAt({ position, ...rest }))
      : [];
    const inRegisters = isAsked('ORGANIZATION') ? await this.registers.suspected(reader, position, after) : [];
    const alike = isAsked('MEMBER') ? await this.persons.pairs(by, position) : [];
    const persons = alike.map(pairOfPersons).filter((pair) => !after || isAfter(placeOf(pair), after));
    const pairs = [...records, ...linked, ...inRegisters, ...persons].sort(byPlace);
    const page = pairs.slice(0, limit);
    const last = pairs.length > limit ? page.at(-1) : undefined;
    return { pairs: page, next: last ? places.write(placeOf(last)) : null, ...stamp({ position, ...rest }) };
  }
}

/** Two persons, by their ids alone: the list says that their particulars agree, and not what these are. */
function pairOfPersons([first, second]: readonly [Uuid, Uuid]): SuspectedPair {
  const one = (id: Uuid) => ({ category: member.category, id });
  return { kind: 'MEMBER', first: one(first), second: one(second), number: null, day: null, name: null };
}
