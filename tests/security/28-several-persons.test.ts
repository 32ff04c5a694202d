import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { countingRule, DEFAULT_RULE } from '#features/counting-rules';
import { erasure } from '#features/erasure';
import { periodClosing } from '#features/periods';
import { term } from '#features/terms';
import { addDays, PlainDate } from '#kernel/dates';
import type { Decider } from '#kernel/decider';
import { streamId, Uuid } from '#kernel/ids';
import { rounds } from '../support/rounds.js';
import { gather, unless } from '../support/worlds/gather.js';
import { otherPersons } from '../support/worlds/several-persons.js';
import { type Headers, WardApi } from '../support/worlds/ward-api.js';

/**
 * What decides everybody's figure, or whether content is erased, takes several persons: to record, to correct and to
 * annul. One person in every role sends random commands, and the product itself finds the facts. Nothing may be recorded
 * but the steps below, which have no effect by themselves.
 */
const ALONE: Readonly<Record<string, readonly string[]>> = {
  // A version that nobody approved decides only answers that name it, and these are marked as provisional.
  countingRule: [
    'CountingRuleDefined',
    'CountingRuleDefinedCorrected',
    'CountingRuleDefinedAnnulled',
    'CountingRuleActProposed',
    'CountingRuleActDeclined',
  ],
  term: ['TermActProposed', 'TermActDeclined'],
  periodClosing: ['PeriodPrepared'],
  erasure: ['ErasureRequested', 'ErasureWithdrawn', 'ErasureActProposed', 'ErasureActDeclined'],
};
/** Verdicts on what others recorded. They have no effect without a further person, and none of them is certain to occur. */
const VERDICTS: Readonly<Record<string, readonly string[]>> = {
  countingRule: ['CountingRuleConfirmed', 'CountingRuleReturned'],
  periodClosing: ['PeriodConfirmed', 'PeriodReturned'],
};
/** Every other event. A new event must be named here or above. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  countingRule: [
    'CountingRuleApproved',
    'CountingRuleApprovedCorrected',
    'CountingRuleApprovedAnnulled',
    'CountingRuleActAgreed',
  ],
  term: [
    ...['TermOpened', 'TermEnded', 'TargetSet'].flatMap((type) => [type, `${type}Corrected`, `${type}Annulled`]),
    'TermActAgreed',
  ],
  periodClosing: ['PeriodClosed'],
  erasure: ['HoldPlaced', 'HoldLifted', 'ErasureApproved', 'ErasureExecuted', 'ErasureActAgreed'],
};
const DECIDERS: readonly Decider[] = [countingRule, term, periodClosing, erasure];

interface Sent {
  readonly path: string;
  readonly body: object;
}
type Making = (n: number) => Sent | Promise<Sent>;
/** A record with its state, and a maker for each command on it. */
interface Target {
  readonly decider: Decider;
  readonly id: string;
  readonly commands: Readonly<Record<string, Making>>;
  /** Steps without effect in the state that this record is in; default: those of its kind. */
  readonly alone?: readonly string[];
}

let ward: WardApi;
let [chair = {}, committee = {}]: Headers[] = [];
let targets: readonly Target[] = [];
const READ = { after: 0n };

const store = () => ward.api.api.platform.store;
const entriesOf = async ({ decider, id }: Pick<Target, 'decider' | 'id'>) =>
  (await store().read(streamId(decider.category, Uuid.parse(id)))).map(({ record }) => record);
const seen = async (of: Pick<Target, 'decider' | 'id'>): Promise<Headers> => ({
  'if-match': `"${(await entriesOf(of)).length - 1}"`,
});
const hashOf = async (path: string) =>
  z.looseObject({ contentHash: z.string() }).parse((await ward.api.get(`${path}/review`)).json).contentHash;
const day = (n: number) => addDays(PlainDate.parse('2020-01-01'), (n * 37) % 9000);

