import type { PlainDate } from '#kernel/dates';
import type { DataOf } from '#kernel/event';
import { byPaper, onDay, type SentencesOf } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { MANNERS, ORGANIZATION_TYPES, SECTORS } from './codes.js';
import type { register } from './register.js';

/** The day of a decision and, if known, its paper. */
const when = (on: PlainDate, decision: Parameters<typeof byPaper>[0]): Bilingual => {
  const [day, paper] = [onDay(on), byPaper(decision)];
  return { vi: `${day.vi}${paper.vi}`, en: `${day.en}${paper.en}` };
};

/** History sentences of a register. */
export const registerSentences: SentencesOf<typeof register> = {
  OrganizationEstablished: (e, names) => {
    const [type, at] = [ORGANIZATION_TYPES[e.type], when(e.establishedOn, e.decision)];
    const under = e.parentId === null ? null : names.organization(e.parentId);
    const assumed = e.establishedOnAssumed ? { vi: ' (ngày tạm tính)', en: ' (assumed day)' } : { vi: '', en: '' };
    return {
      vi: `Thành lập ${e.name} (${type.vi})${under === null ? '' : `, trực thuộc ${under}`}, ${at.vi}${assumed.vi}`,
      en: `${e.name} (${type.en}) established${under === null ? '' : ` under ${under}`} ${at.en}${assumed.en}`,
    };
  },
  OrganizationRenamed: (e, names) => {
    const [of, at] = [names.organization(e.organizationId), when(e.effectiveOn, e.decision)];
    // `of` is the name today, which may be the new name that the entry states.
    const now = of === e.name ? { vi: '', en: '' } : { vi: ` (nay là ${of})`, en: ` (now ${of})` };
    return { vi: `Đổi tên thành “${e.name}”${now.vi}, ${at.vi}`, en: `Renamed “${e.name}”${now.en} ${at.en}` };
  },
  OrganizationMoved: (e, names) => {
    const [of, under] = [names.organization(e.organizationId), names.organization(e.parentId)];
    const at = when(e.effectiveOn, e.decision);
    return { vi: `Chuyển ${of} về trực thuộc ${under}, ${at.vi}`, en: `${of} moved under ${under} ${at.en}` };
  },
  OrganizationReclassified: (e, names) => {
    const [of, at] = [names.organization(e.organizationId), when(e.effectiveOn, e.decision)];
    const { vi, en } = reclassification(of, e);
    const under = e.parentId === null ? null : names.organization(e.parentId);
    return {
      vi: `${vi}${under === null ? '' : `, trực thuộc ${under}`}, ${at.vi}`,
      en: `${en}${under === null ? '' : `, under ${under}`}, ${at.en}`,
    };
  },
  OrganizationDissolved: (e, names) => {
    const [of, at] = [names.organization(e.organizationId), when(e.effectiveOn, e.decision)];
    return { vi: `Giải thể ${of} ${at.vi}`, en: `${of} dissolved ${at.en}` };
  },
  OrganizationDisbanded: (e, names) => {
    const [of, at] = [names.organization(e.organizationId), when(e.effectiveOn, e.decision)];
    return {
      vi: `Giải tán ${of} (hình thức kỷ luật) ${at.vi}`,
      en: `${of} disbanded (a form of discipline) ${at.en}`,
    };
  },
  OrganizationsReorganized: (e, names) => {
    const [manner, at] = [MANNERS[e.manner], when(e.effectiveOn, e.decision)];
    const from = e.from.map((id) => names.organization(id)).join(', ');
    const into = e.into
      .map(({ organizationId, founded }) => founded?.name ?? names.organization(organizationId))
      .join(', ');
    const moved = e.reparented.length;
    return {
      vi: `Sắp xếp tổ chức đảng, hình thức ${manner.vi}: ${from} → ${into}${moved ? `; ${moved} tổ chức trực thuộc chuyển theo` : ''}, ${at.vi}`,
      en: `Reorganization, ${manner.en}: ${from} → ${into}${moved ? `; ${moved} subordinate organizations moved along` : ''}, ${at.en}`,
    };
  },
  MembersCounted: (e, names) => {
    const [of, day] = [names.organization(e.organizationId), onDay(e.countedOn)];
    const source =
      e.source === null ? { vi: '', en: '' } : { vi: ` (nguồn: ${e.source})`, en: ` (source: ${e.source})` };
    return {
      vi: `${of} có ${e.count} đảng viên ${day.vi}${source.vi}`,
      en: `${of} had ${e.count} members ${day.en}${source.en}`,
    };
  },
};

type Reclassified = Pick<
  DataOf<(typeof register)['events']['OrganizationReclassified']>,
  'type' | 'sector' | 'parentId'
>;

/** No type is above a base organization but the ward's, so whatever becomes one is raised. */
function reclassification(of: string, { type, sector }: Reclassified): Bilingual {
  const [as, among] = [type && ORGANIZATION_TYPES[type], sector && SECTORS[sector]];
  if (!as) {
    if (among) return { vi: `Điều chỉnh lĩnh vực của ${of}: ${among.vi}`, en: `${of}: sector changed to ${among.en}` };
    return { vi: `Điều chỉnh tổ chức đảng cấp trên của ${of}`, en: `${of}: organization above changed` };
  }
  const raised = type === 'BASE_ORGANIZATION';
  return {
    vi: `${raised ? 'Nâng cấp' : 'Chuyển'} ${of} thành ${as.vi}${among ? `, lĩnh vực: ${among.vi}` : ''}`,
    en: `${of} ${raised ? 'raised to' : 'changed to'} a ${as.en}${among ? `, sector: ${among.en}` : ''}`,
  };
}
