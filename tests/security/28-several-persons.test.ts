import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countingRule } from '#features/counting-rules';
import { erasure } from '#features/erasure';
import { periodClosing } from '#features/periods';
import { term } from '#features/terms';
import type { Decider } from '#kernel/decider';
import { rounds } from '../support/rounds.js';
import { gather, unless } from '../support/worlds/gather.js';
import { otherPersons } from '../support/worlds/several-persons.js';
import { SeveralTargets, type Target } from '../support/worlds/several-targets.js';
import { WardApi } from '../support/worlds/ward-api.js';

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
  erasure: [
    ...['HoldPlaced', 'HoldLifted'].flatMap((type) => [type, `${type}Corrected`, `${type}Annulled`]),
    'ErasureRequestedCorrected',
    'ErasureRequestedAnnulled',
    'ErasureApproved',
    'ErasureExecuted',
    'ErasureActAgreed',
  ],
};
const DECIDERS: readonly Decider[] = [countingRule, term, periodClosing, erasure];

let ward: WardApi;
let world: SeveralTargets;
let targets: readonly Target[] = [];
const READ = { after: 0n };

const store = () => ward.api.api.platform.store;

beforeAll(async () => {
  ward = await WardApi.start();
  const [chair = {}, committee = {}] = await otherPersons(ward.api);
  world = new SeveralTargets(ward, chair, committee);
  targets = await world.all();
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
      const answer = await ward.api.post(made.path, made.body, creates ? {} : await world.seen(target));
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