/** Makers of what every kind of record with proposals or entries has. */
function amending(decider: Decider, id: string, path: string): Target['commands'] {
  const entry = async (n: number) => {
    const all = await entriesOf({ decider, id });
    const entries = all.filter(({ type }) => decider.catalog.get(type)?.correctable === true);
    const { revision, data } = entries[n % Math.max(1, entries.length)] ?? { revision: 0, data: {} };
    return { corrects: revision, data };
  };
  const proposal = async (n: number) => {
    const at = (await entriesOf({ decider, id })).flatMap(({ type, revision }) =>
      type.endsWith('ActProposed') ? [revision] : [],
    );
    return { proposal: at[n % Math.max(1, at.length)] ?? 0 };
  };
  const { takes } = decider;
  const proposals: Target['commands'] = takes
    ? {
        [`AgreeTo${takes.as}Act`]: async (n) => ({ path: `${path}/agreement`, body: await proposal(n) }),
        [`Decline${takes.as}Act`]: async (n) => ({
          path: `${path}/refusal`,
          body: { ...(await proposal(n)), reason: 'không cần' },
        }),
      }
    : {};
  if (decider.routes?.entries === null) return proposals;
  return {
    ...proposals,
    CorrectEntry: async (n) => {
      const { corrects, data } = await entry(n);
      const fields = Object.entries(data).filter(([, value]) => typeof value === 'string');
      const [field = 'name', from = ''] = fields[n % Math.max(1, fields.length)] ?? [];
      const to = PlainDate.safeParse(from).success ? addDays(PlainDate.parse(from), (n % 9) - 4) : 'khác';
      return { path: `${path}/corrections`, body: { corrects, reason: 'sai', changes: [{ field, from, to }] } };
    },
    AnnulEntry: async (n) => ({
      path: `${path}/annulments`,
      body: { corrects: (await entry(n)).corrects, reason: 'sai' },
    }),
  };
}

async function termTarget(): Promise<Target> {
  const organizationId = ward.ward;
  const { id } = await ward.decide('/api/terms', { organizationId, name: 'Nhiệm kỳ', startsOn: '2025-08-16' });
  await ward.decide(`/api/terms/${id}/targets`, { number: '1', wording: 'chỉ tiêu', measure: 'OTHER' });
  const path = `/api/terms/${id}`;
  return {
    decider: term,
    id,
    commands: {
      ...amending(term, id, path),
      OpenTerm: (n) => ({
        path: '/api/terms',
        body: { organizationId, name: 'Khác', startsOn: addDays(day(n), -20_000), endsOn: addDays(day(n), -19_999) },
      }),
      EndTerm: (n) => ({ path: `${path}/end`, body: { endsOn: addDays(day(n), 5000) } }),
      SetTarget: (n) => ({
        path: `${path}/targets`,
        body: { number: String(n % 5), wording: 'chỉ tiêu khác', measure: 'OTHER' },
      }),
    },
  };
}

async function ruleTarget(): Promise<Target> {
  const definition = { name: 'Cách tính', rule: DEFAULT_RULE.rule, effectiveFrom: '2026-01-01' };
  const { id } = await ward.record('/api/counting-rules', definition);
  const path = `/api/counting-rules/${id}`;
  const approval = (version: number) => ({ version, approvingBody: 'Ban Thường vụ', approvedOn: '2026-01-05' });
  const first = await seen({ decider: countingRule, id });
  await ward.record(`${path}/confirmation`, { contentHash: await hashOf(path) }, { ...chair, ...first });
  await ward.record(`${path}/approval`, approval(1), committee);
  return {
    decider: countingRule,
    id,
    commands: {
      ...amending(countingRule, id, path),
      DefineCountingRule: (n) => ({ path: `${path}/versions`, body: { ...definition, effectiveFrom: day(n) } }),
      ApproveCountingRule: (n) => ({ path: `${path}/approval`, body: approval(1 + (n % 3)) }),
      ConfirmCountingRule: async () => ({
        path: `${path}/confirmation`,
        body: { contentHash: await hashOf(path) },
      }),
      ReturnCountingRule: async () => ({
        path: `${path}/return`,
        body: { contentHash: await hashOf(path), ground: 'OTHER' },
      }),
    },
  };
}

async function periodTarget(): Promise<Target> {
  const id = ward.ward;
  const path = `/api/organizations/${id}/periods`;
  const closed = { from: '2025-08-16', to: '2025-12-31' };
  await ward.record(path, closed);
  const first = await seen({ decider: periodClosing, id });
  await ward.record(`${path}/confirmation`, { contentHash: await hashOf(path) }, { ...chair, ...first });
  await ward.record(`${path}/closing`, closed, committee);
  const period = (n: number) => ({ from: '2025-08-16', to: `2026-0${1 + (n % 3)}-15` });
  return {
    decider: periodClosing,
    id,
    commands: {
      PreparePeriod: (n) => ({ path, body: period(n) }),
      ClosePeriod: (n) => ({ path: `${path}/closing`, body: period(n) }),
      ConfirmPeriod: async () => ({ path: `${path}/confirmation`, body: { contentHash: await hashOf(path) } }),
      ReturnPeriod: async () => ({
        path: `${path}/return`,
        body: { contentHash: await hashOf(path), ground: 'OTHER' },
      }),
    },
  };
}

