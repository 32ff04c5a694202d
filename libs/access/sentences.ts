import type { Introduced, Introduces } from '#kernel/names';
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
  RoleWithdrawn: ({ grantId, reason }, names) => ({
    vi: `Thu hồi vai trò ${names.item(grantId)}${because(reason).vi}`,
    en: `Role withdrawn: ${names.item(grantId)}${because(reason).en}`,
  }),
  DelegationGiven: (e, names) => {
    const [office, paper] = [officeText(e, names), byPaper(e.document)];
    return {
      vi: `Ủy quyền cho ${names.person(e.delegateId)} thực hiện vai trò ${office.vi}${paper.vi}`,
      en: `Delegated to ${names.person(e.delegateId)}: ${office.en}${paper.en}`,
    };
  },
  DelegationEnded: ({ delegationId, reason }, names) => ({
    vi: `Kết thúc ủy quyền vai trò ${names.item(delegationId)}${because(reason).vi}`,
    en: `Delegation ended: ${names.item(delegationId)}${because(reason).en}`,
  }),
};

/** The grants and delegations that an entry gives, by role, organization and days. */
export const introduces: Introduces<(typeof access)['events']> = {
  RoleGranted: (e) => [office(e.grantId, e)],
  DelegationGiven: (e) => [office(e.delegationId, e)],
};
const office = (id: Uuid, of: Office): Introduced => ({
  id,
  kind: 'office',
  words: (_, names) => officeText(of, names),
});
