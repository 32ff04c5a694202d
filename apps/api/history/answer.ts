import { z } from 'zod';
import { STATES } from '#features/coverage';
import { FATES } from '#kernel/fates';
import { codesOf } from '#kernel/text';

const words = z.strictObject({ vi: z.string(), en: z.string() });
const count = z.strictObject({ covered: z.int(), total: z.int() }).meta({ id: 'CoveredOfTotal' });
const state = z.enum(codesOf(STATES)).nullable();
const entry = z.int();
const Person = z.strictObject({ personId: z.uuid(), name: z.string().nullable() }).meta({ id: 'PersonNamed' });

const Actor = z
  .strictObject({
    person: Person.nullable().describe('Null for readers who may not know; they are told the role only'),
    role: z.string(),
    roleName: words.nullable(),
    onBehalfOf: Person.nullable().describe('Who gave the delegation under which the person acted'),
  })
  .meta({ id: 'HistoryActor' });

const Second = z.strictObject({ entry, recordedAt: z.string(), actor: Actor }).meta({ id: 'SecondPerson' });

export const historyAnswer = {
  stream: z.string(),
  entries: z.array(
    z
      .strictObject({
        revision: entry.describe('The number of the entry; a correction or an annulment names it'),
        eventId: z.uuid(),
        type: z.string(),
        recordedAt: z.string().describe('When it was recorded'),
        happenedOn: z
          .array(z.strictObject({ field: z.string(), label: words, on: z.string() }).meta({ id: 'HappenedOn' }))
          .describe('The days of the facts that it states, each by its own name'),
        actorRole: z.string(),
        actor: Actor,
        confirmedBy: Second.nullable().describe('The first comparison with the papers that covers the entry'),
        agreedBy: z.array(Second).describe('Of an act that takes several persons: the others who took part'),
        status: z
          .enum(FATES)
          .describe(
            'COUNTS: in force; CORRECTED, ANNULLED: by changedBy; VOID: what it hangs on (voidBecause) was withdrawn; OVERTAKEN: overtakenBy took its place',
          ),
        changedBy: entry.nullable().describe('The last entry that corrected or annulled this entry'),
        voidBecause: entry.nullable().describe('The entry on which this entry hangs'),
        overtakenBy: entry.nullable().describe('The entry that took the place of this entry'),
        corrects: entry.nullable().describe('The entry that this correction or annulment is about'),
        sentence: words,
        changes: z
          .array(
            z
              .strictObject({ field: z.string(), label: words, before: words.nullable(), after: words.nullable() })
              .meta({ id: 'FieldChange' }),
          )
          .describe('What it changed: of a correction each changed value, of an annulment what it withdrew'),
        state: words
          .extend({ code: z.string() })
          .meta({ id: 'StateAfter' })
          .nullable()
          .describe(
            'The status of the record after this entry, as `?revision=` answers it; null for kinds of record without one',
          ),
        rule: z
          .strictObject({
            ruleSet: words.extend({ id: z.string() }).nullable().describe('The rules that the entry says were applied'),
            warnings: z
              .array(
                words
                  .extend({
                    code: z.string(),
                    source: z.string().nullable(),
                    article: z.string().nullable(),
                    confidence: z.string().nullable(),
                  })
                  .meta({ id: 'RuleWarning' }),
              )
              .describe('Warnings by a rule, on an engagement, that its answer has since the append of this entry'),
          })
          .meta({ id: 'RuleOfEntry' })
          .nullable()
          .describe('Null where no rule was applied or warned'),
        figures: z
          .strictObject({
            before: count.nullable().describe('The figure as known before the append; null if no term was known'),
            after: count.nullable(),
            changed: z.int().describe('How many organizations within the scope of the caller changed their state'),
            organizations: z
              .array(
                z
                  .strictObject({
                    organizationId: z.uuid(),
                    name: z.string(),
                    before: state.describe('coverage-states; null: it did not belong to the term'),
                    after: state,
                  })
                  .meta({ id: 'OrganizationMoved' }),
              )
              .describe('The first 50 of them by name'),
          })
          .meta({ id: 'FiguresMoved' })
          .nullable()
          .describe('With `figures=true`: what the append of this entry did to coverage; null if it moved nothing'),
      })
      .meta({ id: 'StreamEntry' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
  setAside: words.nullable().describe('Why entries may be missing; null if the stream is complete'),
};
