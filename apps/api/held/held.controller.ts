import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { member, memberCode, members, NamesInMemory, particularsOf, ResidentMembers } from '#features/members';
import { organizations } from '#features/organizations';
import { streamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { maySee } from '#platform/access/wall';
import { Executor } from '#platform/commands/execute';
import { Can } from '#platform/http/actor';
import { Costly } from '#platform/http/costly';
import { Answers } from '#platform/http/openapi';
import { notFound } from '#platform/http/problems';
import { Opens, RecordsReading } from '#platform/http/records-reading';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import type { Openings } from '#platform/sealing/openings';
import { heldAnswer } from './answers.js';
import { HeldAbout, type HeldFor } from './held.handler.js';

const HeldQuery = question({});
type HeldQuery = z.output<typeof HeldQuery>;

/** Everything that is held about one person, in one answer. */
@Controller('api')
export class HeldController {
  constructor(
    private readonly held: HeldAbout,
    private readonly names: NamesInMemory,
    private readonly resident: ResidentMembers,
    private readonly executor: Executor,
    private readonly time: TimeTravel,
  ) {}

  /** For whoever answers a person's request. Records that the reader may not see are left out without a trace. */
  @Get('members/:id/held')
  @Can('read:held')
  @Costly()
  @RecordsReading('SEALED')
  @Answers(answered(heldAnswer))
  async about(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: HeldQuery }) query: HeldQuery,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    by.assertNotOwn([id]);
    const moment = await this.time.moment(query, [members.name, organizations.name]);
    await this.resident.follow(moment.checkpoints);
    const linked = new Set<Uuid>();
    for (const one of this.resident.recordsOf(id)) if (await this.#isSeen(one, by)) linked.add(one);
    if (!linked.has(id)) throw notFound();
    return this.#answer(linked, { by, isSelf: false, moment, openings }, `/api/readings/report?memberId=${id}`);
  }

  /**
   * For the person themselves, whatever the scope of their roles. What linked records hold is asked for at the committee:
   * a link is recorded by one person, and must show nothing to another.
   */
  @Get('account/held')
  @Can('read:own-held')
  @Costly()
  @RecordsReading('SEALED')
  @Answers(answered(heldAnswer))
  async aboutSelf(@Query({ schema: HeldQuery }) query: HeldQuery, @Opens() openings: Openings, @By() by: Caller) {
    const moment = await this.time.moment(query, [members.name, organizations.name]);
    await this.resident.follow(moment.checkpoints);
    const asked = { by, isSelf: true, moment, openings };
    return { ...(await this.#answer(new Set([by.personId]), asked, null)), otherRecords: this.#others(by.personId) };
  }

  async #answer(persons: ReadonlySet<Uuid>, asked: HeldFor, report: string | null) {
    const records = await this.held.records(persons, asked);
    const shown = new Set(records.map(({ stream }) => stream));
    const readings = await this.held.readingsOf(persons, shown, asked.moment.knownAt);
    const registered = await this.names.named(await this.names.registered(persons));
    for (const { memberId } of registered) asked.openings.record(streamId(member.category, memberId), [memberId]);
    return {
      memberIds: [...persons].sort(),
      otherRecords: [] as string[],
      particulars: registered.map(particularsOf),
      records,
      readings: { ...readings, report },
      ...stamp(asked.moment),
    };
  }

  #others(id: Uuid): string[] {
    const others = [...this.resident.recordsOf(id)].filter((one) => one !== id);
    return others.flatMap((one) => {
      const career = this.resident.careerOf(one);
      return career ? [memberCode(career.entered.number)] : [];
    });
  }

  async #isSeen(id: Uuid, by: Caller): Promise<boolean> {
    const stream = streamId(member.category, id);
    return (await this.executor.historyIf(member, stream, (past) => maySee(member, past, by))) !== null;
  }
}
