import type { CountingRule } from '#features/counting-rules';
import type { Instant, PlainDate } from '#kernel/dates';

/** A fraction and its percentage, rounded down to two decimals, with a decimal point. */
export interface Share {
  readonly covered: number;
  readonly total: number;
  readonly percent: string;
}

/** The figures of a ward on the front page, all from the answer of `/api/coverage`. */
export interface FrontFigures {
  readonly demo: boolean;
  readonly term: {
    readonly startsOn: PlainDate;
    /** The end of the term; null if it is neither known nor assumed. Then `pace` is null. */
    readonly endsOn: PlainDate | null;
    readonly endAssumed: boolean;
  };
  /** The targets that the term holds for coverage, as recorded. */
  readonly targets: readonly {
    readonly number: string;
    readonly wording: string;
    readonly atLeastPercent: string | null;
  }[];
  /** What makes an organization covered under the rule; the wording of the lines depends on it. */
  readonly verb: CountingRule['verb'];
  readonly all: Share;
  readonly direct: Share;
  readonly both: Share;
  readonly engagements: { readonly inspections: number; readonly supervisions: number };
  /** How many of the engagements no second person has confirmed. */
  readonly unconfirmed: number;
  readonly organizationTurns: number;
  readonly distinctOrganizations: number;
  readonly depth: {
    readonly turns: number;
    readonly turnsWithFaults: number;
    readonly remedies: { readonly total: number; readonly done: number; readonly overdue: number };
  };
  readonly pace: {
    /** Share of the term that has passed, in whole percent, rounded down. */
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
    /** The approval of the counting rule; null if no body has approved it. */
    readonly approval: { readonly approvingBody: string; readonly approvedOn: PlainDate } | null;
  };
  /** Whether the store was still being set up; no figure is official then. */
  readonly setUpOpen: boolean;
  readonly asOf: PlainDate;
  readonly knownAt: Instant;
  readonly position: string;
  /** Entries of so many seconds before `knownAt` may be missing; 0 if none is missing, null if unknown. */
  readonly ageSeconds: number | null;
  /** When the log was last read to its end, if the log cannot be reached now; otherwise null. */
  readonly unseenSince: Instant | null;
}