/** @param approved whether another person has approved the erasure; else two persons have placed a hold on it */
async function erasureTarget(approved: boolean): Promise<Target> {
  const id = randomUUID();
  const subject = { class: 'OFFICIAL_MEMBER', organizationId: ward.cells[0], memberId: id };
  const opening = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn: '2025-09-01' };
  const opened = await ward.record('/api/discipline-cases', opening);
  await ward.change('discipline-cases', opened, 'not-imposed', { on: '2025-09-20', reason: 'DECEASED', note: null });
  const path = `/api/erasures/${id}`;
  const request = { ownerKind: 'person', legalBasis: 'SUBJECT_ASKED', document: { number: '1', signedOn: null } };
  const hold = { ownerKind: 'person', ground: 'COMPLAINT' };
  let holdId: string = randomUUID();
  if (approved) {
    await ward.record(`${path}/requests`, request);
    await ward.record(`${path}/approval`, {}, { ...chair, ...(await seen({ decider: erasure, id })) });
  } else {
    const { id: placed, revision: proposal } = await ward.record(`${path}/holds`, hold);
    await ward.record(`${path}/agreement`, { proposal }, chair);
    holdId = placed;
  }
  return {
    decider: erasure,
    id,
    commands: {
      ...amending(erasure, id, path),
      PlaceHold: () => ({ path: `${path}/holds`, body: hold }),
      LiftHold: () => ({ path: `${path}/holds/${holdId}/lifting`, body: {} }),
      RequestErasure: () => ({ path: `${path}/requests`, body: request }),
      ApproveErasure: () => ({ path: `${path}/approval`, body: {} }),
      WithdrawErasure: () => ({ path: `${path}/withdrawal`, body: {} }),
      ExecuteErasure: () => ({ path: `${path}/execution`, body: {} }),
    },
    ...(approved ? { alone: ['ErasureActProposed', 'ErasureActDeclined'] } : {}),
  };
}

beforeAll(async () => {
  ward = await WardApi.start();
  [chair = {}, committee = {}] = await otherPersons(ward.api);
  targets = [
    await termTarget(),
    await ruleTarget(),
    await periodTarget(),
    await erasureTarget(false),
    await erasureTarget(true),
  ];
  READ.after = await store().head();
});
afterAll(() => ward.close());

describe('what takes several persons', () => {
  it.each(DECIDERS.map((decider) => [decider.category, decider] as const))(
    'is named for every event of %s',
    (category, { catalog }) => {
      const named = [ALONE, VERDICTS, TOGETHER].flatMap((lists) => lists[category] ?? []);
      expect([...catalog.keys()].sort()).toEqual(named.sort());
    },
  );

  it('is tried by every command', () => {
    for (const { decider, commands } of targets) {
      const entries = decider.routes?.entries === null ? [] : ['CorrectEntry', 'AnnulEntry'];
      expect(Object.keys(commands).sort()).toEqual([...decider.commandNames, ...entries].sort());
    }
  });

  it('is never recorded, corrected or annulled by one person alone', async () => {
    const recorded = new Set<string>();
    // To prepare a period takes a second, so fewer commands are about periods.
    const places = targets.map((target, which) => ({
      weight: target.decider === periodClosing ? 1 : 5,
      arbitrary: fc.constant(which),
    }));
    const step = fc.tuple(fc.oneof(...places), fc.nat(), fc.nat(10_000));
    const send = async ([which, command, n]: readonly [number, number, number]) => {
      const target = targets[which];
      const makers = Object.values(target?.commands ?? {});
      const made = await makers[command % makers.length]?.(n);
      if (!target || !made) return;
      const creates = made.path === '/api/terms';
      const answer = await ward.api.post(made.path, made.body, creates ? {} : await seen(target));
      if (answer.status >= 500) throw new Error(`${made.path}: ${answer.text}`);
    };
    /** What was recorded since the last look must be a step without effect. */
    const judge = async () => {
      const records = await store().readAll(READ.after, 10_000);
      READ.after = records.at(-1)?.position ?? READ.after;
      for (const { record } of records) {
        const [category = ''] = record.stream.split('-');
        const own = targets.find((one) => record.stream === `${one.decider.category}-${one.id}`);
        const allowed = [...(own?.alone ?? ALONE[category] ?? []), ...(VERDICTS[category] ?? [])];
        expect([record.type, allowed]).toEqual([record.type, expect.arrayContaining([record.type])]);
        recorded.add(record.type);
      }
    };
    const walk = async () => {
      const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        for (const one of steps) await send(one);
        await judge();
      });
      await fc.assert(property, { numRuns: rounds(300), endOnFailure: true });
    };
    const missing = () =>
      Object.values(ALONE).flatMap((types) => types.flatMap((type) => unless(recorded.has(type), type)));
    await gather(walk, missing, 20);
  });
});
