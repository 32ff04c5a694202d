import { expect } from '@jest/globals';
import { z } from 'zod';
import type { Feature } from '#platform/feature';
import { type Answered, type TestApi, testApi } from '../servers/api.js';
import { carriedOut } from './several-persons.js';

const Receipt = z.looseObject({ id: z.string().optional(), revision: z.int(), position: z.string() });
const Refused = z.looseObject({
  code: z.string(),
  errors: z.array(z.object({ in: z.string(), field: z.string(), code: z.string() })),
  facts: z.record(z.string(), z.unknown()).optional(),
});
export type Headers = Record<string, string>;

/** Revision and position of the last entry of a record, for `If-Match` and `after`. */
export interface Recorded {
  readonly id: string;
  readonly revision: number;
}

/** The product with a ward, two base cells, and a base organization with a sub-cell. */
export class WardApi {
  ward = '';
  cells: string[] = [];
  last = '0';

  private constructor(readonly api: TestApi) {}

  /** @param features default: those of the product */
  static async start(features?: readonly Feature[]): Promise<WardApi> {
    const ward = new WardApi(await testApi({}, features ? { features } : {}));
    const found = async (name: string, type: string, parentId: string | null) => {
      const body = { name, type, parentId, establishedOn: '2025-07-01' };
      return (await ward.record('/api/organizations', body)).id;
    };
    ward.ward = await found('Đảng bộ phường Thử Nghiệm', 'WARD_ORGANIZATION', null);
    for (const n of [1, 2, 3]) ward.cells.push(await found(`Chi bộ ${n}`, 'BASE_CELL', ward.ward));
    return ward;
  }

  close(): Promise<void> {
    return this.api.close();
  }

  /** Sends a command that must succeed. */
  async record(path: string, body: unknown, headers: Headers = {}): Promise<Recorded> {
    const answer = await this.api.post(path, body, headers);
    expect([path, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([path, 201, '']);
    const { id, revision, position } = Receipt.parse(answer.json);
    this.last = position;
    return { id: id ?? '', revision };
  }

  /** Sends a command that takes three persons, who all agree; it must succeed. */
  async decide(path: string, body: unknown, headers: Headers = {}): Promise<Recorded> {
    const answer = await carriedOut(this.api, path, body, { headers });
    expect([path, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([path, 201, '']);
    const { id, revision, position } = Receipt.parse(answer.json);
    this.last = position;
    return { id: id ?? '', revision };
  }

  /** Sends a change of a record with the last seen revision in `If-Match`. */
  async change(noun: string, { id, revision }: Recorded, route: string, body: unknown): Promise<Recorded> {
    const done = await this.record(`/api/${noun}/${id}/${route}`, body, { 'if-match': `"${revision}"` });
    return { id, revision: done.revision };
  }

  /** Sends a command that must be refused. @returns the answer */
  async refused(path: string, body: unknown, status: number, code: string, headers: Headers = {}) {
    const answer = await this.api.post(path, body, headers);
    const problem = Refused.parse(answer.json);
    expect([answer.status, problem.code]).toEqual([status, code]);
    return { ...problem, text: answer.text, fields: problem.errors.map(({ field }) => field) };
  }

  /** Sends a query that includes everything recorded so far. */
  async ask(path: string): Promise<Answered> {
    const answer = await this.api.get(`${path}${path.includes('?') ? '&' : '?'}after=${this.last}`);
    expect([path, answer.status, answer.status === 200 ? '' : answer.text]).toEqual([path, 200, '']);
    return answer;
  }
}
