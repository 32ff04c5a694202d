import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { erasure } from '#features/erasure';
import { streamId, Uuid } from '#kernel/ids';
import { document, ErasureWorld } from '../support/worlds/erasures.js';

const uuid = (): Uuid => Uuid.parse(randomUUID());

let world: ErasureWorld;
beforeAll(async () => {
  world = await ErasureWorld.start();
});
afterAll(() => world.api.close());

describe('an erasure', () => {
  it('is possible after a hold for the other kind of owner, which an old store may hold, and which a request cannot state', async () => {
    const member = uuid();
    const caseId = await world.caseAbout(member);
    const at = `/api/erasures/${member}`;
    const placing = { ownerKind: 'case', ground: 'COMPLAINT' };
    const stated = await world.api.post(`${at}/holds`, placing, { ...world.chair });
    expect([stated.status, stated.json]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ field: 'ownerKind', code: 'other-kind' })] }),
    ]);
    await world.refused(`/api/erasures/${uuid()}/holds`, { ground: 'COMPLAINT' }, world.chair, 409, 'NothingSealed');
    const stream = streamId(erasure.category, member);
    const system = { id: world.ids.clerk, role: 'system', organizationId: null, delegationId: null };
    const commandId = uuid();
    const { position } = await world.api.api.platform.executor.execute(
      erasure,
      stream,
      { type: 'PlaceHold', data: { ownerKind: 'case', ground: 'COMPLAINT', document: null } },
      {
        commandId,
        correlationId: commandId,
        causationId: null,
        expectedRevision: null,
        facts: { hasKey: true },
        actor: system,
      },
    );
    world.last = String(position);
    await world.sent(`${at}/requests`, { legalBasis: 'SUBJECT_ASKED', document }, world.clerk);
    expect(await world.listed(member, world.operator, 'person')).toMatchObject({ status: 'REQUESTED', holds: [] });
    expect(await world.listed(member, world.operator, 'case')).toMatchObject({
      status: 'NONE',
      holds: [{ ground: 'COMPLAINT' }],
    });
    await world.sent(`${at}/approval`, {}, { ...world.chair, ...(await world.seen(member)) });
    expect(await world.listed(member, world.operator, 'person')).toMatchObject({ status: 'APPROVED' });
    const wrong = await world.sent(
      `${at}/annulments`,
      { corrects: 0, reason: 'ghi nhận sai loại' },
      { ...world.clerk, ...(await world.seen(member)) },
    );
    await world.sent(`${at}/agreement`, { proposal: wrong.revision }, world.committee);
    expect(await world.listed(member, world.operator, 'case')).toBeUndefined();
    await world.sent(`/api/erasures/${caseId}/holds`, { ground: 'COMPLAINT' }, world.chair);
    expect((await world.listed(caseId))?.ownerKind).toBe('case');
  });

  it('asks whose content is meant where one id is that of a person and of a case', async () => {
    const member = uuid();
    const both = await world.caseAbout(member);
    await world.caseAbout(both);
    const at = `/api/erasures/${both}/holds`;
    const open = await world.api.post(at, { ground: 'COMPLAINT' }, { ...world.chair });
    expect([open.status, open.json]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ field: 'ownerKind', code: 'required' })] }),
    ]);
    await world.sent(at, { ownerKind: 'person', ground: 'COMPLAINT' }, world.chair);
    expect((await world.listed(both))?.ownerKind).toBe('person');
  });

  it('has holds that two persons correct and annul, and whose lifting two persons annul, with the right revision', async () => {
    const member = uuid();
    await world.caseAbout(member);
    const at = `/api/erasures/${member}`;
    const { id: holdId = '', revision } = await world.sent(`${at}/holds`, { ground: 'COMPLAINT' }, world.chair);
    await world.sent(`${at}/agreement`, { proposal: revision }, world.committee);
    const both = async (path: string, body: object) => {
      const { revision: proposal } = await world.sent(`${at}/${path}`, body, {
        ...world.clerk,
        ...(await world.seen(member)),
      });
      await world.sent(`${at}/agreement`, { proposal }, { ...world.committee, ...(await world.seen(member)) });
    };
    await both('corrections', {
      corrects: 2,
      reason: 'ghi nhầm căn cứ',
      changes: [{ field: 'ground', from: 'COMPLAINT', to: 'AUTHORITY' }],
    });
    expect(await world.listed(member)).toMatchObject({ holds: [{ holdId, ground: 'AUTHORITY' }] });
    const lifting = await world.sent(
      `${at}/holds/${holdId}/lifting`,
      {},
      { ...world.chair, ...(await world.seen(member)) },
    );
    await world.sent(`${at}/agreement`, { proposal: lifting.revision }, world.committee);
    expect(await world.listed(member)).toMatchObject({ holds: [] });
    await both('annulments', { corrects: lifting.revision + 2, reason: 'ghi nhận dỡ nhầm' });
    expect(await world.listed(member)).toMatchObject({ holds: [{ holdId, ground: 'AUTHORITY' }] });
    await both('annulments', { corrects: 2, reason: 'giữ nhầm người' });
    expect(await world.listed(member)).toMatchObject({ status: 'NONE', holds: [], proposedHolds: [] });
  });
});
