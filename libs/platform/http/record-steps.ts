import { z } from 'zod';
import type { Instant } from '#kernel/dates';
import type { StoredEvent } from '../event-store/event-store.js';
import { fieldProblem, notFound } from './problems.js';
import { answered, type Moment, question, stamp, type TimeParameters, type TimeTravel } from './time-travel.js';

const stepParameter = {
  revision: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional()
    .describe('The record as it was known right after this entry; not together with knownAt'),
};

/** The parameters of a query about one record: those of time travel, and the entry after which it is asked about. */
export const questionOfRecord = <S extends z.ZodRawShape>(own: S) => question({ ...own, ...stepParameter });
type RecordParameters = TimeParameters & { readonly revision?: number | undefined };

const stepShape = {
  revision: z
    .int()
    .nullable()
    .describe('The last entry of the record that the answer contains; null of an organization unless asked by entry'),
  previous: z.int().nullable().describe('The entry one step back, for `revision`; null at the first'),
  next: z.int().nullable().describe('The entry one step forward, for `revision`; null at the last'),
};

/** The schema of an answer about one record: its own members, those of its moment, and the steps from there. */
export const answeredOfRecord = <S extends z.ZodRawShape>(own: S) => answered(ofRecord(own));
export const ofRecord = <S extends z.ZodRawShape>(own: S) => ({ ...own, ...stepShape });

/** A moment in the life of one record. */
export interface RecordMoment extends Moment {
  /** Null if the entries of the record were not read. */
  readonly revision: number | null;
  readonly previous: number | null;
  readonly next: number | null;
}

export const stampOfRecord = (moment: RecordMoment) => {
  const { revision, previous, next } = moment;
  return { ...stamp(moment), revision, previous, next };
};

/**
 * The moment of a query about one record. Entries of one append took effect together, so a step goes from append to
 * append, and an entry inside of one is answered with all of its append.
 *
 * @param recorded the events of the record
 * @throws Problem not-found for an entry that does not exist, so that a record that the caller may not see is not told
 * apart
 */
export async function momentOfRecord(
  time: TimeTravel,
  { revision, ...parameters }: RecordParameters,
  readModels: readonly string[],
  recorded: () => Promise<readonly StoredEvent[]>,
): Promise<RecordMoment> {
  if (revision !== undefined && parameters.knownAt !== undefined) throw twice();
  if (revision === undefined) {
    const moment = await time.moment(parameters, readModels);
    const ends = (await recorded()).filter(({ endsAppend }) => endsAppend);
    const at = ends.findLastIndex(({ position }) => position <= moment.position);
    return { ...moment, ...stepsAt(ends, at) };
  }
  const ends = (await recorded()).filter(({ endsAppend }) => endsAppend);
  const at = ends.findIndex(({ record }) => record.revision >= revision);
  const end = ends[at];
  if (!end) throw notFound();
  const after = parameters.after === undefined ? end.position : later(end.position, BigInt(parameters.after));
  const knownAt: Instant = end.record.recordedAt;
  const moment = await time.moment({ asOf: parameters.asOf, knownAt, after: String(after) }, readModels);
  return { ...moment, position: end.position, ...stepsAt(ends, at) };
}

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);

function stepsAt(ends: readonly StoredEvent[], at: number) {
  const revisionAt = (i: number): number | null => ends[i]?.record.revision ?? null;
  return { revision: revisionAt(at), previous: revisionAt(at - 1), next: revisionAt(at + 1) };
}

const twice = () =>
  fieldProblem('query', 'revision', 'with-known-at', {
    vi: 'Chỉ nêu một trong hai: mục ghi số hoặc thời điểm đã biết',
    en: 'Name only one of the two: the entry (revision) or the moment of knowledge (knownAt)',
  });
