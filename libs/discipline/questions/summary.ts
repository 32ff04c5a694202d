import type { BodyKind } from '#features/papers';
import type { PersonOf } from '#features/members';
import { DISCIPLINE_FORMS, type DisciplineForm } from '#features/rulebook';
import type { PlainDate } from '#kernel/dates';
import { codesOf } from '#kernel/text';
import { NOT_IMPOSED_REASONS, type NotImposedReason } from '../codes.js';
import { type CaseAmongOthers, caseOn, dayOfDecision, effectOfCase, statusOn } from './case-record.js';

type Forms = Readonly<Record<DisciplineForm, number>>;

/** Counts of decisions by form. Decisions whose form can no longer be read are counted separately. */
export interface FormCount {
  readonly decisions: number;
  readonly forms: Forms;
  readonly unreadable: number;
}

export interface ClassSummary {
  /** Decisions by the form first decided. */
  readonly decided: FormCount;
  /** Number of distinct subjects (members or organizations) of these decisions. */
  readonly distinct: number;
  /** The same decisions by their form on the day, after complaints. Leaves out annulled decisions. */
  readonly now: FormCount;
  /** Decisions by the kind of body that made the first decision of the case. */
  readonly byBody: readonly (FormCount & { readonly body: BodyKind })[];
  readonly annulled: number;
  readonly inForce: number;
  readonly lapsed: number;
  /** Number of decisions of which it is not known whether they are in force. */
  readonly effectNotKnown: number;
  /**
   * Number of decisions whose end cannot be computed: the rule is not established, a day is missing, or a person must
   * judge.
   */
  readonly endNotKnown: number;
  /** Number of decisions without a day, which count on every day. */
  readonly withoutDay: number;
  /**
   * Cases that ended without discipline on or before the day, by reason. Striking a member off the list is such a
   * reason and not a form of discipline.
   */
  readonly notImposed: {
    readonly cases: number;
    readonly reasons: Readonly<Record<NotImposedReason, number>>;
    readonly unreadable: number;
  };
  readonly postponed: number;
  readonly open: number;
}

export interface Summary {
  readonly members: ClassSummary;
  readonly organizations: ClassSummary;
}

/**
 * Disciplinary work up to a day: decisions taken since `from`, cases that ended since then without discipline, and
 * pending cases.
 *
 * @param from null: from the beginning
 */
export function summarize(
  cases: readonly CaseAmongOthers[],
  from: PlainDate | null,
  asOf: PlainDate,
  personOf: PersonOf = (id) => id,
): Summary {
  const casesOnDay = cases.flatMap(({ record, others }) => {
    const then = caseOn(record, asOf);
    return then ? [{ record: then, others }] : [];
  });
  const isOfMember = ({ record }: CaseAmongOthers) => record.subject.memberId !== null;
  return {
    members: ofClass(casesOnDay.filter(isOfMember), from, asOf, personOf),
    organizations: ofClass(
      casesOnDay.filter((item) => !isOfMember(item)),
      from,
      asOf,
      personOf,
    ),
  };
}

function ofClass(
  cases: readonly CaseAmongOthers[],
  from: PlainDate | null,
  asOf: PlainDate,
  personOf: PersonOf,
): ClassSummary {
  const since = (day: PlainDate | null) => from === null || day === null || from <= day;
  const decided = cases.flatMap((item) => {
    const { record } = item;
    if (record.decision === null || !since(dayOfDecision(record))) return [];
    return [{ record, decision: record.decision, effect: effectOfCase(item, asOf) }];
  });
  const annulled = decided.filter(({ effect }) => effect.endedHow === 'ANNULLED');
  const bodies = new Set(decided.map(({ decision }) => decision.decidingBody.body));
  const ended = cases.flatMap(({ record }) =>
    record.notImposed && since(record.notImposed.on) ? [record.notImposed.reason] : [],
  );
  const status = (wanted: string) => cases.filter(({ record }) => statusOn(record, asOf) === wanted).length;
  return {
    decided: countForms(decided.map(({ decision }) => decision.form)),
    distinct: new Set(
      decided.map(
        ({ record: { subject } }) => (subject.memberId && personOf(subject.memberId)) ?? subject.organizationId,
      ),
    ).size,
    now: countForms(decided.filter((decision) => !annulled.includes(decision)).map(({ effect }) => effect.form)),
    byBody: [...bodies].sort().map((body) => ({
      body,
      ...countForms(
        decided.filter(({ decision }) => decision.decidingBody.body === body).map(({ decision }) => decision.form),
      ),
    })),
    annulled: annulled.length,
    inForce: decided.filter(({ effect }) => effect.inForce === true).length,
    lapsed: decided.filter(({ effect }) => effect.endedHow === 'LAPSED').length,
    effectNotKnown: decided.filter(({ effect }) => effect.inForce === null).length,
    endNotKnown: decided.filter(({ effect }) => effect.endsOnUnknownBecause !== null).length,
    withoutDay: decided.filter(({ record }) => dayOfDecision(record) === null).length,
    notImposed: {
      cases: ended.length,
      reasons: tallied(codesOf(NOT_IMPOSED_REASONS), ended),
      unreadable: ended.filter((reason) => reason === null).length,
    },
    postponed: status('POSTPONED'),
    open: status('OPEN'),
  };
}

const countForms = (forms: readonly (DisciplineForm | null)[]): FormCount => ({
  decisions: forms.length,
  forms: tallied(codesOf(DISCIPLINE_FORMS), forms),
  unreadable: forms.filter((form) => form === null).length,
});

const tallied = <T extends string>(codes: readonly T[], values: readonly (T | null)[]): Readonly<Record<T, number>> =>
  Object.fromEntries(codes.map((code) => [code, values.filter((value) => value === code).length])) as Record<T, number>;
