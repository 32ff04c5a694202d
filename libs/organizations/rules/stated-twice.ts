import type { PlainDate } from '#kernel/dates';
import { dayText } from '#kernel/day-text';
import type { Bilingual } from '#kernel/text';

/** The values of an organization that an entry may state. */
export const STATED = {
  name: { vi: 'tên', en: 'name' },
  type: { vi: 'loại hình', en: 'kind' },
  sector: { vi: 'lĩnh vực', en: 'sector' },
  parentId: { vi: 'tổ chức đảng cấp trên trực tiếp', en: 'parent organization' },
  members: { vi: 'số đảng viên', en: 'number of members' },
} as const satisfies Record<string, Bilingual>;

/** What one entry states for one day. An absent or null value is not stated. */
export type Statement = { readonly on: PlainDate; readonly entry: number } & {
  readonly [K in keyof typeof STATED]?: string | number | null;
};

/** A value that several entries state differently for one day. */
export interface TwiceOnOneDay extends Bilingual {
  readonly code: 'STATED_TWICE_ON_ONE_DAY';
  readonly field: keyof typeof STATED;
  readonly on: PlainDate;
  /** The entries, in the order of recording: the last one counts. */
  readonly entries: readonly number[];
}

/** The values that several entries state differently for one day, by day. The entry recorded last counts. */
export function statedTwice(statements: readonly Statement[]): TwiceOnOneDay[] {
  const found: TwiceOnOneDay[] = [];
  const days = [...new Set(statements.map(({ on }) => on))].sort();
  for (const on of days)
    for (const field of Object.keys(STATED) as (keyof typeof STATED)[]) {
      const stating = statements
        .filter((one) => one.on === on && (one[field] ?? null) !== null)
        .sort((a, b) => a.entry - b.entry);
      if (new Set(stating.map((one) => one[field])).size < 2) continue;
      const [entries, of, day] = [stating.map(({ entry }) => entry), STATED[field], dayText(on)];
      found.push({
        code: 'STATED_TWICE_ON_ONE_DAY',
        field,
        on,
        entries,
        vi: `Có ${entries.length} mục ghi khác nhau về ${of.vi} cùng ngày ${day.vi}; mục ghi sau cùng được tính`,
        en: `${entries.length} entries differ on the ${of.en} on ${day.en}; the one recorded last counts`,
      });
    }
  return found;
}
