import type { OrganizationType, Sector } from '#features/organizations';

/** A base organization or cell of the demo ward, with the number of members in its cells at the start. */
export interface DemoBase {
  readonly name: string;
  readonly type: Extract<OrganizationType, 'BASE_ORGANIZATION' | 'BASE_CELL'>;
  readonly sector: Sector;
  readonly cells: readonly string[];
  readonly members: number;
}

/** A fictitious ward, so that no record is about a real person. Its size is that in the report which set the target. */
export const WARD = 'Đảng bộ phường Minh Chứng (hư cấu)';
export const COMMITTEE = 'Đảng ủy phường Minh Chứng (hư cấu)';

const residential = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `Chi bộ Tổ dân phố ${from + i}`);
const cells = (...names: string[]): string[] => names.map((name) => `Chi bộ ${name}`);
const base = (name: string, sector: Sector, members: number, of: string[]): DemoBase => ({
  name: `Đảng bộ ${name}`,
  type: 'BASE_ORGANIZATION',
  sector,
  members,
  cells: of,
});

/** 8 base organizations with 87 cells and 4,865 members. */
export const BASE_ORGANIZATIONS: readonly DemoBase[] = [
  base(
    'Các cơ quan Đảng phường',
    'PARTY_AGENCY',
    62,
    cells('Ủy ban Kiểm tra', 'Ban Xây dựng Đảng', 'Văn phòng Đảng ủy', 'Mặt trận Tổ quốc và các đoàn thể'),
  ),
  base(
    'Ủy ban nhân dân phường',
    'ADMINISTRATION',
    118,
    cells(
      'Văn phòng HĐND và UBND',
      'Trung tâm Phục vụ hành chính công',
      'Phòng Kinh tế, Hạ tầng và Đô thị',
      'Phòng Văn hóa - Xã hội',
      'Ban Quản lý dự án',
      'Trung tâm Dịch vụ công',
    ),
  ),
  base(
    'Công an phường',
    'PUBLIC_SECURITY',
    96,
    cells('Tổ Tổng hợp', 'Tổ An ninh', 'Tổ Phòng, chống tội phạm', 'Tổ Cảnh sát khu vực', 'Tổ Cảnh sát trật tự'),
  ),
  base('khu dân cư An Lạc', 'RESIDENTIAL_AREA', 1440, residential(1, 18)),
  base('khu dân cư Vĩnh Tường 1', 'RESIDENTIAL_AREA', 1120, residential(19, 34)),
  base('khu dân cư Vĩnh Tường 2', 'RESIDENTIAL_AREA', 975, residential(35, 49)),
  base('khu dân cư Bến Phượng', 'RESIDENTIAL_AREA', 840, residential(50, 63)),
  base(
    'Công ty Cổ phần Cơ khí Phượng Đỏ',
    'ENTERPRISE_NON_STATE',
    214,
    cells(
      'Văn phòng Công ty',
      'Phòng Kỹ thuật',
      'Phân xưởng Đúc',
      'Phân xưởng Rèn',
      'Phân xưởng Cơ khí chính xác',
      'Phân xưởng Nhiệt luyện',
      'Phân xưởng Sơn mạ',
      'Phân xưởng Lắp ráp',
      'Kho vận',
    ),
  ),
];

const others: readonly (readonly [Sector, readonly string[]])[] = [
  ['SCHOOL_PUBLIC', ['Hoa Sen', 'Hoa Phượng', 'Họa Mi', 'Sơn Ca', 'Bình Minh'].map((name) => `Trường Mầm non ${name}`)],
  [
    'SCHOOL_PUBLIC',
    ['An Lạc', 'Vĩnh Tường', 'Bến Phượng', 'Cửa Cấm Mới', 'Đồng Tâm Mới', 'Tân Tiến'].map(
      (name) => `Trường Tiểu học ${name}`,
    ),
  ],
  ['SCHOOL_PUBLIC', ['An Lạc', 'Vĩnh Tường', 'Bến Phượng', 'Tân Tiến'].map((name) => `Trường THCS ${name}`)],
  ['MILITARY', ['Quân sự phường']],
  ['HEALTH', ['Trạm Y tế phường']],
  [
    'ENTERPRISE_NON_STATE',
    ['Công ty Cổ phần Vận tải Cửa Cấm Mới', 'Công ty TNHH May Vĩnh Tường', 'Công ty Cổ phần Xây dựng Tân Tiến'],
  ],
  ['ENTERPRISE_STATE', ['Công ty TNHH một thành viên Công trình đô thị Phượng Đỏ']],
  ['COOPERATIVE', ['Hợp tác xã Dịch vụ An Lạc', 'Hợp tác xã Vận tải Bến Phượng']],
  ['CREDIT_FUND', ['Quỹ tín dụng nhân dân Bến Phượng']],
  ['OTHER_SERVICE_UNIT', ['Trung tâm Giáo dục thường xuyên An Lạc']],
];

/** Members of all 25 base cells. */
export const BASE_CELL_MEMBERS = 660;

/** 25 base cells: 15 schools, the military, the health station and 8 others. */
export const BASE_CELLS: readonly { readonly name: string; readonly sector: Sector }[] = others.flatMap(
  ([sector, names]) => names.map((name) => ({ name: `Chi bộ ${name}`, sector })),
);
