import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { CommandOf } from '#kernel/command';
import { idOf, type StreamId, streamId, Uuid } from '#kernel/ids';
import { CommandDoor } from '#platform/commands/door';
import type { Envelope } from '#platform/commands/envelope';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { notFound } from '#platform/http/problems';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { READ_DB } from '#platform/platform.module';
import { operationsOf, projectionOperations } from '#platform/projections/operations';
import { parkedRevision, parkedStreams } from '#platform/projections/serving';
import { features } from '../features.js';
import { streamKinds } from '../stream-kinds.js';

const { commands } = projectionOperations;
const Retrying = commands.RetryParkedStream.pick({ reason: true }).meta({ id: 'RetryingOfParkedStream' });
const Skipping = commands.SkipParkedEvent.pick({ revision: true, reason: true }).meta({ id: 'SkippingOfParkedEvent' });

const parkedAnswer = z.strictObject({
  parked: z
    .array(
      z
        .strictObject({
          projection: z.string().describe('The read model that cannot follow the stream'),
          stream: z.string(),
          revision: z.int().describe('The entry at which the read model stopped; later entries of the stream wait'),
          position: z.string(),
          error: z.string().describe('Name of the error; it contains nothing of the entry'),
          parkedAt: z.string().describe('UTC'),
        })
        .meta({ id: 'ParkedStream' }),
    )
    .describe('In the order of the log'),
});

const names = features.flatMap(({ projections }) => projections.map(({ name }) => name));
const Name = z.string().max(40);
const Category = z.string().max(80);

/**
 * Parked streams, and the acts by which an operator retries or skips an entry. The acts are in the log, with a reason.
 */
@Controller('api/read-models')
export class ParkedStreamsController {
  constructor(
    private readonly door: CommandDoor,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  @Get('parked')
  @Can('read:parked-streams')
  @Answers(parkedAnswer)
  async list() {
    const parked = await parkedStreams(this.db, names);
    return {
      parked: parked.map(({ position, ...stream }) => ({ ...stream, position: String(position) })),
    };
  }

  /**
   * The read model processes the stream again from the entry at which it stopped; for use after a fix of the program.
   */
  @Post(':projection/parked/:category/:id/retry')
  @Can('RetryParkedStream')
  async retry(
    @Param('projection', { schema: Name }) projection: string,
    @Param('category', { schema: Category }) category: string,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Retrying }) data: z.output<typeof Retrying>,
    @Enveloped({ ifMatch: 'none' }) envelope: Envelope,
  ) {
    const stream = streamOf(projection, category, id);
    return this.#send({ type: 'RetryParkedStream', data: { projection, stream, ...data } }, envelope);
  }

  /** The read model skips the entry at which it stopped and continues after it. The record itself does not change. */
  @Post(':projection/parked/:category/:id/skip')
  @Can('SkipParkedEvent')
  async skip(
    @Param('projection', { schema: Name }) projection: string,
    @Param('category', { schema: Category }) category: string,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Skipping }) data: z.output<typeof Skipping>,
    @Enveloped({ ifMatch: 'none' }) envelope: Envelope,
  ) {
    const stream = streamOf(projection, category, id);
    return this.#send({ type: 'SkipParkedEvent', data: { projection, stream, ...data } }, envelope);
  }

  async #send(command: CommandOf<typeof commands>, envelope: Envelope): Promise<CommandAnswer> {
    const { projection, stream } = command.data;
    const facts = { parkedRevision: await parkedRevision(this.db, projection, stream) };
    const id = idOf(operationsOf(projection));
    return new CommandAnswer(await this.door.send(projectionOperations, id, command, { ...envelope, facts }));
  }
}

/** @throws Problem `not-found` for an unknown read model or kind of stream */
function streamOf(projection: string, category: string, id: Uuid): StreamId {
  if (!names.includes(projection)) throw notFound('projection');
  if (!streamKinds.has(category)) throw notFound('category');
  return streamId(category, id);
}
