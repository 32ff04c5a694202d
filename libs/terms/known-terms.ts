import type { z } from 'zod';
import type { PlainDate } from '#kernel/dates';
import { idOf, type StreamId, type Uuid } from '#kernel/ids';
import type { TargetMeasure } from './codes.js';
import { overlap, type Window } from './window.js';

export interface TargetRow {
  readonly targetId: Uuid;
  readonly number: string;
  readonly wording: string;
  readonly measure: z.output<typeof TargetMeasure>;
  readonly atLeastPercent: string | null;
}

export interface TermRow extends Window {
  readonly termId: Uuid;
  readonly name: string;
  readonly startAssumed: boolean;
  /** In the order of recording. */
  readonly targets: readonly TargetRow[];
  /** Other terms of the same ward that share a day with this term: at least one of the terms is wrong. */
  readonly overlaps: readonly Uuid[];
}

interface Stated {
  readonly stream: StreamId;
  readonly revision: number;
}

/** Rows of the read model `terms`, in no order. */
export interface TermRows {
  readonly openings: readonly (Stated & Window & Pick<TermRow, 'name' | 'startAssumed'>)[];
  readonly endings: readonly (Stated & { readonly endsOn: PlainDate })[];
  readonly targets: readonly (Stated & TargetRow)[];
}

/**
 * Every term, ordered by first day. A recorded end overrides the end that the opening stated or assumed.
 *
 * @param rows the rows that count at one log position
 */
export function termsOf({ openings, endings, targets }: TermRows): readonly TermRow[] {
  const terms = openings
    .toSorted((a, b) => order(a.startsOn, b.startsOn) || order(a.stream, b.stream))
    .map(({ stream, organizationId, name, startsOn, endsOn: stated, startAssumed, endAssumed }) => {
      const recorded = endings.find((ending) => ending.stream === stream)?.endsOn ?? null;
      const own = targets.filter((target) => target.stream === stream).toSorted((a, b) => a.revision - b.revision);
      return {
        termId: idOf(stream),
        organizationId,
        name,
        startsOn,
        startAssumed,
        endsOn: recorded ?? stated,
        endAssumed: recorded === null && endAssumed,
        targets: own.map(({ targetId, number, wording, measure, atLeastPercent }) => ({
          targetId,
          number,
          wording,
          measure,
          atLeastPercent,
        })),
      };
    });
  return terms.map((term) => ({
    ...term,
    overlaps: terms.flatMap((other) => (other.termId !== term.termId && overlap(term, other) ? [other.termId] : [])),
  }));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
