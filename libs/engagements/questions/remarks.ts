import { type Life, LIFE_CODES, lifeRemarks, type Mention } from '#features/organizations';
import { BODIES, type Capacity, isPerson, KINDS } from '#features/papers';
import { competence, type Judgment, ofMembers, ruleSetOn, ruleSetTitle } from '#features/rulebook';
import type { Uuid } from '#kernel/ids';
import { dayText } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import type { EngagementOnDay, Opening, SubjectOnDay } from './engagement-on-day.js';

/** Information that the papers lack. A gap is reported until the information is recorded, and blocks no command. */
const GAPS = {
  DECISION_NUMBER: { vi: 'Chưa rõ số quyết định', en: 'The number of the decision is not known' },
  DECISION_DAY: { vi: 'Chưa rõ ngày ký quyết định', en: 'The day of the decision is not known' },
  RULE_SET: {
    vi: 'Chưa xác lập quy định áp dụng vào ngày ký quyết định',
    en: 'The rules in force on the day of the decision are not established',
  },
  MILESTONE_DAY: { vi: 'Có bước đã ghi nhận nhưng chưa rõ ngày', en: 'A step is recorded, but its day is not known' },
  NOTICE_NUMBER: { vi: 'Chưa rõ số thông báo kết luận', en: 'The number of the notice of conclusion is not known' },
  NOTICE_DAY: { vi: 'Chưa rõ ngày ký thông báo kết luận', en: 'The day of the notice of conclusion is not known' },
  CONCLUSION_DAY: {
    vi: 'Không rõ cả ngày kết luận lẫn ngày thông báo kết luận, nên kết luận này không được tính vào ngày nào',
    en: 'Neither the day of the conclusion nor that of its notice is known, so this conclusion counts on no day',
  },
  OUTCOME: { vi: 'Chưa rõ kết quả', en: 'The outcome is not known' },
} as const satisfies Record<string, Bilingual>;
/** A supervision ends in a result, not in a conclusion; the codes stay the same. */
const OF_SUPERVISION: Partial<Record<keyof typeof GAPS, Bilingual>> = {
  NOTICE_NUMBER: {
    vi: 'Chưa rõ số thông báo kết quả giám sát',
    en: 'The number of the notice of the result is not known',
  },
  NOTICE_DAY: {
    vi: 'Chưa rõ ngày ký thông báo kết quả giám sát',
    en: 'The day of the notice of the result is not known',
  },
  CONCLUSION_DAY: {
    vi: 'Không rõ cả ngày có kết quả giám sát lẫn ngày thông báo kết quả, nên kết quả này không được tính vào ngày nào',
    en: 'Neither the day of the result nor that of its notice is known, so this result counts on no day',
  },
};
export type GapCode = keyof typeof GAPS;
export const GAP_CODES = Object.keys(GAPS) as [GapCode, ...GapCode[]];

export interface Gap extends Bilingual {
  readonly code: GapCode;
  readonly subjectId: Uuid | null;
  /** Number of the entry to correct. */
  readonly entry: number;
}

/** What is missing in an engagement, given the milestones that it has reached. */
export function gapsOf(opening: Opening & { readonly revision: number }, on: EngagementOnDay): Gap[] {
  const gaps: Gap[] = [];
  const words = opening.verb === 'SUPERVISION' ? { ...GAPS, ...OF_SUPERVISION } : GAPS;
  const gap = (missing: boolean, code: GapCode, entry: number, subjectId: Uuid | null = null) => {
    if (missing) gaps.push({ code, subjectId, entry, ...words[code] });
  };
  const { decisionNumber, signedOn, ruleSetId } = opening;
  gap(decisionNumber === null, 'DECISION_NUMBER', opening.revision);
  gap(signedOn === null, 'DECISION_DAY', opening.revision);
  gap(signedOn !== null && ruleSetId === null, 'RULE_SET', opening.revision);
  for (const { happenedOn, revision } of on.milestones) gap(happenedOn === null, 'MILESTONE_DAY', revision);
  for (const { subjectId, conclusion } of on.subjects) {
    if (!conclusion) continue;
    const { noticeNumber, noticeSignedOn, countsOn, outcome, sealedOutcome, revision } = conclusion;
    gap(noticeNumber === null, 'NOTICE_NUMBER', revision, subjectId);
    gap(noticeSignedOn === null, countsOn === null ? 'CONCLUSION_DAY' : 'NOTICE_DAY', revision, subjectId);
    gap(outcome === null && sealedOutcome === null, 'OUTCOME', revision, subjectId);
  }
  return gaps;
}

export const WARNING_CODES = ['COMPETENCE', 'MEMBERS_AS_SUBJECTS', 'RULE_SET_CHANGED', ...LIFE_CODES] as const;
export interface Warning extends Bilingual {
  readonly code: (typeof WARNING_CODES)[number];
  /** Source of the rule behind the warning; null if the warning follows from the record alone. */
  readonly source: string | null;
  readonly article: string | null;
  readonly confidence: Judgment['confidence'] | null;
}

