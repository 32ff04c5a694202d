import { Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { organizations } from '#features/organizations';
import { Post } from '#features/papers';
import { streamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { CommandDoor } from '#platform/commands/door';
import { Executor } from '#platform/commands/execute';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { etag } from '#platform/http/preconditions';
import { Opens, RecordsReading } from '#platform/http/records-reading';
import { answeredOfRecord, momentOfRecord, questionOfRecord, stampOfRecord } from '#platform/http/record-steps';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { absence } from '#platform/http/tombstone';
import { READ_DB } from '#platform/platform.module';
import type { Openings } from '#platform/sealing/openings';
import { memberAnswer, membersAnswer } from './answers.js';
import { MemberStatus } from './codes.js';
import { MemberIntake } from './intake/member-intake.handler.js';
import { member } from './member.js';
import { members } from './members.projection.js';
import { MemberBook } from './questions/member-book.handler.js';
import { visibleMembers } from './questions/visible-members.queries.js';

const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();
const ListQuery = question({
  ...paging,
  organizationId: Uuid.optional().describe(
    'Only who is a member of exactly this organization or holds a post in it, on the day asked about',
  ),
  within: Uuid.optional().describe('Only members of this organization or of one below it, on the day asked about'),
  post: Post.optional().describe(
    'Only who holds this post on the day asked about; with `organizationId`, the post in that organization',
  ),
  status: MemberStatus.optional(),
  code: z.string().max(20).optional().describe('The code of one person: ĐV-0412'),
  linked: flag.describe('Only those of whom there is another record, or only the others'),
  departed: flag.describe('Only who has left or died before the day asked about, or only the others'),
});
export type MembersQuery = z.output<typeof ListQuery>;
const OneQuery = questionOfRecord({});
const places = cursor('persons by number', z.strictObject({ number: z.int().min(1) }));

/** The register of persons: who the records are about. */
@CommandsOf(member, 'api/members')
export class MembersController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: MemberIntake,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    private readonly time: TimeTravel,
    private readonly executor: Executor,
    private readonly book: MemberBook,
  ) {}

  @Get()
  @Can('read:members')
  @RecordsReading('SEALED')
  @Answers(answered(membersAnswer))
  async list(@Query({ schema: ListQuery }) query: MembersQuery, @Opens() openings: Openings, @By() by: Caller) {
    const moment = await this.time.moment(query, [members.name, organizations.name]);
    const visible = await visibleMembers(this.db, readerOf(by), moment.position);
    const after = places.read(query.cursor)?.number ?? 0;
    const found = await this.book.find(visible, moment, { ...query, after, limit: query.limit + 1 });
    const page = found.slice(0, query.limit);
    const last = found.length > query.limit ? page.at(-1) : undefined;
    return {
      members: await this.book.lines(page, moment, { by, openings }),
      next: last ? places.write({ number: last.number }) : null,
      ...stamp(moment),
    };
  }

  @Get(':id')
  @Can('read:members')
  @RecordsReading('SEALED')
  @Answers(answeredOfRecord(memberAnswer))
  async one(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const stream = streamId(member.category, id);
    const recorded = async () => (await this.executor.recorded(member, stream)).events;
    const moment = await momentOfRecord(this.time, query, [members.name, organizations.name], recorded);
    const around = await this.book.around(id, moment);
    const visible = await visibleMembers(this.db, readerOf(by), moment.position, around);
    const one = visible.some(({ memberId }) => memberId === id)
      ? await this.book.one(id, moment, { visible, openings })
      : null;
    if (!one) throw await absence(this.executor, { decider: member, id, position: moment.position, by });
    void reply.header('etag', etag(moment.revision ?? -1));
    return { member: one, ...stampOfRecord(moment) };
  }
}
