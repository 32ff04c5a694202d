import { numbering } from './next-number.js';
import type { Recorded, WardApi } from './ward-api.js';

/** A member whom several engagements name. */
export const member = '0b7e8c10-0000-4000-8000-000000000001';
export const paper = (number: string, signedOn: string) => ({ number, signedOn });

/** Short functions with which tests record engagements of a ward. @param ward returns the ward once it is started */
export function engagementWords(ward: () => WardApi) {
  const next = numbering();
  const body = () => ({ organizationId: ward().ward, body: 'COMMITTEE' });
  const cell = (n: number) => ({ organizationId: ward().cells[n], capacity: 'ORGANIZATION' });
  const person = (n: number) => ({ organizationId: ward().cells[n], capacity: 'MEMBER', memberId: member });
  const opening = (more: object = {}) => ({
    kind: 'INSP_COMPLIANCE',
    decidingBody: body(),
    decision: paper(next('QĐ/ĐU'), '2026-03-02'),
    dueOn: '2026-06-30',
    subjects: [cell(0)],
    ...more,
  });
  const file = (subjects: object[], more: object = {}) => ({
    ...opening(),
    notice: paper(next('TB/ĐU'), '2026-04-20'),
    subjects,
    ...more,
  });
  const open = (more: object = {}) => ward().record('/api/inspections', opening(more));
  const change = (recorded: Recorded, route: string, data: object) =>
    ward().change('inspections', recorded, route, data);
  return { body, cell, person, opening, file, open, change };
}
