import { expect } from '@jest/globals';
import { z } from 'zod';
import { addDays, plainDate } from '#kernel/dates';
import { answered } from '#platform/http/time-travel';
import { numbering } from './next-number.js';
import { WardApi } from './ward-api.js';

export type Query = Readonly<Record<string, string>>;
const Problem = z.looseObject({
  code: z.string(),
  errors: z.array(z.object({ in: z.string(), field: z.string(), code: z.string(), vi: z.string(), en: z.string() })),
});

/** The product with three base cells, a base organization and two cells under it: six organizations below the ward. */
export class CoverageApi {
  base = '';
  subCells: string[] = [];
  readonly #next = numbering();

  private constructor(readonly ward: WardApi) {}

  static async start(): Promise<CoverageApi> {
    const of = new CoverageApi(await WardApi.start());
    const found = async (name: string, type: string, parentId: string) =>
      (await of.ward.record('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01' })).id;
    of.base = await found('Đảng bộ khu dân cư', 'BASE_ORGANIZATION', of.ward.ward);
    for (const name of ['Chi bộ Ánh Dương', 'Chi bộ "Đ; Đ"']) of.subCells.push(await found(name, 'SUB_CELL', of.base));
    return of;
  }

  close(): Promise<void> {
    return this.ward.close();
  }

  /** Opens the term that begins on 16 August 2025 and is assumed to end on 15 August 2030. @returns its id */
  async term(): Promise<string> {
    const term = { organizationId: this.ward.ward, name: 'Nhiệm kỳ 2025–2030', startsOn: '2025-08-16' };
    return (await this.ward.decide('/api/terms', { ...term, endsOn: '2030-08-15', endAssumed: true })).id;
  }

  /** Records an engagement of the ward committee, with a notice of that day, concluded two days before. */
  work(kind: 'INSP_COMPLIANCE' | 'INSP_DUES' | 'SUP_THEMATIC', ids: (string | undefined)[], signedOn: string) {
    return this.ward.record(`/api/${kind === 'SUP_THEMATIC' ? 'supervisions' : 'inspections'}/concluded`, {
      kind,
      decidingBody: { organizationId: this.ward.ward, body: 'COMMITTEE' },
      decision: { number: this.#next('QĐ/ĐU'), signedOn: '2025-09-01' },
      concludedOn: addDays(plainDate(signedOn), -2),
      notice: { number: this.#next('TB/ĐU'), signedOn },
      subjects: ids.map((organizationId) => ({ organizationId, capacity: 'ORGANIZATION', outcome: 'GOOD' })),
    });
  }

  /** The address of a query about the ward that includes everything recorded so far. */
  url(path: string, query: Query = {}): string {
    const waits = path === '/stream' ? {} : { after: this.ward.last };
    return `/api/coverage${path}?${new URLSearchParams({ scope: this.ward.ward, ...waits, ...query }).toString()}`;
  }

  async ask<S extends z.ZodRawShape>(path: string, shape: S, query: Query = {}) {
    const { status, json, text } = await this.ward.api.get(this.url(path, query));
    expect([path, query, status, status === 200 ? '' : text]).toEqual([path, query, 200, '']);
    return answered(shape).parse(json);
  }

  /** The one wrong field that an answer names; the answer must name it in both languages. */
  async objection(query: Query, path = '') {
    const { status, json, headers } = await this.ward.api.get(this.url(path, query));
    expect([query, status, headers['content-type']]).toEqual([query, 422, 'application/problem+json; charset=utf-8']);
    const { code, errors } = Problem.parse(json);
    const [error] = errors;
    expect([code, errors.length, error?.vi === error?.en, error?.vi, error?.en]).not.toContain('');
    expect([code, errors.length, error?.vi === error?.en]).toEqual(['invalid-request', 1, false]);
    return { in: error?.in, field: error?.field, code: error?.code };
  }
}

export const fraction = ({ covered, total }: { readonly covered: number; readonly total: number }) =>
  `${covered}/${total}`;
/** The `asOf` day of most of these tests. */
export const AS_OF = { asOf: '2026-06-30' };
