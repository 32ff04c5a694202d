import type { Caller, ReadScope } from '#platform/access/caller';
import { fieldProblem } from '#platform/http/problems';
import type { Asked } from './coverage.queries.js';
import type { figuresOf } from './coverage-told.js';

/** What would single out an act that somebody may not see, by what it changes in the figure. */
const OWN_WAYS = ['rule', 'version', 'from', 'to', 'denominator'] as const;

/**
 * The question as somebody may ask it. An official figure is one figure: whoever may read of some organizations is told that of
 * the whole ward, as it is told to everybody, of their own organizations and of those above, and no other.
 *
 * @throws Problem naming the field; the same for an organization that does not exist and for one that is not theirs
 */
export function asAllowed<A extends Asked>(asked: A, by: Caller): A {
  if (by.scope.everything) return asked;
  for (const field of OWN_WAYS)
    if (asked[field] !== undefined)
      throw fieldProblem('query', field, 'not-permitted', {
        vi: 'Chỉ được hỏi số liệu chính thức: theo cách tính và nhiệm kỳ đang dùng',
        en: 'Only the official figure may be asked for: by the rule and the term in use',
      });
  if (asked.scope !== undefined && !by.mayAskAbout(asked.scope))
    throw fieldProblem('query', 'scope', 'not-found', { vi: 'Không tìm thấy', en: 'There is no such thing' });
  return asked;
}

/**
 * The figures as they are told to somebody: the counts to everybody; what acts were about to whoever may read of all
 * organizations; how many persons, where they are so few that it would name someone, to whoever may read of the acts.
 */
export function asToldTo(by: Caller, figures: ReturnType<typeof figuresOf>) {
  const readsAll = by.under('read:engagements').scope.everything;
  if (by.scope.everything && readsAll) return figures;
  const { counters, depth, ...others } = figures;
  const told = by.scope.everything ? counters : { ...counters, byKind: {} };
  return { ...others, counters: readsAll ? told : withoutFewPersons(told), depth: by.scope.everything ? depth : null };
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

/** Fewer persons than this are not counted out to whoever may not read of them (docs/domain.md 12). */
const FEW = 3;
const unlessFew = (persons: number): number | null => (persons > 0 && persons < FEW ? null : persons);

/** Of which organizations somebody is told by name, and of which the act that covers them. */
export interface SeenInLists {
  readonly names: ReadScope;
  readonly acts: ReadScope;
}

export const seenBy = (by: Caller): SeenInLists => ({ names: by.scope, acts: by.under('read:engagements').scope });
