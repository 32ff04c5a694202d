import type { BodyKind } from '#features/papers';
import { DISCIPLINE_FORMS, type DisciplineForm } from '#features/rulebook';
import type { PlainDate } from '#kernel/dates';
import { codesOf } from '#kernel/text';
import { NOT_IMPOSED_REASONS, type NotImposedReason } from '../codes.js';
import { type CaseAmongOthers, caseOn, dayOfDecision, effectOfCase, statusOn } from './case-record.js';

type Forms = Readonly<Record<DisciplineForm, number>>;

/** Decisions by form. Forms whose key is destroyed are counted separately. */
export interface FormCount {
  readonly decisions: number;
  readonly forms: Forms;
  readonly unreadable: number;
}

export interface ClassSummary {
  /** Decisions by the form first decided. */
  readonly decided: FormCount;
  /** Distinct members, or organizations, among them. */
  readonly distinct: number;
  /** The same decisions by their form on the day, after complaints; annulled ones left out. */
  readonly now: FormCount;
  /** By the kind of body that decided first. */
  readonly byBody: readonly (FormCount & { readonly body: BodyKind })[];
  readonly annulled: number;
  readonly inForce: number;
  readonly lapsed: number;
  /** Decisions whose effect is not known. */
  readonly effectNotKnown: number;
  /**
   * Decisions whose end cannot be computed: the rule is not established, a day is missing, or a person has to judge.
   */
  readonly endNotKnown: number;
  /** Decisions without a day: they count on every day. */
  readonly withoutDay: number;
  /**
   * Cases that ended without discipline by the day, by reason. Striking a member off the list is not a form of
   * discipline.
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
 * Disciplinary work up to a day: decisions taken since `from`, cases ended without one, and pending cases.
 *
 * @param from null: from the beginning
 */
export function summarize(cases: readonly CaseAmongOthers[], from: PlainDate | null, asOf: PlainDate): Summary {
  const known = cases.flatMap(({ found, others }) => {
    const then = caseOn(found, asOf);
    return then ? [{ found: then, others }] : [];
  });
  const isOfMember = ({ found }: CaseAmongOthers) => found.subject.memberId !== null;
  return {
    members: ofClass(known.filter(isOfMember), from, asOf),
    organizations: ofClass(
      known.filter((one) => !isOfMember(one)),
      from,
      asOf,
    ),
  };
}

function ofClass(known: readonly CaseAmongOthers[], from: PlainDate | null, asOf: PlainDate): ClassSummary {
  const since = (day: PlainDate | null) => from === null || day === null || from <= day;
  const decided = known.flatMap((one) => {
    const { found } = one;
    if (found.decision === null || !since(dayOfDecision(found))) return [];
    return [{ found, decision: found.decision, effect: effectOfCase(one, asOf) }];
  });
  const annulled = decided.filter(({ effect }) => effect.endedHow === 'ANNULLED');
  const bodies = new Set(decided.map(({ decision }) => decision.decidingBody.body));
  const ended = known.flatMap(({ found }) =>
    found.notImposed && since(found.notImposed.on) ? [found.notImposed.reason] : [],
  );
  const status = (wanted: string) => known.filter(({ found }) => statusOn(found, asOf) === wanted).length;
  return {
    decided: countForms(decided.map(({ decision }) => decision.form)),
    distinct: new Set(decided.map(({ found }) => found.subject.memberId ?? found.subject.organizationId)).size,
    now: countForms(decided.filter((one) => !annulled.includes(one)).map(({ effect }) => effect.form)),
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
    withoutDay: decided.filter(({ found }) => dayOfDecision(found) === null).length,
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

const tallied = <T extends string>(codes: readonly T[], found: readonly (T | null)[]): Readonly<Record<T, number>> =>
  Object.fromEntries(codes.map((code) => [code, found.filter((one) => one === code).length])) as Record<T, number>;
