import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import { disciplineCase } from '#features/discipline';
import { engagement } from '#features/engagements';
import { register } from '#features/organizations';
import type { Decider } from '#kernel/decider';
import { idOf, type StreamId, streamId, type Uuid } from '#kernel/ids';
import type { Envelope } from '#platform/commands/envelope';
import { NotATwin } from '#platform/commands/twin-check';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { rounds } from '../../tests/support/rounds.js';
import { envelope, executorOn, log } from '../../tests/support/worlds/counter.js';
import { randomId } from '../../tests/support/worlds/records.js';
import {
  CELL,
  cell,
  committee,
  newStream,
  opening,
  OTHER_CELL,
  PERSON,
  reason,
  twinsIn,
  WARD,
} from '../../tests/support/worlds/twin-commands.js';

let store: MemoryEventStore;
let executor: ReturnType<typeof executorOn>;
beforeEach(async () => {
  store = new MemoryEventStore();
  await store.declare(log);
  executor = executorOn(store);
});

type Sent = Partial<Envelope>;
const send = (decider: Decider, stream: StreamId, type: string, data: object, more: Sent = {}, by = executor) =>
  by.execute(decider, stream, { type, data: parsed(decider, type, data) } as never, envelope(more));
const parsed = ({ commands }: Decider, type: string, data: object): unknown =>
  (commands as Readonly<Record<string, z.ZodType>>)[type]?.parse(data) ?? data;
async function open(number: string | null, more: object = {}, sent: Sent = {}, by = executor): Promise<StreamId> {
  const stream = newStream(engagement);
  await send(engagement, stream, 'OpenEngagement', opening(number, more), sent, by);
  return stream;
}
async function openCase(openedOn: string, more: object = {}): Promise<StreamId> {
  const stream = newStream(disciplineCase);
  const subject = { class: 'OFFICIAL_MEMBER', organizationId: CELL, memberId: PERSON, isCommitteeMember: false };
  const data = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn, sealedNote: null, ...more };
  await send(disciplineCase, stream, 'OpenDisciplineCase', data);
  return stream;
}
const typesOf = async (stream: StreamId) => (await store.read(stream)).map(({ record }) => record.type);

