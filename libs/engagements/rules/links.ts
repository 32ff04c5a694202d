import type { PersonOf } from '#features/members';
import { isPerson, type Kind, verbOf } from '#features/papers';
import type { Kin, Kinship } from '#features/organizations';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import { type Engagement, countsOn, entriesOf } from '../engagement-events.js';
import { type Outcome, OUTCOMES } from './outcomes.js';

/** A subject of an act: an organization or a person of it. */
export interface Party {
  readonly organizationId: Uuid;
  readonly memberId: Uuid | null;
}

/** What is compared of an engagement that another record names. */
export interface LinkedEngagement {
  readonly kind: Kind;
  readonly body: { readonly organizationId: Uuid | null; readonly body: string };
  readonly decision: { readonly number: string | null; readonly signedOn: PlainDate | null };
  readonly subjects: readonly (Party & { readonly subjectId: Uuid })[];
  /** Conclusions in force. The outcome of a person is sealed, so it is null. */
  readonly conclusions: readonly {
    readonly subjectId: Uuid;
    readonly countsOn: PlainDate | null;
    readonly outcome: Outcome | null;
  }[];
}

/** The act that names another engagement. Null stands for a discipline case as `kind`. */
export interface LinkingAct {
  readonly kind: Kind | null;
  readonly body: LinkedEngagement['body'] | null;
  readonly decision: LinkedEngagement['decision'];
  readonly subjects: readonly Party[];
}

/** Why a link is impossible. A new entry with it is refused; an old one is reported in the answer about the record. */
export const WRONG_LINKS = {
  COMBINED_SAME_WORK: {
    vi: 'Hai cuộc theo một quyết định phải là một cuộc kiểm tra và một cuộc giám sát',
    en: 'Of two engagements by one decision, one must be an inspection and the other a supervision',
  },
  COMBINED_OTHER_BODY: {
    vi: 'Cuộc được nêu do tổ chức đảng khác quyết định, nên không thể cùng một quyết định',
    en: 'The engagement named was decided by another organization, so it is not of the same decision',
  },
  FROM_OTHER_SUBJECT: {
    vi: 'Cuộc được nêu có đối tượng khác hẳn: không phải tổ chức đảng này, tổ chức trước hoặc sau sắp xếp của nó, cấp trên hay cấp dưới của nó, và không phải đảng viên này',
    en: 'The engagement named has other subjects: not this organization, nor one that it arose from or became, nor one above or below it, nor this member',
  },
  INTO_NOT_ON_SIGNS: {
    vi: 'Chỉ chuyển được sang cuộc kiểm tra khi có dấu hiệu vi phạm',
    en: 'An engagement is converted only into an inspection on signs of violation',
  },
} as const satisfies Record<string, Bilingual>;
export type WrongLink = keyof typeof WRONG_LINKS;

/** What is unusual about a link. It is reported and never a reason to refuse, since old papers may be wrong. */
export const UNUSUAL_LINKS = {
  COMBINED_OTHER_DECISION: {
    vi: 'Hai cuộc được ghi là theo một quyết định nhưng số, ngày quyết định hoặc chủ thể ban hành khác nhau',
    en: 'The two engagements are recorded as of one decision, but number, day or body of their decisions differ',
  },
  SOURCE_NOT_CONCLUDED: {
    vi: 'Cuộc được nêu là căn cứ chưa có kết luận đối với đối tượng đó',
    en: 'The engagement named as the source has no conclusion on that subject',
  },
  SOURCE_WITHOUT_CAUSE: {
    vi: 'Kết luận của cuộc được nêu là căn cứ không đặt ra việc này',
    en: 'The conclusion of the engagement named as the source does not call for this act',
  },
  SOURCE_LATER: {
    vi: 'Kết luận của cuộc được nêu là căn cứ có sau việc này',
    en: 'The conclusion of the engagement named as the source is later than this act',
  },
  INTO_EARLIER: {
    vi: 'Cuộc được chuyển sang có quyết định sớm hơn cuộc này',
    en: 'The inspection converted into was decided earlier than this engagement',
  },
  OTHER_LEVEL: {
    vi: 'Cuộc được nêu có đối tượng là tổ chức đảng cấp trên hoặc cấp dưới, không phải chính tổ chức này',
    en: 'The subject of the engagement named is an organization above or below this one, not the same one',
  },
} as const satisfies Record<string, Bilingual>;
export type UnusualLink = keyof typeof UNUSUAL_LINKS;

/** Two subjects of one engagement may be two records of one person: nothing is wrong with it, but it is one person. */
export const ONE_PERSON_TWICE = {
  vi: 'Hai đối tượng của cuộc này là hai hồ sơ của cùng một người; tính là một người, hai lượt',
  en: 'Two subjects of this engagement are two records of one person; they count as one person and two turns',
} as const satisfies Bilingual;

/** Whether two subjects under different ids are one person. */
export function isOneTwice(subjects: readonly Pick<Party, 'memberId'>[], personOf: PersonOf): boolean {
  const ids = [...new Set(subjects.flatMap(({ memberId }) => memberId ?? []))];
  return new Set(ids.map(personOf)).size < ids.length;
}

export interface LinkVerdict {
  readonly wrong: WrongLink | null;
  readonly unusual: readonly UnusualLink[];
}

