import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type Instant, instant } from '#kernel/dates';
import { eventId, idOf, type StreamId, streamId, type Uuid } from '#kernel/ids';
import { type Actor, type EventRecord, parseRecord } from '#kernel/record';
import type { ReadScope } from '#platform/access/caller';
import type { Declared } from '#platform/commands/store-declaration';
import { NO_STREAM } from '#platform/event-store/event-store';
import { Problem } from '#platform/http/problems';
import { DECLARED, READINGS, type ReadingsStore } from '#platform/platform.module';
import { Openings } from '#platform/sealing/openings';
import { type OpenedEntry, openedParts, type RecordRead, type RecordsOpened, readingEvents } from './reading.js';

/** Stands in place of a command hash. A reading is never sent twice, so there is nothing to compare. */
/** The most events in one append: far below the greatest size of an append. */
const MOST_EVENTS = 10;
const NO_COMMAND = `none:${'0'.repeat(64)}`;

export interface Reading {
  readonly position: bigint;
  readonly record: EventRecord;
  readonly data: RecordRead;
  /** What the answer held; empty for an answer that opened nothing, or was recorded before this was kept. */
  readonly opened: readonly OpenedEntry[];
}

export interface ReadingFilter {
  /** Only readings by this person, under any of these ids. */
  readonly personIds?: readonly Uuid[] | undefined;
  /** Only readings whose question or answer named each of these, by one of its ids. */
  readonly naming?: readonly (readonly Uuid[])[] | undefined;
  /** Only readings recorded at or after this moment. */
  readonly from?: Instant | undefined;
  /** Only readings recorded at or before this moment. */
  readonly to?: Instant | undefined;
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
   * Records a reading and returns once it is durable. Cost: one durable append, which concurrent readings share, and a
   * second one if the answer opens records.
   *
   * @returns the collection of what the answer opens
   * @throws Problem `reading-not-recorded`: the request must then not be answered
   */
  async record(data: RecordRead, actor: Actor, requestId: Uuid): Promise<Openings> {
    const stream = streamId('reading', v7() as Uuid);
    let revision = NO_STREAM;
    const append = async (type: keyof typeof readingEvents, parts: readonly (RecordRead | RecordsOpened)[]) => {
      const records = parts.map((part, n) => this.#recordOf(stream, revision + 1 + n, type, part, actor, requestId));
      try {
        await this.place.store.append(stream, revision, records);
      } catch (cause) {
        throw new Problem('reading-not-recorded', {}, { cause });
      }
      revision += records.length;
    };
    await append('RecordRead', [data]);
    return new Openings(async (opened) => {
      const parts = openedParts(opened);
      for (let from = 0; from < parts.length; from += MOST_EVENTS)
        await append('RecordsOpened', parts.slice(from, from + MOST_EVENTS));
    });
  }

  #recordOf(
    stream: StreamId,
    revision: number,
    type: keyof typeof readingEvents,
    data: RecordRead | RecordsOpened,
    actor: Actor,
    requestId: Uuid,
  ): EventRecord {
    const commandId = idOf(stream);
    return {
      v: 1,
      log: this.declared.log,
      id: eventId(stream, commandId, revision),
      stream,
      revision,
      type,
      schema: readingEvents[type].version,
      recordedAt: instant(new Date()),
      clock: 'system',
      commandId,
      commandHash: NO_COMMAND,
      causationId: null,
      correlationId: requestId,
      actor,
      data,
    };
  }

  /** Readings, newest first. @param before only readings before this log position; null: from the newest */
  async page(
    { personIds, naming, from, to, scope }: ReadingFilter,
    before: bigint | null,
    limit: number,
  ): Promise<readonly Reading[]> {
    const values: (string | number | readonly string[])[] = [limit];
    const given: string[] = ['revision = 0'];
    const where = (condition: (parameter: string) => string, value: string | readonly string[]) => {
      values.push(value);
      given.push(condition(`$${values.length}`));
    };
    if (before !== null) where((p) => `position < ${p}::bigint`, String(before));
    if (personIds !== undefined) where((p) => `record::jsonb #>> '{actor,id}' = any (${p}::text[])`, personIds);
    if (from !== undefined) where((p) => `(record::jsonb ->> 'recordedAt') collate "C" >= ${p}`, from);
    if (to !== undefined) where((p) => `(record::jsonb ->> 'recordedAt') collate "C" <= ${p}`, to);
    for (const ids of naming ?? [])
      where((p) => `stream in (select stream from log.events where log.ids_named(record) && ${p}::text[])`, ids);
    if (!scope.everything)
      where((p) => `record::jsonb #>> '{actor,organizationId}' = any (${p}::text[])`, [...scope.organizations]);
    const { rows } = await this.place.pool.query<{ position: bigint; record: string }>(
      `select position, record from log.events where ${given.join(' and ')}
       order by position desc limit $1`,
      values,
    );
    const records = rows.map(({ position, record }) => ({ position, record: parseRecord(record) }));
    const opened = await this.#openedIn(records.map(({ record }) => record.stream));
    return records.map(({ position, record }) => ({
      position,
      record,
      data: readingEvents.RecordRead.schema.parse(record.data),
      opened: opened.get(record.stream) ?? [],
    }));
  }

  async #openedIn(streams: readonly StreamId[]): Promise<ReadonlyMap<StreamId, readonly OpenedEntry[]>> {
    const opened = new Map<StreamId, OpenedEntry[]>();
    const { rows } = await this.place.pool.query<{ record: string }>(
      'select record from log.events where stream = any ($1) and revision > 0 order by stream, revision',
      [streams],
    );
    for (const row of rows) {
      const { stream, data } = parseRecord(row.record);
      const entries = readingEvents.RecordsOpened.schema.parse(data).opened;
      opened.set(stream, [...(opened.get(stream) ?? []), ...entries]);
    }
    return opened;
  }
}