/** The register beside an engagement: the lives of the organizations that it names, and their names. */
export interface RegisterBeside {
  readonly lives: ReadonlyMap<Uuid, Life>;
  readonly nameOf: (organizationId: Uuid) => string | null;
}

/** What is unusual about an engagement, for a person to check. A warning is never a reason to refuse a command. */
export function warningsOf(
  opening: Opening,
  { subjects }: Pick<EngagementOnDay, 'subjects'>,
  { lives, nameOf }: RegisterBeside,
): Warning[] {
  const { kind, body, signedOn, ruleSetId } = opening;
  const warnings: Warning[] = [];
  const judged = (code: Warning['code'], { verdict, source, article, confidence, note }: Judgment, text: Bilingual) => {
    if (verdict !== 'UNUSUAL') return;
    const words = note ? { vi: `${text.vi}. ${note.vi}`, en: `${text.en}. ${note.en}` } : text;
    warnings.push({ code, ...words, source, article, confidence });
  };
  judged('COMPETENCE', competence(body, kind), {
    vi: `Chủ thể ban hành “${BODIES[body].vi}” thường không tiến hành “${KINDS[kind].vi}”`,
    en: `A ${BODIES[body].en} does not usually carry out a ${KINDS[kind].en}`,
  });
  if (subjects.some(({ capacity }) => isPerson(capacity)))
    judged('MEMBERS_AS_SUBJECTS', ofMembers(kind), {
      vi: `“${KINDS[kind].vi}” thường không có đối tượng là đảng viên`,
      en: `A ${KINDS[kind].en} does not usually have members as its subjects`,
    });
  const now = signedOn && (ruleSetOn('KTGS', signedOn)?.id ?? null);
  if (now && ruleSetId && now !== ruleSetId)
    warnings.push({
      code: 'RULE_SET_CHANGED',
      vi: `Khi ghi nhận đã áp dụng ${ruleSetTitle(ruleSetId).vi}; theo ngày ký đang được ghi nhận thì phải áp dụng ${ruleSetTitle(now).vi}`,
      en: `${ruleSetTitle(ruleSetId).en} was applied when this was recorded; by the day of signing as it stands now, ${ruleSetTitle(now).en} applies`,
      source: null,
      article: null,
      confidence: null,
    });
  warnings.push(...lifeRemarks(mentionsIn(opening, subjects), lives, nameOf));
  warnings.push(...subjects.flatMap((subject) => joinedLate(opening, subject, nameOf)));
  return warnings;
}

const DECISION = { vi: 'quyết định', en: 'decision' };
const conclusionOf = ({ verb }: Pick<Opening, 'verb'>): Bilingual =>
  verb === 'SUPERVISION' ? { vi: 'kết quả giám sát', en: 'result' } : { vi: 'kết luận', en: 'conclusion' };

function mentionsIn(opening: Opening, subjects: readonly SubjectOnDay[]): Mention[] {
  const { bodyOrganizationId, body, signedOn } = opening;
  const concluded = (on: SubjectOnDay['since']) => ({ what: conclusionOf(opening), on });
  const mentions: Mention[] = subjects.flatMap(({ organizationId, capacity, since, conclusion }) => {
    const on = conclusion?.countsOn ?? null;
    const acts = [{ what: DECISION, on: since ?? signedOn }, concluded(on)];
    const subject = { organizationId, as: 'SUBJECT' as const, body: bodyIn(capacity), acts };
    const places = (conclusion?.workedAt ?? []).map((place) => ({
      organizationId: place,
      as: 'SUBJECT' as const,
      body: null,
      acts: [concluded(on)],
    }));
    return [subject, ...places];
  });
  if (bodyOrganizationId !== null)
    mentions.push({ organizationId: bodyOrganizationId, as: 'BODY', body, acts: [{ what: DECISION, on: signedOn }] });
  return mentions;
}

/** The body that is the subject. Every organization has some committee (in a cell: the cell board). */
const bodyIn = (capacity: Capacity) => (capacity === 'INSPECTION_COMMITTEE' ? capacity : null);

/** A subject that was added after the day of its own conclusion. */
function joinedLate(
  opening: Opening,
  { organizationId, since, conclusion }: SubjectOnDay,
  nameOf: RegisterBeside['nameOf'],
): Warning[] {
  const on = conclusion?.countsOn ?? null;
  if (since === null || on === null || since <= on) return [];
  const [name, what] = [nameOf(organizationId), conclusionOf(opening)];
  const [joined, concluded] = [dayText(since), dayText(on)];
  return [
    {
      code: 'BEFORE_SUBJECT_EXISTED',
      vi: `${name === null ? 'Đối tượng' : `“${name}”`} được bổ sung làm đối tượng ngày ${joined.vi}, sau ${what.vi} ngày ${concluded.vi}; hãy kiểm tra hai ngày này`,
      en: `${name === null ? 'The subject' : `“${name}”`} was added on ${joined.en}, after the ${what.en} of ${concluded.en}; check both days`,
      source: null,
      article: null,
      confidence: null,
    },
  ];
}
