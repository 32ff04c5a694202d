import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { dayOf, endOfDay, Instant, instant, PlainDate } from '#kernel/dates';
import {
  type Behind,
  type Checkpoint,
  KNOWLEDGE,
  type Knowledge,
  type CheckpointSummary,
  NoSuchPosition,
} from '../projections/serving.js';
import { BEGINNING } from '../event-store/event-store.js';
import { orderedDays } from './day-filters.js';
import { withPersons } from './persons-told.js';
import { fieldProblem } from './problems.js';

/** Query parameters of time travel. */
export { KNOWLEDGE, type Knowledge };

const POSITION = z.string().regex(/^(0|[1-9]\d{0,17})$/);

const timeParameters = {
  asOf: PlainDate.optional().describe(
    'The day that the question is about, in Asia/Ho_Chi_Minh; default: the day of knownAt, or else today',
  ),
  knownAt: z
    .union([PlainDate, Instant])
    .optional()
    .describe('Events recorded later are ignored. A day (its end in Asia/Ho_Chi_Minh) or a moment in UTC'),
  after: POSITION.optional().describe(
    'Position in a receipt; the answer waits up to 5 s until it includes that position',
  ),
};
export type TimeParameters = z.output<z.ZodObject<typeof timeParameters>>;

/**
 * The query parameters of a query: its own parameters and those of time travel. Other parameters are refused, and ranges
 * of days whose first day is after the last.
 */
export const question = <S extends z.ZodRawShape>(own: S) => orderedDays(z.strictObject({ ...own, ...timeParameters }));

/** The moment of a query: the day that it is about, and the position up to which recorded events count. */
export interface Moment {
  readonly asOf: PlainDate;
  readonly knownAt: Instant;
  /** K: the events up to and including this position determine the answer. */
  readonly position: bigint;
  /** Streams of which the tables do not have all events up to K. */
  readonly incomplete: readonly string[];
  /** The checkpoints of the read models, for callers with a replica. */
  readonly checkpoints: readonly Checkpoint[];
}

/** The members of every answer that describe its moment. */
export const stampShape = {
  asOf: z.string().describe('The day that the answer is about'),
  knownAt: z.string().describe('The answer contains no event recorded after this moment'),
  position: z.string().describe('The answer contains the events up to this position of the log'),
  incomplete: z.array(z.string()).describe('Streams of which the answer lacks events; they are parked or set aside'),
};

/** The schema of an answer: its own members and those of its moment. */
export const answered = <S extends z.ZodRawShape>(own: S) => z.strictObject({ ...withPersons(own), ...stampShape });

export const stamp = ({ asOf, knownAt, position, incomplete }: Moment) => ({
  asOf,
  knownAt,
  position: String(position),
  incomplete: [...incomplete],
});

/** Maximum wait for `after`. A client for which this is too short sends its request again. */
const PATIENCE_MS = 5000;

@Injectable()
export class TimeTravel {
  constructor(@Inject(KNOWLEDGE) private readonly knowledge: Knowledge) {}

  /**
   * @param readModels names of all read models that the answer is made from
   * @param recall returns the remembered moment of a past day, or null if the moment must be read; given if the answer
   * may come from memory
   * @throws Problem for a position that does not exist
   * NotCaughtUp
   * ReadModelRebuilding
   */
  async moment(
    { asOf, knownAt: of, after }: TimeParameters,
    readModels: readonly string[],
    recall?: (day: PlainDate) => CheckpointSummary | null,
  ): Promise<Moment> {
    // The moment is found in the projected events, so the wait for `after` comes first.
    if (after !== undefined) await this.#include(BigInt(after), readModels);
    const day = of?.length === 10 ? (of as PlainDate) : null;
    const asked = of === undefined ? null : day ? endOfDay(day) : (of as Instant);
    // No event is recorded in the future, so a future moment is answered like the present one.
    const past = asked !== null && asked < instant(new Date()) ? asked : null;
    const recalled = past && day && after === undefined ? recall?.(day) : null;
    const { served, knownAt: atMoment, checkpoints } = recalled ?? (await this.knowledge.checkpoints(readModels, past));
    const position = atMoment === null ? served : least(served, atMoment);
    const knownAt = past ?? instant(new Date()); // after the read: everything in the answer was recorded by then
    const parked = checkpoints.flatMap((one) => one.parked).filter((one) => one.position <= position);
    return {
      asOf: asOf ?? dayOf(knownAt),
      knownAt,
      position,
      checkpoints,
      incomplete: [...new Set([...parked.map(({ stream }) => stream), ...this.knowledge.setAside()])],
    };
  }

  /** The lag of an answer. An answer about a past moment lags if the tables may lack events recorded by that moment. */
  behind({ checkpoints, knownAt }: Pick<Moment, 'checkpoints' | 'knownAt'>): Promise<Behind> {
    const [first = BEGINNING, ...rest] = checkpoints.map(({ position }) => position);
    return this.knowledge.behind(rest.reduce(least, first), knownAt);
  }

  async #include(after: bigint, readModels: readonly string[]): Promise<void> {
    await this.knowledge.reach(after, readModels, PATIENCE_MS).catch((error: unknown) => {
      if (!(error instanceof NoSuchPosition)) throw error;
      throw fieldProblem('query', 'after', 'no-such-position', {
        vi: 'Nhật ký chưa có vị trí này; hãy gửi vị trí nêu trong một biên nhận',
        en: 'The log does not have this position yet; send the position of a receipt',
      });
    });
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
