import type { CountingRule } from '#features/counting-rules';
import type { Instant, PlainDate } from '#kernel/dates';

/** A share of a whole: the fraction first, the percentage cut to two decimals with a point. */
export interface Share {
  readonly covered: number;
  readonly total: number;
  readonly percent: string;
}

/** What the front page says of a ward; every figure comes from the answer of `/api/coverage`. */
export interface FrontFigures {
  readonly demo: boolean;
  readonly term: {
    readonly startsOn: PlainDate;
    /** Null where neither known nor assumed; then nothing is paced. */
    readonly endsOn: PlainDate | null;
    readonly endAssumed: boolean;
  };
  /** What makes an organization covered under the rule: the words of the lines follow it. */
  readonly verb: CountingRule['verb'];
  readonly all: Share;
  readonly direct: Share;
  readonly both: Share;
  readonly engagements: { readonly inspections: number; readonly supervisions: number };
  readonly organizationTurns: number;
  readonly distinctOrganizations: number;
  readonly depth: {
    readonly turns: number;
    readonly turnsWithFaults: number;
    readonly remedies: { readonly total: number; readonly done: number; readonly overdue: number };
  };
  readonly pace: {
    /** Of the term, in whole percent, cut. */
    readonly elapsedPercent: number;
    readonly dueByNow: number;
    readonly neededPerYear: number | null;
  } | null;
  readonly notCounted: {
    readonly lowerBodies: number;
    readonly withLowerBodies: Share;
    readonly higherBodies: number;
    readonly beforeTerm: number;
  };
  readonly rule: {
    readonly name: string;
    readonly version: number;
    /** Null: no body has approved it. */
    readonly approval: { readonly approvingBody: string; readonly approvedOn: PlainDate } | null;
  };
  readonly asOf: PlainDate;
  readonly knownAt: Instant;
  readonly position: string;
  /** Seconds before `knownAt` from which on something may be missing; 0 where nothing is, null where nobody knows. */
  readonly ageSeconds: number | null;
  /** When the log was last seen to its end, where it seems to be away; else null. */
  readonly unseenSince: Instant | null;
}
