import { BODIES, type BodyKind } from '#features/papers';
import { bodyPlace, type Judgment } from '#features/rulebook';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { dayText } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { ORGANIZATION_TYPES, type OrganizationType } from '../codes.js';

/** The days between which an organization exists, and its kinds. */
export interface Life {
  readonly begunOn: PlainDate;
  /** Whether the day of the founding is an assumption. */
  readonly assumed: boolean;
  /** The first day on which it no longer exists; null if no entry ends it. */
  readonly endedOn: PlainDate | null;
  /** Its kind from each day on, in order of effect. */
  readonly kinds: readonly { readonly from: PlainDate; readonly type: OrganizationType }[];
}

/** Whether an organization exists on a day. The day of its founding is one, the day of its end is none. */
export function existenceOn({ begunOn, endedOn }: Pick<Life, 'begunOn' | 'endedOn'>, day: PlainDate) {
  if (day < begunOn) return 'NOT_YET';
  return endedOn !== null && endedOn <= day ? 'ENDED' : 'EXISTING';
}

/** The kind of an organization on a day; before its founding its first kind, after its end its last. */
export const typeOn = ({ kinds }: Life, day: PlainDate): OrganizationType | null =>
  (kinds.findLast(({ from }) => from <= day) ?? kinds[0])?.type ?? null;

/** An organization that a record names, and the dated acts in which the record names it. */
export interface Mention {
  readonly organizationId: Uuid;
  readonly as: 'SUBJECT' | 'BODY';
  /** The body of the organization that acts, or is the subject; null if it is the organization itself. */
  readonly body: BodyKind | null;
  readonly acts: readonly { readonly what: Bilingual; readonly on: PlainDate | null }[];
}

export const LIFE_CODES = [
  ...(['BEFORE_SUBJECT_EXISTED', 'AFTER_SUBJECT_ENDED'] as const),
  ...(['BEFORE_BODY_EXISTED', 'AFTER_BODY_ENDED', 'BODY_OUT_OF_PLACE'] as const),
] as const;
/** What is strange about a mention. Source, article and confidence are null if it follows from the register alone. */
export interface LifeRemark extends Bilingual {
  readonly code: (typeof LIFE_CODES)[number];
  readonly source: string | null;
  readonly article: string | null;
  readonly confidence: Judgment['confidence'] | null;
}

/**
 * Compares the organizations that a record names with their lives in the register: acts before the founding or after
 * the end of a subject or a body, and bodies that do not stand in organizations of that kind (decision 036). A remark is
 * never a reason to refuse: the register may be what is wrong. An organization without a life gets none.
 */
export function lifeRemarks(
  mentions: readonly Mention[],
  lives: ReadonlyMap<Uuid, Life>,
  nameOf: (organizationId: Uuid) => string | null,
): LifeRemark[] {
  const remarks = mentions.flatMap((mention) => {
    const life = lives.get(mention.organizationId);
    const name = nameOf(mention.organizationId);
    const named = {
      vi: name === null ? 'Tổ chức đảng' : `“${name}”`,
      en: name === null ? 'The organization' : `“${name}”`,
    };
    return life ? [...existence(mention, life, named), ...place(mention, life, named)] : [];
  });
  const told = new Set<string>();
  return remarks.filter(({ vi }) => told.size !== told.add(vi).size);
}

function existence({ as, acts }: Mention, life: Life, name: Bilingual): LifeRemark[] {
  const dated = acts.flatMap(({ what, on }) => (on === null ? [] : [{ what, on }]));
  const early = dated.find(({ on }) => existenceOn(life, on) === 'NOT_YET');
  const late = dated.find(({ on }) => existenceOn(life, on) === 'ENDED');
  const remarks: LifeRemark[] = [];
  if (early) {
    const [begun, on] = [dayText(life.begunOn), dayText(early.on)];
    remarks.push({
      code: as === 'SUBJECT' ? 'BEFORE_SUBJECT_EXISTED' : 'BEFORE_BODY_EXISTED',
      vi: `${name.vi} được thành lập ngày ${begun.vi}${life.assumed ? ' (ngày tạm tính)' : ''}, sau ${early.what.vi} ngày ${on.vi}; hãy kiểm tra hai ngày này`,
      en: `${name.en} was founded on ${begun.en}${life.assumed ? ' (an assumed day)' : ''}, after the ${early.what.en} of ${on.en}; check both days`,
      ...FROM_REGISTER,
    });
  }
  if (late && life.endedOn !== null) {
    const [ended, on] = [dayText(life.endedOn), dayText(late.on)];
    remarks.push({
      code: as === 'SUBJECT' ? 'AFTER_SUBJECT_ENDED' : 'AFTER_BODY_ENDED',
      vi: `${name.vi} kết thúc hoạt động ngày ${ended.vi}, trước ${late.what.vi} ngày ${on.vi}; hãy kiểm tra hai ngày này`,
      en: `${name.en} ended on ${ended.en}, before the ${late.what.en} of ${on.en}; check both days`,
      ...FROM_REGISTER,
    });
  }
  return remarks;
}
const FROM_REGISTER = { source: null, article: null, confidence: null };

function place({ body, acts }: Mention, life: Life, name: Bilingual): LifeRemark[] {
  const on = acts.find((act) => act.on !== null)?.on ?? life.begunOn;
  const type = typeOn(life, on);
  if (body === null || type === null) return [];
  const { verdict, source, article, confidence, note } = bodyPlace(body, type, on);
  if (verdict !== 'UNUSUAL') return [];
  const words = {
    vi: `“${BODIES[body].vi}” thường không có ở ${ORGANIZATION_TYPES[type].vi} (${name.vi})`,
    en: `A ${ORGANIZATION_TYPES[type].en} (${name.en}) does not usually have a body of the kind “${BODIES[body].en}”`,
  };
  const noted = note ? { vi: `${words.vi}. ${note.vi}`, en: `${words.en}. ${note.en}` } : words;
  return [{ code: 'BODY_OUT_OF_PLACE', ...noted, source, article, confidence }];
}