describe('an engagement', () => {
  it('is refused if an engagement by the same paper is recorded, however its number is typed', async () => {
    const first = await open('20-QĐ/ĐU');
    for (const number of ['20-QĐ/ĐU', ' 20 - qđ/đu', '20-QD/DU', '020–QĐ/ĐU', 'Số 20-QĐ/ĐU'.normalize('NFD')])
      expect([number, await twinsIn(open(number))]).toEqual([number, [idOf(first)]]);
    expect(await store.head()).toBe((await store.read(first)).at(-1)?.position);
  });

  it('is another one by another number, day or body, and with an unknown number', async () => {
    await open('20-QĐ/ĐU');
    await open('21-QĐ/ĐU');
    await open('20-QĐ/ĐU', { decision: { number: '20-QĐ/ĐU', signedOn: '2026-03-03' } });
    await open('20-QĐ/ĐU', { decidingBody: { ...committee, body: 'INSPECTION_COMMITTEE' } });
    await open('20-QĐ/ĐU', { decidingBody: { organizationId: null, body: 'COMMITTEE', name: 'Thành ủy' } });
    expect(await Promise.all([open(null), open(null)])).toHaveLength(2);
  });

  it('is recorded with an entry that rules the twin out, which later entries need not repeat', async () => {
    const first = await open('20-QĐ/ĐU');
    const second = await open('20-QD/DU', {}, { notTwinOf: [idOf(first)] });
    expect(await typesOf(second)).toEqual(['EngagementOpened', 'EngagementTwinsRuledOut']);
    expect((await store.read(second))[1]?.record.data).toEqual({
      ruledOut: [{ kind: 'PAPER', category: 'engagement', id: idOf(first), item: null }],
    });
    const changes = [{ field: 'decision.number', from: '20-QD/DU', to: '20-QĐ/ĐU' }];
    await send(engagement, second, 'CorrectEntry', { corrects: 0, reason, changes });
    const third = await twinsIn(open('20-QĐ/ĐU', {}, { notTwinOf: [idOf(second)] }));
    expect(third).toEqual([idOf(first)]);
  });

  it('that its sender may not see refuses nothing, and is not named by notTwinOf', async () => {
    const plan = await open('20-QĐ/ĐU');
    const maySee: Envelope['maySee'] = (_, past) => (past[0]?.data as { kind: string }).kind !== 'INSP_COMPLIANCE';
    const more = { kind: 'INSP_SIGNS' };
    for (const id of [idOf(plan), randomId()])
      await expect(open('20-QĐ/ĐU', more, { maySee, notTwinOf: [id] })).rejects.toEqual(new NotATwin(0));
    expect(await typesOf(await open('20-QĐ/ĐU', more, { maySee }))).toEqual(['EngagementOpened']);
  });

  it('is taken beside one whose stream was set aside, since what that says is uncertain', async () => {
    const first = await open('20-QĐ/ĐU');
    store.setAside([{ kind: 'missingEvents', stream: first, revision: '1', event: null, positions: null }]);
    await open('20-QĐ/ĐU');
  });

  it('is no twin of one that it is combined with, arises from, or is converted into', async () => {
    const first = await open('20-QĐ/ĐU');
    await open('20-QĐ/ĐU', { kind: 'SUP_THEMATIC', combinedWith: idOf(first) });
    const from = await open('30-QĐ/ĐU');
    await open('30-QĐ/ĐU', { arisesFrom: { engagementId: idOf(from), subjectId: null } });
  });

  it('is found by its notice, and may give one notice to several subjects', async () => {
    const conclude = async (stream: StreamId) => {
      const [opened] = await store.read(stream);
      const { subjects } = opened?.record.data as { subjects: { subjectId: string }[] };
      const outcomes = subjects.map(({ subjectId }) => ({ subjectId, outcome: 'GOOD' }));
      const notice = { number: '9-TB/ĐU', signedOn: '2026-04-02' };
      return send(engagement, stream, 'ConcludeSubjects', { concludedOn: null, notice, outcomes });
    };
    const [first, second] = [await open('1-QĐ/ĐU', { subjects: [cell(), cell(OTHER_CELL)] }), await open('2-QĐ/ĐU')];
    await conclude(first);
    expect(await typesOf(first)).toEqual(['EngagementOpened', 'SubjectConcluded', 'SubjectConcluded']);
    expect(await twinsIn(conclude(second))).toEqual([idOf(first)]);
  });

  it('becomes one by a correction, and is none after its opening was annulled', async () => {
    const [first, second] = [await open('1-QĐ/ĐU'), await open('2-QĐ/ĐU')];
    const changes = [{ field: 'decision.number', from: '2-QĐ/ĐU', to: '1-QĐ/ĐU' }];
    const correct = () => send(engagement, second, 'CorrectEntry', { corrects: 0, reason, changes });
    expect(await twinsIn(correct())).toEqual([idOf(first)]);
    await send(engagement, first, 'AnnulEntry', { corrects: 0, reason });
    await correct();
    expect(await typesOf(second)).toEqual(['EngagementOpened', 'EngagementOpenedCorrected']);
  });

  it('sent again with its key gets its first receipt, whatever was recorded since', async () => {
    const [stream, commandId] = [newStream(engagement), randomId()];
    const again = () => send(engagement, stream, 'OpenEngagement', opening('1-QĐ/ĐU'), { commandId });
    const first = await again();
    await open('1-QĐ/ĐU', {}, { notTwinOf: [idOf(stream)] });
    expect(await again()).toEqual({ ...first, repeated: true });
  });

  it('that is sent twice at once in one process is recorded once', async () => {
    const sent = await Promise.allSettled(Array.from({ length: 5 }, () => open('1-QĐ/ĐU')));
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('that races past another process is recorded, and nobody has to rule it out to go on', async () => {
    const other = executorOn(store);
    const [, second] = await Promise.all([open('1-QĐ/ĐU'), open('1-QĐ/ĐU', {}, {}, other)]);
    await send(engagement, second, 'DeployEngagement', { deployedOn: '2026-03-03' }, {}, other);
    const changes = [{ field: 'theme', from: null, to: 'Quy chế làm việc' }];
    await send(engagement, second, 'CorrectEntry', { corrects: 0, reason, changes }, {}, executor);
  });
});

describe('a discipline case', () => {
  it('is refused if a case on the subject from the source was opened on the day', async () => {
    const first = await openCase('2026-03-02');
    expect(await twinsIn(openCase('2026-03-02'))).toEqual([idOf(first)]);
    await openCase('2026-03-03');
    await openCase('2026-03-02', { source: { engagementId: randomId(), subjectId: null } });
  });
});

describe('an organization', () => {
  const stream = streamId(register.category, WARD);
  const found = (name: string, parentId: Uuid | null, more: object = {}, sent: Sent = {}) => {
    const type = parentId === null ? 'WARD_ORGANIZATION' : parentId === WARD ? 'BASE_CELL' : 'SUB_CELL';
    const data = { name, type, parentId, establishedOn: '2025-07-01', decision: null, ...more };
    return send(register, stream, 'EstablishOrganization', data, sent);
  };
  const ids = async () =>
    (await store.read(stream)).flatMap(({ record: { type, data } }) =>
      type === 'OrganizationEstablished' ? [data.organizationId as Uuid] : [],
    );
  beforeEach(async () => {
    await found('Đảng bộ phường', null, { organizationId: WARD });
    await found('Chi bộ Hoà', WARD);
  });

  it('is refused if one of its name is under its parent at the same time, however it is typed', async () => {
    const [, first] = await ids();
    for (const name of ['Chi bộ Hòa', ' chi  bộ HOÀ', 'Chi bộ Hoà'.normalize('NFD'), 'Chi bộ\u00a0Hoà', 'Chi bộ Hoa'])
      expect([name, await twinsIn(found(name, WARD))]).toEqual([name, [first]]);
    await found('Chi bộ Hoà 2', WARD);
  });

  it('is another one after the end of the first, and becomes one by a renaming', async () => {
    const [, first] = await ids();
    const change = { organizationId: first, effectiveOn: '2026-01-01', decision: null };
    await send(register, stream, 'DissolveOrganization', change);
    await found('Chi bộ Hòa', WARD, { establishedOn: '2026-01-01' });
    await found('Chi bộ 2', WARD);
    const [, , again, second] = await ids();
    const renaming = { organizationId: second, name: 'CHI BỘ HÒA', effectiveOn: '2026-02-01', decision: null };
    expect(await twinsIn(send(register, stream, 'RenameOrganization', renaming))).toEqual([again]);
    await send(
      register,
      stream,
      'RenameOrganization',
      { ...renaming, effectiveOn: '2025-12-01' },
      {
        notTwinOf: [first as Uuid, again as Uuid],
      },
    );
    expect((await typesOf(stream)).at(-1)).toBe('OrganizationTwinsRuledOut');
  });

  it('becomes one when the end of another is annulled, and when its founding is corrected', async () => {
    const [, first] = await ids();
    const change = { organizationId: first, effectiveOn: '2026-01-01', decision: null };
    const { revision } = await send(register, stream, 'DissolveOrganization', change);
    await found('Chi bộ Hòa', WARD, { establishedOn: '2026-01-01' });
    const [, , second] = await ids();
    expect(await twinsIn(send(register, stream, 'AnnulEntry', { corrects: revision, reason }))).toEqual([second]);
    const changes = [{ field: 'establishedOn', from: '2026-01-01', to: '2025-12-31' }];
    const correction = { corrects: revision + 1, reason, changes };
    expect(await twinsIn(send(register, stream, 'CorrectEntry', correction))).toEqual([first]);
  });
});

describe('any history', () => {
  const NUMBERS = [
    ['1-QĐ/ĐU', '01 - qđ/đu', '1-QD/DU'],
    ['2-QĐ/ĐU', 'Số 2-QĐ/ĐU', '2–QĐ/ĐU\u200b'],
  ] as const;
  const DAYS = ['2026-03-02', '2026-03-03'];
  const step = fc.record({
    what: fc.constantFrom('open', 'open', 'open', 'correct', 'annul'),
    paper: fc.nat(1),
    typed: fc.nat(2),
    day: fc.nat(1),
    which: fc.nat(),
    combine: fc.nat(3),
    hidden: fc.nat(3),
  });
  interface Naive {
    readonly id: Uuid;
    readonly stream: StreamId;
    readonly hidden: boolean;
    readonly tied: Uuid | null;
    paper: string | null;
  }

  it('is refused exactly where a loop over all records finds a twin that the sender may see', async () => {
    let [refused, taken] = [0, 0];
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), async (steps) => {
      store = new MemoryEventStore();
      await store.declare(log);
      executor = executorOn(store);
      const all: Naive[] = [];
      const maySee: Envelope['maySee'] = (_, past) => (past[0]?.data as { theme: string | null }).theme !== 'x';
      const twinsOf = (paper: string, own: Uuid | null, tied: Uuid | null) =>
        all
          .filter((one) => one.paper === paper && !one.hidden && one.id !== own)
          .filter((one) => one.id !== tied && (own === null || one.tied !== own))
          .map(({ id }) => id)
          .sort();
      for (const { what, paper, typed, day, which, combine, hidden } of steps) {
        const number = NUMBERS[paper]?.[typed] ?? '';
        const [key, signedOn] = [`${paper} ${day}`, DAYS[day] ?? ''];
        const one = all[which % Math.max(1, all.length)];
        if (what === 'open') {
          const tied = combine === 0 ? (one?.id ?? null) : null;
          const stream = newStream(engagement);
          const theme = hidden === 0 ? 'x' : null;
          const data = opening(number, { decision: { number, signedOn }, combinedWith: tied, theme });
          const expected = twinsOf(key, null, tied);
          const sent = send(engagement, stream, 'OpenEngagement', data, { maySee });
          if (expected.length > 0) expect([...(await twinsIn(sent))].sort()).toEqual(expected);
          else {
            await sent;
            all.push({ id: idOf(stream), stream, hidden: hidden === 0, tied, paper: key });
          }
          if (expected.length > 0) refused++;
          else taken++;
        } else if (one?.paper != null && !one.hidden && what === 'annul') {
          await send(engagement, one.stream, 'AnnulEntry', { corrects: 0, reason }, { maySee });
          one.paper = null;
        } else if (one?.paper != null && !one.hidden && one.paper !== key) {
          const [opened] = (await store.read(one.stream)).slice(-1);
          const now = (opened?.record.data.data ?? opened?.record.data) as {
            decision: { number: string; signedOn: string };
          };
          const changes = [
            { field: 'decision.number', from: now.decision.number, to: number },
            { field: 'decision.signedOn', from: now.decision.signedOn, to: signedOn },
          ];
          const expected = twinsOf(key, one.id, one.tied);
          const sent = send(engagement, one.stream, 'CorrectEntry', { corrects: 0, reason, changes }, { maySee });
          if (expected.length > 0) expect([...(await twinsIn(sent))].sort()).toEqual(expected);
          else {
            await sent;
            one.paper = key;
          }
        }
      }
    });
    await fc.assert(property, { numRuns: rounds(300) });
    expect([refused > 10, taken > 10]).toEqual([true, true]);
  });
});
