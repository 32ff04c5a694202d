import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

/** Roles, by the code that every record stores. The Vietnamese names are those that the committee uses. */
export const ROLES = {
  clerk: { vi: 'cán bộ nhập liệu', en: 'clerk' },
  inspector: { vi: 'cán bộ kiểm tra', en: 'inspector' },
  'inspection-chair': { vi: 'Chủ nhiệm Ủy ban Kiểm tra', en: 'chair of the inspection committee' },
  committee: { vi: 'cấp ủy viên', en: 'member of the Party committee' },
  'cell-secretary': { vi: 'bí thư chi bộ', en: 'secretary of a cell' },
  'base-officer': { vi: 'cán bộ đảng ủy cơ sở', en: 'officer of a base committee' },
  registrar: { vi: 'văn thư', en: 'registrar' },
  auditor: { vi: 'cán bộ đối soát', en: 'auditor' },
  viewer: { vi: 'người xem số liệu', en: 'viewer of figures' },
  operator: { vi: 'người vận hành hệ thống', en: 'operator' },
  admin: { vi: 'người quản trị tài khoản', en: 'administrator of accounts' },
  founder: { vi: 'người thiết lập kho', en: 'person who sets up the store' },
  guest: { vi: 'khách xem dữ liệu mẫu', en: 'guest of a demo store' },
} as const satisfies CodeList;
export type Role = keyof typeof ROLES;
export const Role = z.enum(codesOf(ROLES));

/**
 * Roles whose holders sign, approve, audit or manage accounts. Two persons grant them, and in a WARD store a session
 * needs a second factor to use them.
 */
export const SIGNING_ROLES: ReadonlySet<string> = new Set<Role>(['inspection-chair', 'committee', 'auditor', 'admin']);

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = { roles: ROLES };
