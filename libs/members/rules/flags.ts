import type { LifeRemark, Mention } from '#features/organizations';
import { POSTS } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { dayText } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { type Career, onDay, type PostHeldOn, postsOf, share } from './career.js';

export const FLAG_CODES = ['POST_OF_TWO', 'MEMBERSHIPS_DIFFER', 'DEATHS_DIFFER'] as const;
type FlagCode = (typeof FLAG_CODES)[number];

/** What is strange about a person's record. It is never a reason to refuse: another record may be what is wrong. */
export interface Flag extends Bilingual, Pick<LifeRemark, 'source' | 'article' | 'confidence'> {
  readonly code: FlagCode;
}
const FROM_RECORDS = { source: null, article: null, confidence: null };

/**
 * The organizations of a career with the days on which the record places the person there, to be compared with their
 * lives. What has no last day is taken to last until the day asked about.
 */
export function mentionsOf(career: Career, asOf: PlainDate): readonly Mention[] {
  const until = (to: PlainDate | null): PlainDate => (to !== null && to < asOf ? to : asOf);
  const held = postsOf(career).map(({ post, organizationId, from, to }): Mention => {
    const what = { vi: `việc giữ chức vụ ${POSTS[post].vi}`, en: `post ${POSTS[post].en}` };
    return placed(organizationId, what, from, from !== null && from > asOf ? from : until(to));
  });
  const { entered, moves } = career;
  const inTime = moves.toSorted((a, b) => (a.movedOn < b.movedOn ? -1 : 1));
  const stays = [{ organizationId: entered.organizationId, from: entered.memberSince }, ...inTime.map(asStay)];
  const MEMBERSHIP = { vi: 'việc sinh hoạt đảng', en: 'membership' };
  const lasting = stays.flatMap(({ organizationId, from }, i): Mention[] => {
    if (organizationId === null) return [];
    // Of a former membership only the first day is compared: the last one may be the day of the reorganization itself.
    const isLast = i === stays.length - 1 && onDay(career, asOf).organizationId === organizationId;
    return [placed(organizationId, MEMBERSHIP, i === 0 ? null : from, isLast ? asOf : null)];
  });
  return [...held, ...lasting];
}

const asStay = ({ organizationId, movedOn }: Career['moves'][number]) => ({ organizationId, from: movedOn });
const placed = (organizationId: Uuid, what: Bilingual, from: PlainDate | null, to: PlainDate | null): Mention => ({
  organizationId,
  as: 'SUBJECT',
  body: null,
  acts: [
    { what, on: from },
    { what, on: to },
  ],
});

/** Posts that one person holds at a time. */
const OF_ONE: readonly PostHeldOn['post'][] = ['SECRETARY', 'INSPECTION_CHAIR'];

/** Another record that is compared with a career. */
export interface Other {
  readonly code: string;
  readonly career: Career;
}

/** Posts that one person holds at a time and that another person is recorded to hold at the same time. */
export const postsOfTwo = (career: Career, others: readonly Other[], nameOf: (id: Uuid) => string | null): Flag[] =>
  postsOf(career)
    .filter(({ post }) => OF_ONE.includes(post))
    .flatMap((held) =>
      others
        .filter(({ career: other }) =>
          postsOf(other).some(
            (one) => one.post === held.post && one.organizationId === held.organizationId && share(one, held),
          ),
        )
        .map(({ code }): Flag => {
          const [of, post] = [nameOf(held.organizationId), POSTS[held.post]];
          const name = { vi: of ?? 'tổ chức đảng này', en: of ?? 'this organization' };
          return {
            code: 'POST_OF_TWO',
            vi: `Chức vụ “${post.vi}” của ${name.vi} chỉ do một người giữ, nhưng ${code} cũng được ghi là giữ chức vụ này trong cùng thời gian; hãy kiểm tra các ngày ở cả hai hồ sơ`,
            en: `One person at a time holds the post “${post.en}” of ${name.en}, but ${code} is recorded to hold it at the same time, too; check the days in both records`,
            ...FROM_RECORDS,
          };
        }),
    );

/** What two records of one person say that cannot both be. */
export function contradictions(
  career: Career,
  linked: readonly Other[],
  on: PlainDate,
  nameOf: (id: Uuid) => string | null,
): Flag[] {
  const own = onDay(career, on).organizationId;
  return linked.flatMap(({ code, career: other }): Flag[] => {
    const flags: Flag[] = [];
    const theirs = onDay(other, on).organizationId;
    if (own !== null && theirs !== null && own !== theirs) {
      const [a, b, day] = [nameOf(own) ?? '', nameOf(theirs) ?? '', dayText(on)];
      flags.push({
        code: 'MEMBERSHIPS_DIFFER',
        vi: `Hồ sơ này và ${code} là của cùng một người, nhưng ngày ${day.vi} một hồ sơ ghi sinh hoạt đảng tại ${a}, hồ sơ kia tại ${b}; hãy ghi nhận việc chuyển sinh hoạt đảng hoặc sửa một hồ sơ`,
        en: `This record and ${code} are of one person, but on ${day.en} one has the person in ${a} and the other in ${b}; record the move, or correct one of them`,
        ...FROM_RECORDS,
      });
    }
    const [died, theyDied] = [diedOn(career), diedOn(other)];
    if (died !== null && theyDied !== null && died !== theyDied)
      flags.push({
        code: 'DEATHS_DIFFER',
        vi: `Hồ sơ này và ${code} là của cùng một người, nhưng ghi hai ngày qua đời khác nhau (${dayText(died).vi} và ${dayText(theyDied).vi}); hãy sửa một hồ sơ`,
        en: `This record and ${code} are of one person, but give two days of death (${dayText(died).en} and ${dayText(theyDied).en}); correct one of them`,
        ...FROM_RECORDS,
      });
    return flags;
  });
}

const diedOn = ({ departures }: Career): PlainDate | null => departures.find(({ how }) => how === 'DIED')?.on ?? null;
