import { POSTS } from '#features/papers';
import type { PastEvent } from '#kernel/effective';
import { streamId } from '#kernel/ids';
import type { Introduces } from '#kernel/names';
import { byPaper, dayText, type Names, onDay, SEALED, type Sentences } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { LEAVING_REASONS, LINK_BASES, MEMBER_STATUSES, memberCode } from './codes.js';
import type { Events } from './member-events.js';

/** What other records call a person: by the code. */
export function called(entries: readonly PastEvent[]): Bilingual | null {
  const entered = entries.find(({ type }) => type === 'MemberEntered');
  if (!entered) return null;
  const code = memberCode((entered.data as { readonly number: number }).number);
  return { vi: code, en: code };
}

/** The posts that a record introduces, by which a later entry names them. */
export const introduces: Introduces<Events> = {
  PostHeld: ({ postId, post, organizationId }) => [
    { id: postId, kind: 'post', words: (_, names) => postText(post, names.organization(organizationId)) },
  ],
};

function postText(post: keyof typeof POSTS, of: string): Bilingual {
  const { vi, en } = POSTS[post];
  return { vi: `“${vi}” của ${of}`, en: `“${en}” of ${of}` };
}

/** Says that there is an organization, or that there is none of the registers here. */
const organizationText = (id: Parameters<Names['organization']>[0] | null, names: Names): Bilingual =>
  id === null
    ? { vi: 'tổ chức đảng ngoài sổ', en: 'an organization outside the registers' }
    : { vi: names.organization(id), en: names.organization(id) };

/** History sentences of a person. They never name the person: the particulars are sealed. */
export const memberSentences: Sentences<Events> = {
  MemberEntered: ({ number, organizationId, memberSince, status, notTwinOf }, names) => {
    const of = organizationText(organizationId, names);
    const since = memberSince && dayText(memberSince);
    const as = status && MEMBER_STATUSES[status];
    const compared = notTwinOf.map((id) => names.record(streamId('member', id))).join(', ');
    return {
      vi: `Ghi vào sổ nhân sự với mã ${memberCode(number)} ${SEALED.vi}; sinh hoạt đảng tại ${of.vi}${as ? `; ${as.vi}` : ''}${since ? `; vào Đảng ngày ${since.vi}` : ''}${compared && `; đã đối chiếu, không phải là ${compared}`}`,
      en: `Entered in the register of persons as ${memberCode(number)} ${SEALED.en}; member of ${of.en}${as ? `; ${as.en}` : ''}${since ? `; joined the Party on ${since.en}` : ''}${compared && `; compared with ${compared}, and another person`}`,
    };
  },
  ParticularsStated: ({ statedOn }) => ({
    vi: `Ghi lại họ tên, ngày sinh, số thẻ đảng viên ${onDay(statedOn).vi} ${SEALED.vi}`,
    en: `Name, day of birth and card number stated anew ${onDay(statedOn).en} ${SEALED.en}`,
  }),
  PostHeld: ({ post, organizationId, from, to, decision }, names) => {
    const [held, paper] = [postText(post, names.organization(organizationId)), byPaper(decision)];
    const since = from === null ? { vi: 'từ ngày chưa rõ', en: 'from a day not known' } : beginning(from);
    const until =
      to === null ? { vi: '', en: '' } : { vi: ` đến hết ngày ${dayText(to).vi}`, en: ` to ${dayText(to).en}` };
    return {
      vi: `Giữ chức vụ ${held.vi} ${since.vi}${until.vi}${paper.vi}`,
      en: `Holds the post ${held.en} ${since.en}${until.en}${paper.en}`,
    };
  },
  PostEnded: ({ postId, on, decision }, names) => {
    const [day, paper, post] = [dayText(on), byPaper(decision), names.item(postId)];
    return {
      vi: `Thôi giữ chức vụ ${post} sau ngày ${day.vi}${paper.vi}`,
      en: `Post ${post} ended; last day ${day.en}${paper.en}`,
    };
  },
  MembershipMoved: ({ organizationId, movedOn, decision }, names) => {
    const [to, day, paper] = [organizationText(organizationId, names), onDay(movedOn), byPaper(decision)];
    return {
      vi: `Chuyển sinh hoạt đảng ${day.vi} đến ${to.vi}${paper.vi}`,
      en: `Membership moved ${day.en} to ${to.en}${paper.en}`,
    };
  },
  StatusChanged: ({ status, changedOn, decision }) => {
    const [as, day, paper] = [MEMBER_STATUSES[status], onDay(changedOn), byPaper(decision)];
    return { vi: `Là ${as.vi} từ ${day.vi}${paper.vi}`, en: `Became ${as.en} ${day.en}${paper.en}` };
  },
  MemberLeft: ({ leftOn, reason, decision }) => {
    const [why, day, paper] = [LEAVING_REASONS[reason], dayText(leftOn), byPaper(decision)];
    return {
      vi: `Không còn trong danh sách đảng viên sau ngày ${day.vi}: ${why.vi}${paper.vi}`,
      en: `No longer a member after ${day.en}: ${why.en}${paper.en}`,
    };
  },
  MemberDied: ({ diedOn }) => ({ vi: `Qua đời ${onDay(diedOn).vi}`, en: `Died ${onDay(diedOn).en}` }),
  SamePersonLinked: ({ otherId, foundOn, basis, note }, names) => {
    const [other, day, by] = [names.record(streamId('member', otherId)), onDay(foundOn), LINK_BASES[basis]];
    const more = note === null ? { vi: '', en: '' } : { vi: ` ${SEALED.vi}`, en: ` ${SEALED.en}` };
    return {
      vi: `Xác định ${day.vi} là cùng một người với ${other}; căn cứ: ${by.vi}${more.vi}`,
      en: `Found ${day.en} to be the same person as ${other}; basis: ${by.en}${more.en}`,
    };
  },
  SamePersonUnlinked: ({ otherId, unlinkedOn, note }, names) => {
    const [other, day] = [names.record(streamId('member', otherId)), onDay(unlinkedOn)];
    const more = note === null ? { vi: '', en: '' } : { vi: ` ${SEALED.vi}`, en: ` ${SEALED.en}` };
    return {
      vi: `Bỏ ghi nhận cùng một người với ${other} ${day.vi}${more.vi}`,
      en: `No longer taken as the same person as ${other} ${day.en}${more.en}`,
    };
  },
};

const beginning = (from: Parameters<typeof dayText>[0]): Bilingual => ({
  vi: `từ ngày ${dayText(from).vi}`,
  en: `from ${dayText(from).en}`,
});
