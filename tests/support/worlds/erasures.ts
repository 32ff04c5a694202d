import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { type TestApi, testApi } from '../servers/api.js';
import { grantRoles, signedIn } from './grants.js';

type Headers = Readonly<Record<string, string>>;
const uuid = (): Uuid => Uuid.parse(randomUUID());
const Receipt = z.looseObject({ id: z.uuid().optional(), revision: z.int(), position: z.string() });
const Listed = z.looseObject({
  ownerId: z.string(),
  ownerKind: z.string(),
  status: z.string(),
  revision: z.int(),
  holds: z.array(z.unknown()),
  proposedHolds: z.array(z.unknown()),
  execution: z.looseObject({ on: z.string() }).nullable(),
});
export const document = { number: '12-QĐ/ĐU', signedOn: '2026-01-05' };

/** The product with a ward, a cell, and a person in each role that takes part in erasures. */
export class ErasureWorld {
  cell = '';
  clerk: Headers = {};
  chair: Headers = {};
  committee: Headers = {};
  operator: Headers = {};
  last = '0';
  readonly ids = { clerk: uuid(), 'inspection-chair': uuid(), committee: uuid(), operator: uuid() };

  private constructor(readonly api: TestApi) {}

  static async start(): Promise<ErasureWorld> {
    const world = new ErasureWorld(await testApi());
    const as = async (role: keyof typeof world.ids & Role) => {
      await grantRoles(world.api.api, world.ids[role], [role]);
      return signedIn(world.api.api, world.ids[role]);
    };
    [world.clerk, world.chair] = [await as('clerk'), await as('inspection-chair')];
    [world.committee, world.operator] = [await as('committee'), await as('operator')];
    const found = async (name: string, type: string, parentId: string | null) =>
      (await world.sent('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01' })).id ?? '';
    const ward = await found('Đảng bộ phường Thử Nghiệm', 'WARD_ORGANIZATION', null);
    world.cell = await found('Chi bộ 1', 'BASE_CELL', ward);
    return world;
  }

  /** Sends a command that must succeed. */
  async sent(path: string, body: object, headers: Headers = {}) {
    const answer = await this.api.post(path, body, { ...headers });
    expect([path, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([path, 201, '']);
    const receipt = Receipt.parse(answer.json);
    this.last = receipt.position;
    return receipt;
  }

  /** Sends a command that must be refused. */
  async refused(path: string, body: object, headers: Headers, status: number, code: string) {
    const answer = await this.api.post(path, body, { ...headers });
    expect([path, answer.status, (answer.json as { code: string }).code]).toEqual([path, status, code]);
    return answer.json as { titles: { vi: string; en: string } };
  }

  /** What the list says of an owner; undefined if it says nothing. */
  async listed(ownerId: Uuid, headers: Headers = this.operator, kind?: 'person' | 'case') {
    const { json } = await this.api.get(`/api/erasures?after=${this.last}`, { ...headers });
    return z
      .object({ erasures: z.array(Listed) })
      .parse(json)
      .erasures.find((one) => one.ownerId === ownerId && (kind === undefined || one.ownerKind === kind));
  }

  /** `If-Match` with the revision that the list gives. */
  async seen(ownerId: Uuid) {
    return { 'if-match': `"${(await this.listed(ownerId))?.revision}"` };
  }

  /** A discipline case about a member, with sealed content of both. */
  async caseAbout(memberId: Uuid): Promise<Uuid> {
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: this.cell, memberId };
    const opening = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn: '2025-09-01', note: 'điều riêng' };
    const { id = '', revision } = await this.sent('/api/discipline-cases', opening);
    await this.sent(
      `/api/discipline-cases/${id}/not-imposed`,
      { on: '2025-09-20', reason: 'DECEASED', note: null },
      { 'if-match': `"${revision}"` },
    );
    return Uuid.parse(id);
  }
}
