import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { instant } from '#kernel/dates';
import { eventId, streamId, type Uuid } from '#kernel/ids';
import { type Actor, type EventRecord, parseRecord } from '#kernel/record';
import type { ReadScope } from '#platform/access/caller';
import type { Declared } from '#platform/commands/store-declaration';
import { NO_STREAM } from '#platform/event-store/event-store';
import { Problem } from '#platform/http/problems';
import { DECLARED, READINGS, type ReadingsStore } from '#platform/platform.module';
import { type RecordRead, readingEvents } from './reading.js';

/** Stands in place of a command hash. A reading is never sent twice, so there is nothing to compare. */
const NO_COMMAND = `none:${'0'.repeat(64)}`;

export interface Reading {
  readonly position: bigint;
  readonly record: EventRecord;
  readonly data: RecordRead;
}

export interface ReadingFilter {
  readonly personId?: Uuid | undefined;
  /** Only readings whose path named this id. */
  readonly about?: Uuid | undefined;
  /**
   * Leaves out readings in roles outside this scope. Readings in roles for the whole store are included only if the
   * scope is the whole store.
   */
  readonly scope: ReadScope;
}

/** The log of readings: who read what, and for what purpose. It is separate from the log of records. */
@Injectable()
export class LogOfReadings {
  constructor(
    @Inject(READINGS) private readonly place: ReadingsStore,
    @Inject(DECLARED) private readonly declared: Declared,
  ) {}

  /**
   * Records a reading and returns once it is durable. Cost: one durable append, which concurrent readings share.
   *
   * @throws Problem `reading-not-recorded`: the request must then not be answered
   */
  async record(data: RecordRead, actor: Actor, requestId: Uuid): Promise<void> {
    const commandId = v7() as Uuid;
    const stream = streamId('reading', commandId);
    const record: EventRecord = {
      v: 1,
      log: this.declared.log,
      id: eventId(stream, commandId, 0),
      stream,
      revision: 0,
      type: 'RecordRead',
      schema: readingEvents.RecordRead.version,
      recordedAt: instant(new Date()),
      clock: 'system',
      commandId,
      commandHash: NO_COMMAND,
      causationId: null,
      correlationId: requestId,
      actor,
      data,
    };
    try {
      await this.place.store.append(stream, NO_STREAM, [record]);
    } catch (cause) {
      throw new Problem('reading-not-recorded', {}, { cause });
    }
  }

  /** Readings, newest first. @param before only readings before this log position; null: from the newest */
  async page(
    { personId, about, scope }: ReadingFilter,
    before: bigint | null,
    limit: number,
  ): Promise<readonly Reading[]> {
    const values: (string | number | readonly string[])[] = [limit];
    const given: string[] = [];
    const where = (condition: (parameter: string) => string, value: string | readonly string[]) => {
      values.push(value);
      given.push(condition(`$${values.length}`));
    };
    if (before !== null) where((p) => `position < ${p}::bigint`, String(before));
    if (personId !== undefined) where((p) => `record::jsonb #>> '{actor,id}' = ${p}`, personId);
    if (about !== undefined) where((p) => `record::jsonb #>> '{data,about,id}' = ${p}`, about);
    if (!scope.everything)
      where((p) => `record::jsonb #>> '{actor,organizationId}' = any (${p}::text[])`, [...scope.organizations]);
    const { rows } = await this.place.pool.query<{ position: bigint; record: string }>(
      `select position, record from log.events ${given.length === 0 ? '' : `where ${given.join(' and ')}`}
       order by position desc limit $1`,
      values,
    );
    return rows.map(({ position, record: text }) => {
      const record = parseRecord(text);
      return { position, record, data: readingEvents.RecordRead.schema.parse(record.data) };
    });
  }
}
