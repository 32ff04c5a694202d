import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { dayOf, endOfDay, Instant, instant, PlainDate } from '#kernel/dates';
import { fieldProblem } from './problems.js';

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

/** The query of a question: its own parameters and those of time travel. Anything else is refused. */
export const question = <S extends z.ZodRawShape>(own: S) => z.strictObject({ ...own, ...timeParameters });

/** What a question is about: structure and acts of a day, as known up to a position of the log. */
export interface Moment {
  readonly asOf: PlainDate;
  readonly knownAt: Instant;
  /** K: the log up to and with this position, nothing later, determines the answer. */
  readonly known: bigint;
  /** Streams whose events up to K are not all in the tables. */
  readonly incomplete: readonly string[];
}

/** What every answer to a question says about its moment. */
export const stampShape = {
  asOf: z.string().describe('The day that the answer is about'),
  knownAt: z.string().describe('Nothing recorded later is in the answer'),
  position: z.string().describe('The log up to here determines the answer'),
  incomplete: z.array(z.string()).describe('Streams that are not wholly in the answer; somebody is looking at them'),
};

/** The shape of an answer: its own members and the stamp. */
export const answered = <S extends z.ZodRawShape>(own: S) => z.strictObject({ ...own, ...stampShape });

export const stamp = ({ asOf, knownAt, known, incomplete }: Moment) => ({
  asOf,
  knownAt,
  position: String(known),
  incomplete: [...incomplete],
});

/** What the platform knows about its log and its read models. */
export interface Knowledge {
  /** Position up to which all of these read models are served. @throws ReadModelRebuilding */
  served(readModels: readonly string[]): Promise<bigint>;
  /** Streams of these read models that were parked at or before a position. */
  incomplete(readModels: readonly string[], known: bigint): Promise<readonly string[]>;
  /** The greatest position such that every event up to it was recorded at or before the moment. */
  knownAt(moment: Instant): Promise<bigint>;
  /** Returns when the read models include the position. @throws NotCaughtUp after the time-out */
  waitFor(position: bigint, readModels: readonly string[], timeoutMs: number): Promise<void>;
  /** Last position of the log. @throws Unavailable */
  head(): Promise<bigint>;
  /** Whole seconds since the first record after a position was recorded; 0 where there is none. @throws Unavailable */
  ageOf(position: bigint): Promise<number>;
}
export const KNOWLEDGE = Symbol('knowledge');

/** Longest wait for `after`; a caller who needs more asks again. */
const PATIENCE_MS = 5000;

@Injectable()
export class TimeTravel {
  constructor(@Inject(KNOWLEDGE) private readonly knowledge: Knowledge) {}

  /**
   * @param readModels names of all read models that the answer is taken from
   * @throws Problem for a position that does not exist | NotCaughtUp | ReadModelRebuilding | Unavailable
   */
  async moment(query: TimeParameters, readModels: readonly string[]): Promise<Moment> {
    // What was known at a moment is looked up in what was projected: only after the wait for `after`, never beside it.
    const served = await this.#served(query.after, readModels);
    const now = instant(new Date()); // not before the wait: what came meanwhile is in the answer, which says so
    const asked =
      query.knownAt === undefined
        ? now
        : query.knownAt.length === 10
          ? endOfDay(PlainDate.parse(query.knownAt))
          : Instant.parse(query.knownAt);
    // What will be recorded later is not known, so a question about the future is one about now.
    const knownAt = asked < now ? asked : now;
    const known = asked < now ? least(served, await this.knowledge.knownAt(knownAt)) : served;
    return {
      asOf: query.asOf ?? dayOf(knownAt),
      knownAt,
      known,
      incomplete: await this.knowledge.incomplete(readModels, known),
    };
  }

  async #served(after: string | undefined, readModels: readonly string[]): Promise<bigint> {
    const served = await this.knowledge.served(readModels);
    if (after === undefined || BigInt(after) <= served) return served;
    if (BigInt(after) > (await this.knowledge.head())) {
      throw fieldProblem('query', 'after', 'no-such-position', {
        vi: 'Nhật ký chưa có vị trí này',
        en: 'The log has no such position yet',
      });
    }
    await this.knowledge.waitFor(BigInt(after), readModels, PATIENCE_MS);
    return this.knowledge.served(readModels);
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
