import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { JsonObject } from '#kernel/canonical-json';
import type { CommandOf } from '#kernel/command';
import { itemId, streamId, Uuid } from '#kernel/ids';
import { codesOf } from '#kernel/text';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import type { Envelope } from '#platform/event-store/envelope';
import { Executor } from '#platform/event-store/execute';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { notFound } from '#platform/http/problems';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { reading } from '#platform/projections/reading';
import { KEY_RING, type KeyOwner, type KeyRing } from '#platform/sealing/key-ring';
import { erasuresAnswer, rulesAnswer } from './answers.js';
import { DELAYS, LEGAL_BASES } from './codes.js';
import { erasure } from './erasure.js';
import { erasures } from './erasures.projection.js';
import { erasuresOn } from './erasures.queries.js';
import { Shredder } from './shredder.handler.js';

const { category, commands } = erasure;
const Holding = commands.PlaceHold.meta({ id: 'HoldPlacing' });
const Requesting = commands.RequestErasure.meta({ id: 'ErasureRequesting' });
const Withdrawal = commands.WithdrawErasure.meta({ id: 'ErasureWithdrawing' });
const Nothing = z.strictObject({}).meta({ id: 'NothingMore' });
const ListQuery = question({});
type Of<S extends z.ZodType> = z.output<S>;
type Asked = CommandOf<typeof commands>;

/** Erasure of what is sealed for a person or a case: asked for, approved and executed by three persons; holds against it. */
@Controller('api/erasures')
export class ErasuresController {
  constructor(
    private readonly bus: CommandBus,
    private readonly executor: Executor,
    private readonly time: TimeTravel,
    private readonly shredder: Shredder,
    @Inject(KEY_RING) private readonly keys: KeyRing,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  /** `id` of the answer is that of the hold. */
  @Post(':ownerId/holds')
  @Can('PlaceHold')
  async hold(
    @Param('ownerId', { schema: Uuid }) id: Uuid,
    @Body({ schema: Holding }) data: Of<typeof Holding>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
    @By() by: Caller,
  ) {
    const holdId = itemId(streamId(category, id), envelope.commandId, 0);
    return this.send({ kind: data.ownerKind, id }, { type: 'PlaceHold', data }, envelope, by, { begun: holdId });
  }

  @Post(':ownerId/holds/:holdId/lifting')
  @Can('LiftHold')
  async lift(
    @Param('ownerId', { schema: Uuid }) id: Uuid,
    @Param('holdId', { schema: Uuid }) holdId: Uuid,
    @Body({ schema: Nothing }) _: Of<typeof Nothing>,
    @Enveloped({ ifMatch: 'required' }) envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.send(await this.known(id), { type: 'LiftHold', data: { holdId } }, envelope, by);
  }

  @Post(':ownerId/requests')
  @Can('RequestErasure')
  async request(
    @Param('ownerId', { schema: Uuid }) id: Uuid,
    @Body({ schema: Requesting }) data: Of<typeof Requesting>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
    @By() by: Caller,
  ) {
    const owner = { kind: data.ownerKind, id };
    const facts = { hasKey: (await this.keys.of(owner)).is !== 'unknown' };
    return this.send(owner, { type: 'RequestErasure', data }, envelope, by, { facts });
  }

  @Post(':ownerId/approval')
  @Can('ApproveErasure')
  async approve(
    @Param('ownerId', { schema: Uuid }) id: Uuid,
    @Body({ schema: Nothing }) data: Of<typeof Nothing>,
    @Enveloped({ ifMatch: 'required' }) envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.send(await this.known(id), { type: 'ApproveErasure', data }, envelope, by);
  }

  @Post(':ownerId/withdrawal')
  @Can('WithdrawErasure')
  async withdraw(
    @Param('ownerId', { schema: Uuid }) id: Uuid,
    @Body({ schema: Withdrawal }) data: Of<typeof Withdrawal>,
    @Enveloped({ ifMatch: 'required' }) envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.send(await this.known(id), { type: 'WithdrawErasure', data }, envelope, by);
  }

  /** Recorded first, then the key is destroyed; where the key store is down, as soon as it is back. */
  @Post(':ownerId/execution')
  @Can('ExecuteErasure')
  async execute(
    @Param('ownerId', { schema: Uuid }) id: Uuid,
    @Body({ schema: Nothing }) data: Of<typeof Nothing>,
    @Enveloped({ ifMatch: 'required' }) envelope: Envelope,
    @By() by: Caller,
  ) {
    const owner = await this.known(id);
    const answer = await this.send(owner, { type: 'ExecuteErasure', data }, envelope, by);
    const { state } = await this.executor.recorded(erasure, streamId(category, id));
    if (state.executedOn !== null) await this.shredder.destroy({ owner, on: state.executedOn });
    return answer;
  }

  @Get()
  @Can('read:erasures')
  @Answers(answered(erasuresAnswer))
  async list(@Query({ schema: ListQuery }) query: Of<typeof ListQuery>, @By() by: Caller) {
    const moment = await this.time.moment(query, [erasures.name]);
    // They concern the whole store, so only who reads for all of it sees them.
    const all = by.scope.everything ? await erasuresOn(reading(this.db, erasures), moment) : [];
    return { erasures: all, ...stamp(moment) };
  }

  /** On which legal bases, and after which delays; each with its source and how well it is known. */
  @Get('rules')
  @Can('read:code-lists')
  @Answers(rulesAnswer)
  rules() {
    return {
      legalBases: codesOf(LEGAL_BASES).map((code) => ({ code, ...LEGAL_BASES[code] })),
      delays: DELAYS.map((delay) => ({ ...delay })),
    };
  }

  private async known(id: Uuid): Promise<KeyOwner> {
    const { state } = await this.executor.recorded(erasure, streamId(category, id));
    if (!state.owner) throw notFound();
    return { kind: state.owner.ownerKind, id };
  }

  /** Who acts is settled before the decision, which asks for three persons, each in person. */
  private async send(
    owner: KeyOwner,
    command: Asked,
    envelope: Envelope,
    by: Caller,
    { begun, facts = {} }: { readonly begun?: Uuid; readonly facts?: JsonObject } = {},
  ) {
    const members = owner.kind === 'person' ? [owner.id] : [];
    const actor = by.actorFor({ organizations: [null], members });
    const stream = streamId(category, owner.id);
    const sent = new StreamCommand(erasure, stream, command, { ...envelope, actor, facts });
    return new CommandAnswer(await this.bus.execute(sent), begun);
  }
}
