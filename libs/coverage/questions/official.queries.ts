import type { Caller, ReadScope } from '#platform/access/caller';
import { fieldProblem } from '#platform/http/problems';
import type { CoverageParameters } from './coverage.queries.js';
import type { figuresOf } from './coverage-answer.js';

/** Parameters by which a caller could find a hidden act, from the difference that they make to the figure. */
const OWN_WAYS = ['rule', 'version', 'from', 'to', 'denominator'] as const;

/**
 * Refuses a query that the caller may not ask. The official figure is the same for everybody. A caller whose scope is
 * part of the ward may ask for it for the whole ward, for organizations in that scope and for those above them.
 *
 * @throws Problem naming the field, alike for an organization that does not exist and for one that the caller may not
 * ask about
 */
export function asAllowed<A extends CoverageParameters>(parameters: A, by: Caller): A {
  if (by.scope.everything) return parameters;
  for (const field of OWN_WAYS)
    if (parameters[field] !== undefined)
      throw fieldProblem('query', field, 'not-permitted', {
        vi: 'Chỉ được xem số liệu chính thức, theo cách tính và nhiệm kỳ đang dùng; hãy bỏ tham số này',
        en: 'You may ask only for the official figure, by the counting rule and the term in use; leave this parameter out',
      });
  if (parameters.scope !== undefined && !by.mayAskAbout(parameters.scope))
    throw fieldProblem('query', 'scope', 'not-found', {
      vi: 'Không có tổ chức đảng nào mang mã này; hãy kiểm tra mã',
      en: 'No organization has this id; check the id',
    });
  return parameters;
}

/**
 * The figures as the caller may see them. Everybody sees the counts. Only readers of all organizations see breakdowns
 * of the acts. Only readers of the acts see small numbers of persons, which could identify a person.
 */
export function figuresVisibleTo(by: Caller, figures: ReturnType<typeof figuresOf>) {
  const readsAll = by.under('read:engagements').scope.everything;
  if (by.scope.everything && readsAll) return figures;
  const { counters, depth, ...others } = figures;
  const visible = by.scope.everything ? counters : { ...counters, byKind: {} };
  return {
    ...others,
    counters: readsAll ? visible : withoutFewPersons(visible),
    depth: by.scope.everything ? depth : null,
  };
}

type Counters = ReturnType<typeof figuresOf>['counters'];
type Turns = Counters['byVerb']['INSPECTION'];

function withoutFewPersons({ memberTurns, distinctMembers, byVerb, byKind, ...counters }: Counters) {
  const of = (turns: Turns) => ({ ...turns, memberTurns: unlessFew(turns.memberTurns) });
  return {
    ...counters,
    memberTurns: unlessFew(memberTurns),
    distinctMembers: unlessFew(distinctMembers),
    byVerb: { INSPECTION: of(byVerb.INSPECTION), SUPERVISION: of(byVerb.SUPERVISION) },
    byKind: Object.fromEntries(Object.entries(byKind).map(([kind, turns]) => [kind, of(turns)])),
  };
}

/**
 * Numbers of persons below this one are hidden from callers who may not read about these persons (docs/domain.md 12).
 */
const FEW = 3;
const unlessFew = (persons: number): number | null => (persons > 0 && persons < FEW ? null : persons);

/**
 * The organizations whose names the caller may see, and those of which the caller may also see the act that covers
 * them.
 */
export interface ListVisibility {
  readonly names: ReadScope;
  readonly acts: ReadScope;
}

export const listVisibilityOf = (by: Caller): ListVisibility => ({
  names: by.scope,
  acts: by.under('read:engagements').scope,
});
