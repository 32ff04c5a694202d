import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import { overlap, type TermRow, termOn } from '#features/terms';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { dayText } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { compareVietnamese } from '#kernel/vietnamese';
import { EVERYTHING } from '#platform/access/reader';
import { fieldProblem } from '#platform/http/problems';
import { stamp, type TimeParameters } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { Coverage } from '../coverage.js';
import type { Figure } from '../rules/figures.js';
import { ruleNamed } from './coverage-answer.js';
import { CoverageQuestions, type KnownFacts, resolved } from './coverage.queries.js';

export const TermWhatIf = z
  .strictObject({
    termId: Uuid.nullable().default(null).describe('The term whose days change; null: a term that is opened'),
    organizationId: Uuid.nullable().default(null).describe('The ward of the term that is opened'),
    startsOn: PlainDate.optional().describe('First day; if absent, that of the term'),
    endsOn: PlainDate.nullable().optional().describe('Last day, null: not known; if absent, that of the term'),
    endAssumed: z.boolean().optional().describe('Whether the last day is an assumption'),
  })
  .meta({ id: 'TermWhatIf' });
export type TermWhatIf = z.output<typeof TermWhatIf>;

type State = 'COVERED' | 'UNCOVERED' | 'NOT_COUNTED';

/** The effect of a term on the figure of its ward, before anybody records it. Nothing is written. */
@Injectable()
export class WhatIfTerms {
  readonly #names: OrganizationsDb;

