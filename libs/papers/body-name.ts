import type { Names } from '#kernel/names';
import type { Bilingual } from '#kernel/text';
import { BODIES } from './codes.js';
import type { Body } from './papers.js';

/**
 * A body as an office writes it: the inspection committee of “Đảng bộ phường X” is “Ủy ban Kiểm tra Đảng ủy phường X”,
 * and a cell is called by its name alone. A body outside the registers has the name that was recorded.
 */
export function bodyName({ organizationId, body, name }: Body, names: Names): Bilingual {
  const of = organizationId === null ? null : names.organization(organizationId);
  if (of === null) {
    const own = name ?? '';
    const named =
      own.toLowerCase().startsWith(BODIES[body].vi.toLowerCase()) || own === '' ? own : `${BODIES[body].vi} ${own}`;
    return { vi: named || BODIES[body].vi, en: own || BODIES[body].en };
  }
  const en = body === 'CELL' && IS_CELL.test(of) ? of : `${BODIES[body].en} of ${of}`;
  return { vi: inVietnamese(body, of), en };
}

const IS_CELL = /^chi bộ /i;

function inVietnamese(body: Body['body'], of: string): string {
  const committee = of.replace(/^Đảng bộ /i, 'Đảng ủy ');
  if (body === 'CELL') return IS_CELL.test(of) ? of : `Chi bộ (${of})`;
  if (body === 'COMMITTEE') return committee === of ? `Đảng ủy (${of})` : committee;
  return `${BODIES[body].vi} ${committee}`;
}
