import type { Post } from '#features/papers';
import type { Uuid } from '#kernel/ids';
import { BEFORE_THE_TERM, OF_BASE_COMMITTEES, OF_THE_CITY, UNFINISHED } from './beside.js';
import { CASES } from './discipline.js';
import { AN_LAC, ENGAGEMENTS } from './engagements.js';
import { memberIdOf, officialIdOf } from './files.js';
import { cell, type DemoBody, group } from './papers.js';
import { DEMO_PERSONS } from './persons.js';
import { BASE_ORGANIZATIONS, WARD } from './ward.js';

/** A fictitious person whom the records of the demo name. */
export interface DemoMember {
  readonly id: Uuid;
  readonly name: string;
  readonly bornOn: string;
  /** The cell in which the person is a member; null: of the city, whose organizations are in no register here. */
  readonly organization: string | null;
  readonly probationary: boolean;
  readonly post: { readonly post: Post; readonly organization: string } | null;
  /** The day on which the first record that names the person was written. */
  readonly namedOn: string;
}

type Named = Omit<DemoMember, 'name' | 'bornOn'>;

function firstNaming(named: readonly Named[]): readonly Named[] {
  const first = new Map<Uuid, Named>();
  for (const one of named.toSorted((a, b) => (a.namedOn < b.namedOn ? -1 : a.namedOn > b.namedOn ? 1 : 0)))
    if (!first.has(one.id)) first.set(one.id, one);
  return [...first.values()];
}

const WARD_CELL = cell('Ủy ban Kiểm tra');
const OFFICE_CELL = cell('Văn phòng Đảng ủy');

/** Those who act with an account of the demo and are members of the Party; its technicians say that they are none. */
function actors(): readonly Named[] {
  const on = (role: keyof typeof DEMO_PERSONS, organization: string, post: Post | null = null, of: string = WARD) => ({
    id: DEMO_PERSONS[role],
    organization,
    probationary: false,
    post: post && { post, organization: of },
    namedOn: '2025-08-15',
  });
  return [
    on('inspection-chair', WARD_CELL, 'INSPECTION_CHAIR'),
    on('clerk', WARD_CELL),
    on('inspector', WARD_CELL, 'INSPECTION_MEMBER'),
    on('committee', OFFICE_CELL, 'STANDING_COMMITTEE_MEMBER'),
    on('cell-secretary', group(1), 'SECRETARY', group(1)),
    on('base-officer', group(3), 'COMMITTEE_MEMBER', AN_LAC),
    on('registrar', OFFICE_CELL),
  ];
}

const POST_WORDS: readonly (readonly [string, Post])[] = [
  ['bí thư', 'SECRETARY'],
  ['phó bí thư', 'DEPUTY_SECRETARY'],
  ['cấp ủy viên', 'COMMITTEE_MEMBER'],
];

/** A base organization has no members of its own: they are members of its cells. */
const CELLS_OF_COMMITTEES: Readonly<Record<string, string>> = {
  'Đảng bộ Ủy ban nhân dân phường': cell('Văn phòng HĐND và UBND'),
};

function subjects(): readonly Named[] {
  const one = (
    person: string | null,
    organization: string,
    namedOn: string,
    probationary = false,
  ): readonly Named[] => {
    if (person === null) return [];
    const [, post] = POST_WORDS.find(([words]) => person.startsWith(`${words},`)) ?? [];
    return [
      {
        id: memberIdOf(person),
        organization: CELLS_OF_COMMITTEES[organization] ?? organization,
        probationary,
        post: post ? { post, organization } : null,
        namedOn,
      },
    ];
  };
  return [
    ...[...ENGAGEMENTS, ...OF_BASE_COMMITTEES, ...BEFORE_THE_TERM].flatMap((work) =>
      work.subjects.flatMap(({ person, organization }) => one(person, organization, work.decision[1])),
    ),
    ...CASES.flatMap(({ disciplined: { person, organization, probationary }, openedOn }) =>
      one(person, organization, openedOn, probationary),
    ),
  ];
}

/** Cells of the officials who make up the teams of the ward's bodies, by the symbol of their papers. */
const CELLS_OF_OFFICIALS: Readonly<Record<string, string>> = {
  ĐU: OFFICE_CELL,
  UBKTĐU: WARD_CELL,
  BXDĐ: cell('Ban Xây dựng Đảng'),
};

function teams(): readonly Named[] {
  const works = [...ENGAGEMENTS, ...OF_BASE_COMMITTEES, ...OF_THE_CITY, ...BEFORE_THE_TERM, ...UNFINISHED];
  return works.flatMap(({ body, decision: [, namedOn] }) =>
    [1, 2, 3].map((n) => ({
      id: officialIdOf(body, n),
      organization: cellOfOfficial(body, n),
      probationary: false,
      post: null,
      namedOn,
    })),
  );
}

function cellOfOfficial({ of, symbol }: DemoBody, n: number): string | null {
  const base = BASE_ORGANIZATIONS.find(({ name }) => name === of);
  return base?.cells[n] ?? CELLS_OF_OFFICIALS[symbol] ?? null;
}

const FAMILIES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô', 'Đoàn'];
const MEN = ['Bá', 'Công', 'Đình', 'Khắc', 'Thế', 'Duy', 'Viết'];
const WOMEN = ['Thị', 'Thị Thu', 'Thị Ngọc', 'Thị Thanh', 'Thị Kim'];
const OF_MEN = [
  'Bách',
  'Cường',
  'Giáp',
  'Hào',
  'Khoa',
  'Luyện',
  'Mạnh',
  'Nghị',
  'Phúc',
  'Toản',
  'Thắng',
  'Vinh',
  'Sáng',
];
const OF_WOMEN = [
  'Duyên',
  'Giang',
  'Hạnh',
  'Lan',
  'Loan',
  'Nhàn',
  'Oanh',
  'Quyên',
  'Tâm',
  'Uyên',
  'Yến',
  'Thơm',
  'Mận',
];

const pick = (from: readonly string[], n: number): string => from[n % from.length] ?? '';

/** The lengths of the lists share no factor, so that no two persons of the demo have one name. */
const nameOf = (n: number): string =>
  n % 3 === 2
    ? `${pick(FAMILIES, n)} ${pick(WOMEN, n)} ${pick(OF_WOMEN, n)}`
    : `${pick(FAMILIES, n)} ${pick(MEN, n)} ${pick(OF_MEN, n)}`;

const two = (n: number): string => String(n).padStart(2, '0');
const dayOfBirth = (n: number): string =>
  `${1962 + ((n * 7) % 34)}-${two(1 + ((n * 5) % 12))}-${two(1 + ((n * 11) % 28))}`;

/**
 * The persons of the demo in the order in which its records name them: subjects, teams, and those who act. Nobody else:
 * the register of persons is no copy of a member database. Names and days of birth are made up, and are the same in each
 * store.
 */
export const MEMBERS: readonly DemoMember[] = firstNaming([...actors(), ...subjects(), ...teams()]).map(
  (member, n): DemoMember => ({ ...member, name: nameOf(n), bornOn: dayOfBirth(n) }),
);
