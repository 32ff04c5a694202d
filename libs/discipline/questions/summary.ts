import type { BodyKind } from '#features/papers';
import { DISCIPLINE_FORMS, type DisciplineForm } from '#features/rulebook';
import type { PlainDate } from '#kernel/dates';
import { codesOf } from '#kernel/text';
import { NOT_IMPOSED_REASONS, type NotImposedReason } from '../codes.js';
import { type CaseAmongOthers, caseOn, dayOfDecision, effectOfCase, statusOn } from './case-record.js';

type Forms = Readonly<Record<DisciplineForm, number>>;

/** Decisions by form. What nobody can read any more is counted apart, never guessed. */
export interface FormCount {
  readonly decisions: number;
  readonly forms: Forms;
  readonly unreadable: number;
}

export interface ClassSummary {
  /** Decisions by the form that was first decided. */
  readonly decided: FormCount;
  /** Different members, or organizations, among them. */
  readonly distinct: number;
  /** The same decisions by the form that they have on the day, after complaints; annulled ones left out. */
  readonly now: FormCount;
  /** By the kind of body that decided first. */
  readonly byBody: readonly (FormCount & { readonly body: BodyKind })[];
  readonly annulled: number;
  readonly inForce: number;
  readonly lapsed: number;
  /** Of which nobody can say whether they are in force. */
  readonly effectNotKnown: number;
  /** Whose end cannot be computed: the rule is not established, or a day is missing, or a person has to judge. */
  readonly endNotKnown: number;
  /** Decisions without a day: they count, and nobody can say when. */
  readonly withoutDay: number;
  /** Cases that ended without discipline by the day, by reason. Being struck off the list is no form of discipline. */
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
 * Disciplinary work by a day: decisions taken from a first day on, cases that ended without one, cases that wait.
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