  constructor(
    private readonly questions: CoverageQuestions,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.#names = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  /** @throws Problem naming the field for a ward or a term that does not exist, and for days that are missing or wrong */
  async of(change: TermWhatIf, time: TimeParameters) {
    const known = await this.questions.known(time);
    const before = known.termsOf();
    const changed = changedTerm(change, before, known);
    const ward = changed.organizationId;
    const after = [...before.filter(({ termId }) => termId !== changed.termId), changed];
    const { moment } = known;
    const by = (terms: readonly TermRow[]) => {
      const own = terms.filter(({ organizationId }) => organizationId === ward);
      if (!termOn(own, ward, moment.asOf)) return null;
      return resolved({ ...time, scope: ward }, { ...known, termsOf: () => own });
    };
    const [now, withTerm] = [by(before), by(after)];
    const rule = (now ?? withTerm)?.rule;
    if (!rule) throw bodyProblem('startsOn', 'no-term', NO_TERM);
    const [is, would] = [now?.evaluate() ?? null, withTerm?.evaluate() ?? null];
    const states = changedStates(is, would);
    const names = await namesOf(this.#names, moment, [...states.keys()]);
    const list = [...states]
      .map(([organizationId, state]) => ({ organizationId, name: names.get(organizationId) ?? '', ...state }))
      .sort((a, b) => compareVietnamese(a.name, b.name) || (a.organizationId < b.organizationId ? -1 : 1));
    return {
      organizationId: ward,
      now: is?.figure ?? null,
      withTerm: would?.figure ?? null,
      changed: list.length,
      organizations: list,
      overlaps: after
        .filter((term) => term.termId !== changed.termId && overlap(term, changed))
        .map(({ termId, name }) => ({ termId, name })),
      sentence: sentenceOf(changed, is?.figure ?? null, would?.figure ?? null, list.length),
      rule: ruleNamed(rule),
      ...stamp(moment),
    };
  }
}

/** The id of a term that is not recorded. */
const NEW = Uuid.parse('00000000-0000-4000-8000-000000000000');

function changedTerm(change: TermWhatIf, terms: readonly TermRow[], { facts }: KnownFacts): TermRow {
  const changed = change.termId === null ? openedTerm(change, facts) : otherDays(change, terms);
  if (changed.endsOn !== null && changed.endsOn < changed.startsOn)
    throw bodyProblem('endsOn', 'before-start', ENDS_FIRST);
  if (changed.endsOn === null && changed.endAssumed) throw bodyProblem('endsOn', 'required', NO_END);
  return changed;
}

function openedTerm({ organizationId, startsOn, endsOn, endAssumed }: TermWhatIf, facts: KnownFacts['facts']): TermRow {
  if (organizationId === null) throw bodyProblem('organizationId', 'required', WARD_NEEDED);
  if (!facts.ledgers.has(organizationId)) throw bodyProblem('organizationId', 'not-a-ward', NO_WARD);
  if (startsOn === undefined) throw bodyProblem('startsOn', 'required', START_NEEDED);
  return {
    termId: NEW,
    name: '',
    organizationId,
    startsOn,
    startAssumed: false,
    endsOn: endsOn ?? null,
    endAssumed: endAssumed ?? false,
    targets: [],
    overlaps: [],
  };
}

/** A last day that is given is no assumption, unless the change says so. */
function otherDays({ termId, organizationId, startsOn, endsOn, endAssumed }: TermWhatIf, terms: readonly TermRow[]) {
  const term = terms.find((one) => one.termId === termId);
  if (!term) throw bodyProblem('termId', 'not-found', NO_SUCH_TERM);
  if (organizationId !== null && organizationId !== term.organizationId)
    throw bodyProblem('organizationId', 'not-with-term', OTHER_WARD);
  return {
    ...term,
    startsOn: startsOn ?? term.startsOn,
    endsOn: endsOn === undefined ? term.endsOn : endsOn,
    endAssumed: endAssumed ?? (endsOn === undefined && term.endAssumed),
  };
}

/** The organizations whose state differs between two answers. */
function changedStates(now: Coverage | null, withTerm: Coverage | null) {
  const [is, would] = [statesIn(now), statesIn(withTerm)];
  const changed = new Map<Uuid, { readonly now: State; readonly withTerm: State }>();
  for (const id of new Set([...is.keys(), ...would.keys()])) {
    const state = { now: is.get(id) ?? 'NOT_COUNTED', withTerm: would.get(id) ?? 'NOT_COUNTED' } as const;
    if (state.now !== state.withTerm) changed.set(id, state);
  }
  return changed;
}

const statesIn = (answer: Coverage | null): ReadonlyMap<Uuid, State> =>
  new Map(
    answer?.organizations().map(({ organizationId, covered }) => [organizationId, covered ? 'COVERED' : 'UNCOVERED']),
  );

function sentenceOf(
  { startsOn, endsOn }: TermRow,
  now: Figure | null,
  withTerm: Figure | null,
  changed: number,
): Bilingual {
  const [from, to] = [dayText(startsOn), endsOn === null ? null : dayText(endsOn)];
  const of = (figure: Figure | null, none: string) => (figure ? `${figure.covered}/${figure.total}` : none);
  const [none, nothing] = ['chưa có số liệu', 'no figure'];
  return {
    vi: `Nếu nhiệm kỳ từ ngày ${from.vi} ${to ? `đến ngày ${to.vi}` : '(chưa rõ ngày cuối)'}: ${of(withTerm, none)} tổ chức đảng được kiểm tra, giám sát; hiện nay: ${of(now, none)}; ${changed} tổ chức đảng thay đổi`,
    en: `With a term from ${from.en} ${to ? `to ${to.en}` : '(last day not known)'}: ${of(withTerm, nothing)} organizations inspected or supervised; now: ${of(now, nothing)}; organizations that change: ${changed}`,
  };
}

const bodyProblem = (field: string, code: string, sentence: Bilingual) => fieldProblem('body', field, code, sentence);
const WARD_NEEDED = {
  vi: 'Hãy nêu đảng bộ phường của nhiệm kỳ định mở, hoặc nhiệm kỳ định sửa',
  en: 'Give the ward (organizationId) of the term to open, or the term (termId) to change',
};
const NO_WARD = {
  vi: 'Mã này không phải của một đảng bộ phường trong sổ tổ chức đảng; hãy nêu mã của đảng bộ phường',
  en: 'This id is not that of a ward organization in the register; give the id of the ward',
};
const START_NEEDED = { vi: 'Hãy nêu ngày bắt đầu của nhiệm kỳ', en: 'Give the first day of the term' };
const NO_SUCH_TERM = {
  vi: 'Không có nhiệm kỳ nào mang mã này; hãy kiểm tra mã',
  en: 'No term has this id; check the id',
};
const OTHER_WARD = {
  vi: 'Nhiệm kỳ này là của đảng bộ khác; hãy bỏ mã này',
  en: 'The term is of another ward; leave this id out',
};
const ENDS_FIRST = {
  vi: 'Ngày cuối ở trước ngày bắt đầu của nhiệm kỳ; hãy kiểm tra hai ngày này',
  en: 'The last day is before the first day of the term; check both days',
};
const NO_END = {
  vi: 'Đã đánh dấu ngày cuối là tạm tính thì phải nêu ngày đó',
  en: 'Give the last day if it is marked as assumed',
};
const NO_TERM = {
  vi: 'Ngày được hỏi không thuộc nhiệm kỳ nào, kể cả nhiệm kỳ này; hãy hỏi về một ngày khác',
  en: 'The day asked about falls in no term, not even in this one; ask about another day (asOf)',
};
