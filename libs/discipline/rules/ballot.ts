import { z } from 'zod';
import { DISCIPLINE_FORMS, type DisciplineForm, type SubjectClass } from '#features/rulebook';
import { type Bilingual, codesOf } from '#kernel/text';
import type { Stage } from '../codes.js';
import { formsOf } from './forms.js';
import { refuse } from './refusals.js';

const Count = z.int().min(0).max(1_000_000);
/** Votes by form, and votes for no discipline. Ballots are secret: only totals are recorded. */
export const Votes = z.partialRecord(z.enum([...codesOf(DISCIPLINE_FORMS), 'NONE']), Count);
export type Votes = z.output<typeof Votes>;

export interface Totals {
  /** Number of persons entitled to vote, present or absent: the base of every majority (22-QĐ/TW Đ15; confidence S). */
  readonly entitled: number;
  readonly present: number | null;
}

/**
 * Checks that these votes are possible. There may be fewer votes than voters, because ballot papers may be spoilt or
 * blank.
 *
 * @throws Rejection FormNotOfClass | VotesOverTotal | PresentOverEntitled
 */
export function assertVotes(subject: SubjectClass, votes: Votes, { entitled, present }: Totals): void {
  assertTotals({ entitled, present });
  for (const form of Object.keys(votes))
    if (form !== 'NONE' && !formsOf(subject).some((allowed) => allowed === form))
      refuse('FormNotOfClass', { class: subject });
  const cast = Object.values(votes).reduce((sum, count) => sum + count, 0);
  const most = present ?? entitled;
  if (cast > most) refuse('VotesOverTotal', { votes: cast, most });
}

/** @throws Rejection PresentOverEntitled */
export function assertTotals({ entitled, present }: Totals): void {
  if (present !== null && present > entitled) refuse('PresentOverEntitled', { present, entitled });
}

/** Result of a ballot by the majority rule. The result is shown only and decides nothing. */
export interface Tally {
  /** The form that reached its required majority; null if none did. */
  readonly reached: DisciplineForm | 'NONE' | null;
  /** Whether that form needed votes carried over from heavier forms. */
  readonly carriedOver: boolean;
  readonly working: readonly Bilingual[];
}

/**
 * The majority rule (docs/domain.md 4.3; confidence S, of disbandment U). A form needs the votes of more than half of
 * all persons entitled; a proposal of expulsion or disbandment needs two thirds. If no form has enough votes in a
 * deciding ballot, votes for a heavier form are carried over to the next lighter form.
 */
export function tally(subject: SubjectClass, stage: Stage, votes: Votes, entitled: number): Tally {
  const heaviestFirst = [...formsOf(subject)].reverse();
  const half = Math.floor(entitled / 2) + 1;
  const needed = (form: DisciplineForm | 'NONE') =>
    stage === 'PROPOSING' && (form === 'EXPULSION' || form === 'DISBANDMENT') ? Math.ceil((2 * entitled) / 3) : half;
  const base: Bilingual = {
    vi: `Tổng số người được quyền biểu quyết: ${entitled}; quá nửa là ${half} phiếu`,
    en: `${entitled} entitled to vote; more than half is ${half}`,
  };
  const won = [...heaviestFirst, 'NONE' as const].find((form) => (votes[form] ?? 0) >= needed(form));
  if (won !== undefined) return { reached: won, carriedOver: false, working: [base, sentence(won, votes[won] ?? 0)] };
  const missed: Bilingual = { vi: 'Không hình thức nào đủ phiếu', en: 'No form has the votes that it needs' };
  if (stage === 'PROPOSING') return { reached: null, carriedOver: false, working: [base, missed] };
  const steps: Bilingual[] = [];
  let carried = 0;
  for (const form of heaviestFirst) {
    carried += votes[form] ?? 0;
    steps.push(sentence(form, carried));
    if (carried >= half) return { reached: form, carriedOver: true, working: [base, missed, CARRIED, ...steps] };
  }
  return { reached: null, carriedOver: false, working: [base, missed, CARRIED, ...steps] };
}

const CARRIED: Bilingual = {
  vi: 'Cộng dồn từ hình thức nặng nhất xuống hình thức nhẹ hơn liền kề',
  en: 'Votes are carried over from the heaviest form to the next lighter one',
};

const sentence = (form: DisciplineForm | 'NONE', votes: number): Bilingual => {
  const name = form === 'NONE' ? { vi: 'không kỷ luật', en: 'no discipline' } : DISCIPLINE_FORMS[form];
  return { vi: `${name.vi}: ${votes} phiếu`, en: `${name.en}: ${votes} votes` };
};
