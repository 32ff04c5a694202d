import { byPaper, dayText, type Names, type SentencesOf } from '#kernel/sentences';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { access } from './access.js';
import { type Role, ROLES } from './codes.js';

interface Office {
  readonly role: Role;
  readonly organizationId: Uuid | null;
  readonly from: PlainDate;
  readonly to: PlainDate | null;
}

function officeText({ role, organizationId, from, to }: Office, names: Names) {
  const where =
    organizationId === null
      ? { vi: 'toàn kho dữ liệu', en: 'the whole store' }
      : { vi: names.organization(organizationId), en: names.organization(organizationId) };
  const until = to === null ? { vi: '', en: '' } : { vi: ` đến ${dayText(to).vi}`, en: ` to ${dayText(to).en}` };
  return {
    vi: `“${ROLES[role].vi}” đối với ${where.vi}, từ ${dayText(from).vi}${until.vi}`,
    en: `“${ROLES[role].en}” for ${where.en}, from ${dayText(from).en}${until.en}`,
  };
}
const because = (reason: string | null) =>
  reason === null ? { vi: '', en: '' } : { vi: `, lý do: ${reason}`, en: `, reason: ${reason}` };

export const accessSentences: SentencesOf<typeof access> = {
  RoleGranted: (e, names) => {
    const [office, paper] = [officeText(e, names), byPaper(e.document)];
    return { vi: `Giao vai trò ${office.vi}${paper.vi}`, en: `Role granted: ${office.en}${paper.en}` };
  },
  RoleWithdrawn: ({ grantId, reason }) => ({
    vi: `Thu hồi vai trò đã giao (mã ${grantId})${because(reason).vi}`,
    en: `Role withdrawn (grant ${grantId})${because(reason).en}`,
  }),
  DelegationGiven: (e, names) => {
    const [office, paper] = [officeText(e, names), byPaper(e.document)];
    return {
      vi: `Ủy quyền cho ${e.delegateId} thực hiện ${office.vi}${paper.vi}`,
      en: `Delegated to ${e.delegateId}: ${office.en}${paper.en}`,
    };
  },
  DelegationEnded: ({ delegationId, reason }) => ({
    vi: `Kết thúc ủy quyền (mã ${delegationId})${because(reason).vi}`,
    en: `Delegation ended (${delegationId})${because(reason).en}`,
  }),
};
