import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { type EngagementWithFacts, placeOf } from './engagements.queries.js';
import { type Fact, factOf, type NameOf } from './facts.js';
import { type EngagementFilter, judgedFact } from './filter.js';

/** Where an engagement stands in lists. */
export const EngagementPlace = z.strictObject({ signedOn: PlainDate.or(z.literal('')), engagementId: Uuid });
export const FactPlace = EngagementPlace.extend({ revision: z.int(), item: z.int() });
export type FactPlace = z.output<typeof FactPlace>;

/** A row of the export, and its place in the order. */
export interface PlacedFact {
  readonly row: Fact;
  readonly at: FactPlace;
}

/** The rows of an engagement that meet the filter. */
export const factsOf = (engagement: EngagementWithFacts, filter: EngagementFilter, nameOf: NameOf): PlacedFact[] =>
  engagement.on.subjects
    .filter((subject) => judgedFact(engagement, subject, filter) === 'within')
    .map((subject) => ({
      row: factOf(engagement.engagementId, engagement.opening, engagement.on, subject, nameOf),
      at: { ...placeOf(engagement.opening), revision: subject.revision, item: subject.item },
    }));

/** Whether a row comes after a place in the list. Rows of one engagement are in the order of its subjects. */
export const isAfter = (at: FactPlace, from: FactPlace): boolean =>
  at.engagementId !== from.engagementId ||
  at.revision > from.revision ||
  (at.revision === from.revision && at.item > from.item);
