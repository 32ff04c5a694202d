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
import { fieldProblem } from './problems.js';

/** Query parameters of time travel. */
export { KNOWLEDGE, type Knowledge };

const POSITION = z.string().regex(/^(0|[1-9]\d{0,17})$/);

const timeParameters = {
  asOf: PlainDate.optional().describe(
    'The day asked about, in Asia/Ho_Chi_Minh; today, or the day of knownAt, unless given',
  ),
  knownAt: z
    .union([PlainDate, Instant])
    .optional()
    .describe('Only what was recorded by then: the end of a day in Asia/Ho_Chi_Minh, or a moment in UTC'),
  after: POSITION.optional().describe('Position of a receipt; waits, for a short time, until it is included'),
};
export type TimeParameters = z.output<z.ZodObject<typeof timeParameters>>;

/** The query parameters of a query: its own and those of time travel. Others are refused. */
export const question = <S extends z.ZodRawShape>(own: S) => z.strictObject({ ...own, ...timeParameters });

/** The moment of a query: structure and acts on a day, as known up to a position of the log. */
export interface Moment {
  readonly asOf: PlainDate;
  readonly knownAt: Instant;
  /** K: the log up to and including this position determines the answer. */
  readonly position: bigint;
  /** Streams whose events up to K are not all in the tables. */
  readonly incomplete: readonly string[];
  /** The checkpoints of the read models, for callers with a replica. */
  readonly checkpoints: readonly Checkpoint[];
}

/** The members of every answer that describe its moment. */
export const stampShape = {
  asOf: z.string().describe('The day that the answer is about'),
  knownAt: z.string().describe('Nothing recorded later is in the answer'),
  position: z.string().describe('The log up to here determines the answer'),
  incomplete: z.array(z.string()).describe('Streams that are not wholly in the answer; somebody is looking at them'),
};

/** The schema of an answer: its own members and the stamp. */
export const answered = <S extends z.ZodRawShape>(own: S) => z.strictObject({ ...own, ...stampShape });

export const stamp = ({ asOf, knownAt, position, incomplete }: Moment) => ({
  asOf,
  knownAt,
  position: String(position),
  incomplete: [...incomplete],
});

/** Maximum wait for `after`; a client that needs longer asks again. */
const PATIENCE_MS = 5000;

@Injectable()
export class TimeTravel {
  constructor(@Inject(KNOWLEDGE) private readonly knowledge: Knowledge) {}

  /**
   * @param readModels names of all read models that the answer is made from
   * @param recall the remembered moment of a past day, when the answer may come from memory, too; null when it must be
   * read
   * @throws Problem for a position that does not exist
   * NotCaughtUp
   * ReadModelRebuilding
   */
  async moment(
    { asOf, knownAt: of, after }: TimeParameters,
    readModels: readonly string[],
    recall?: (day: PlainDate) => CheckpointSummary | null,
  ): Promise<Moment> {
    // The moment is resolved against projected events, so only after the wait for `after`.
    if (after !== undefined) await this.#include(BigInt(after), readModels);
    const day = of?.length === 10 ? (of as PlainDate) : null;
    const asked = of === undefined ? null : day ? endOfDay(day) : (of as Instant);
    // Nothing recorded in the future is known, so a future moment is answered as now.
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

  /** The lag of an answer. An answer about the past lags when events recorded by then may be missing in the tables. */
  behind({ checkpoints, knownAt }: Pick<Moment, 'checkpoints' | 'knownAt'>): Promise<Behind> {
    const [first = BEGINNING, ...rest] = checkpoints.map(({ position }) => position);
    return this.knowledge.behind(rest.reduce(least, first), knownAt);
  }

  async #include(after: bigint, readModels: readonly string[]): Promise<void> {
    await this.knowledge.reach(after, readModels, PATIENCE_MS).catch((error: unknown) => {
      if (!(error instanceof NoSuchPosition)) throw error;
      throw fieldProblem('query', 'after', 'no-such-position', {
        vi: 'Nhật ký chưa có vị trí này',
        en: 'The log has no such position yet',
      });
    });
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
