import { DISCIPLINE_FORMS, disciplinaryPower, type Power } from '#features/rulebook';
import type { CaseRecord } from './case-record.js';

interface Warning extends Pick<Power, 'source' | 'article' | 'confidence'> {
  readonly code: 'COMPETENCE';
  readonly vi: string;
  readonly en: string;
}

/**
 * Warnings from the table of competence (docs/domain.md 4.2). A warning never blocks, because most of the table is
 * unverified. There is no warning if the table has no rule, or if the form cannot be read.
 *
 * @param level level of the deciding body's organization
 */
export function warningsOf({ subject, decision }: CaseRecord, level: 'WARD' | 'BASE'): readonly Warning[] {
  if (decision?.form == null) return [];
  const { form, decidingBody } = decision;
  if (decidingBody.organizationId === null) return [];
  const decided = { subject: subject.class, form, isCommitteeMember: subject.isCommitteeMember, level };
  const { may, source, article, confidence } = disciplinaryPower(decidingBody.body, decided);
  if (may !== 'PROPOSE' && may !== 'NONE') return [];
  const { vi, en } = DISCIPLINE_FORMS[form];
  const sentence =
    may === 'PROPOSE'
      ? {
          vi: `Theo bảng thẩm quyền, chủ thể ban hành này chỉ đề nghị hình thức ${vi}`,
          en: `By the table of competence this body only proposes the form ${en}`,
        }
      : {
          vi: `Theo bảng thẩm quyền, chủ thể ban hành này không có thẩm quyền kỷ luật`,
          en: 'By the table of competence this body has no disciplinary power',
        };
  return [{ code: 'COMPETENCE', ...sentence, source, article, confidence }];
}