/** Judges that two engagements are of one decision (docs/domain.md 15). */
function judgeCombined(act: LinkingAct, other: LinkedEngagement): LinkVerdict {
  const [own, its] = [act.body?.organizationId ?? null, other.body.organizationId];
  const isSameWork = act.kind !== null && verbOf(act.kind) === verbOf(other.kind);
  const wrong = isSameWork ? 'COMBINED_SAME_WORK' : differ(own, its) ? 'COMBINED_OTHER_BODY' : null;
  const isOther =
    differ(act.decision.number, other.decision.number) ||
    differ(act.decision.signedOn, other.decision.signedOn) ||
    differ(act.body?.body ?? null, other.body.body);
  return { wrong, unusual: isOther ? ['COMBINED_OTHER_DECISION'] : [] };
}

/**
 * Judges that an act arises from the conclusion on a subject of an engagement, or on any of its subjects if none is
 * named. Whether an obligation is closed by the act is another question (`libs/obligations`).
 */
function judgeSource(act: LinkingAct, source: LinkedEngagement, subjectId: Uuid | null, kin: Kin): LinkVerdict {
  const named = source.subjects.filter((subject) => subjectId === null || subject.subjectId === subjectId);
  const related = named.map((subject) => ({ subject, how: nearest(act.subjects, subject, kin) }));
  const how = (['same', 'other level'] as const).find((one) => related.some((each) => each.how === one)) ?? 'none';
  if (how === 'none') return { wrong: 'FROM_OTHER_SUBJECT', unusual: [] };
  const fitting = related.filter((each) => each.how === how).map(({ subject }) => subject.subjectId);
  const conclusions = source.conclusions.filter((conclusion) => fitting.includes(conclusion.subjectId));
  const unusual: UnusualLink[] = how === 'other level' ? ['OTHER_LEVEL'] : [];
  if (conclusions.length === 0) return { wrong: null, unusual: [...unusual, 'SOURCE_NOT_CONCLUDED'] };
  const cause = act.kind === null ? 'DISCIPLINE' : act.kind === 'INSP_SIGNS' ? 'INSPECT_SIGNS' : null;
  const leads = ({ outcome }: (typeof conclusions)[number]) => outcome === null || OUTCOMES[outcome].obliges === cause;
  if (cause !== null && !conclusions.some(leads)) unusual.push('SOURCE_WITHOUT_CAUSE');
  const { signedOn } = act.decision;
  if (signedOn !== null && conclusions.every((conclusion) => (conclusion.countsOn ?? '') > signedOn))
    unusual.push('SOURCE_LATER');
  return { wrong: null, unusual };
}

/** Judges that an engagement was converted into another. */
function judgeConversion(act: LinkingAct, into: LinkedEngagement, kin: Kin): LinkVerdict {
  if (into.kind !== 'INSP_SIGNS') return { wrong: 'INTO_NOT_ON_SIGNS', unusual: [] };
  const how = into.subjects.map((subject) => nearest(act.subjects, subject, kin));
  if (how.every((one) => one === 'none')) return { wrong: 'FROM_OTHER_SUBJECT', unusual: [] };
  const unusual: UnusualLink[] = how.includes('same') ? [] : ['OTHER_LEVEL'];
  const [own, its] = [act.decision.signedOn, into.decision.signedOn];
  if (own !== null && its !== null && its < own) unusual.push('INTO_EARLIER');
  return { wrong: null, unusual };
}

/** One link of an act, with the field that holds it. */
export type Link = { readonly id: Uuid; readonly field: string } & (
  { readonly how: 'COMBINED' } | { readonly how: 'SOURCE'; readonly subjectId: Uuid | null } | { readonly how: 'INTO' }
);

export function judge(link: Link, act: LinkingAct, other: LinkedEngagement, kin: Kin): LinkVerdict {
  switch (link.how) {
    case 'COMBINED':
      return judgeCombined(act, other);
    case 'SOURCE':
      return judgeSource(act, other, link.subjectId, kin);
    case 'INTO':
      return judgeConversion(act, other, kin);
  }
}

/** What is compared of an engagement, by its entries in force; null if it is not opened. */
export function linkedEngagement(engagement: Engagement): LinkedEngagement | null {
  const [opening] = entriesOf(engagement, 'EngagementOpened');
  if (!opening) return null;
  const { kind, decidingBody, decision, subjects } = opening.data;
  const added = entriesOf(engagement, 'EngagementScopeChanged').flatMap(({ data }) => data.added);
  const revoked = new Set(entriesOf(engagement, 'ConclusionRevoked').flatMap(({ data }) => data.subjectIds));
  const conclusions = entriesOf(engagement, 'SubjectConcluded').filter(({ data }) => !revoked.has(data.subjectId));
  return {
    kind,
    body: { organizationId: decidingBody.organizationId, body: decidingBody.body },
    decision,
    subjects: [...subjects, ...added].map(({ subjectId, organizationId, capacity, memberId }) => ({
      subjectId,
      organizationId,
      memberId: isPerson(capacity) ? memberId : null,
    })),
    conclusions: conclusions.map(({ data }) => ({
      subjectId: data.subjectId,
      countsOn: countsOn(data),
      outcome: data.outcome,
    })),
  };
}

/** The same with one id for each person, so that two records of one person are compared as one. */
export const withPersons = <T extends { readonly subjects: readonly Party[] }>(of: T, personOf: PersonOf): T => ({
  ...of,
  subjects: of.subjects.map((party) => ({ ...party, memberId: party.memberId && personOf(party.memberId) })),
});

/** Two persons are related if they are one; a person and an organization by the organization of the person. */
function nearest(own: readonly Party[], other: Party, kin: Kin): Kinship {
  const how = own.map((party) => {
    if (party.memberId !== null && other.memberId !== null) return party.memberId === other.memberId ? 'same' : 'none';
    return kin(party.organizationId, other.organizationId);
  });
  return (['same', 'other level'] as const).find((one) => how.includes(one)) ?? 'none';
}

const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
