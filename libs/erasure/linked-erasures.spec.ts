import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '#kernel/canonical-json';
import type { Context } from '#kernel/command';
import { addDays, instant, plainDate } from '#kernel/dates';
import type { History } from '#kernel/decider';
import { streamId, Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import { scenario } from '#kernel/testing';
import { rounds } from '../../tests/support/rounds.js';
import { erasure, type State } from './erasure.js';
import { holdsOnPerson, type LinkedFacts } from './linked.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);
const OWNER = Uuid.parse('00000000-0000-4000-8000-000000000000');
const [ASKS, APPROVES, EXECUTES, OTHER, THIRD] = [id(71), id(72), id(73), id(5), id(6)];
const document = { number: '12-QĐ/ĐU', signedOn: plainDate('2026-01-05') };
const owned = { ownerKind: 'person' as const, ownerId: OWNER };
const request = { ownerKind: 'person' as const, legalBasis: 'SUBJECT_ASKED' as const, document };
const requested = { type: 'ErasureRequested' as const, data: { ...owned, ...request, by: ASKS } };
const approval = { by: APPROVES, executableFrom: plainDate('2026-03-31'), delayDays: 30 };
const approved = (linkedIds: Uuid[]) => ({ type: 'ErasureApproved' as const, data: { ...approval, linkedIds } });
const execution = { ...owned, by: EXECUTES, on: plainDate('2026-03-31') };
const executed = (linkedIds: Uuid[]) => ({ type: 'ErasureExecuted' as const, data: { ...execution, linkedIds } });
const approve = { type: 'ApproveErasure' as const, data: {} };
const execute = { type: 'ExecuteErasure' as const, data: {} };

const at = (person: Uuid, day: string, linked: Partial<LinkedFacts>) => {
  const facts = { hasKey: true, linked: { ids: [], held: 0, erasedOn: null, ...linked } } as JsonObject;
  return scenario(erasure, {
    actor: { id: person, role: 'operator', organizationId: null, delegationId: null },
    now: instant(new Date(`${day}T03:00:00.000Z`)),
    facts,
  });
};

describe('an erasure of a person with linked records', () => {
  it('is approved with the records linked then, and covers those still linked at its execution', () => {
    at(APPROVES, '2026-03-01', { ids: [OTHER, THIRD] })
      .given(requested)
      .when(approve)
      .thenRecorded(approved([OTHER, THIRD]));
    at(EXECUTES, '2026-03-31', { ids: [OTHER] })
      .given(requested, approved([OTHER, THIRD]))
      .when(execute)
      .thenRecorded(executed([OTHER]));
  });
  it('is not executed where a record was linked since the approval, which no approver was shown', () =>
    at(EXECUTES, '2026-03-31', { ids: [OTHER, THIRD] })
      .given(requested, approved([OTHER]))
      .when(execute)
      .thenRefused('LinkedSince', { records: 1 }));
  it('is neither approved nor executed while another record of the person is held', () => {
    at(APPROVES, '2026-03-01', { ids: [OTHER], held: 1 })
      .given(requested)
      .when(approve)
      .thenRefused('HoldOnLinked', { holds: 1 });
    at(EXECUTES, '2026-03-31', { ids: [OTHER], held: 2 })
      .given(requested, approved([OTHER]))
      .when(execute)
      .thenRefused('HoldOnLinked', { holds: 2 });
  });
  it('is not asked for, approved or executed again for content that went with another record', () => {
    const gone = { erasedOn: plainDate('2026-02-01') };
    at(ASKS, '2026-03-01', gone)
      .given()
      .when({ type: 'RequestErasure', data: request })
      .thenRefused('ErasedAlready', { on: '2026-02-01' });
    at(APPROVES, '2026-03-01', gone).given(requested).when(approve).thenRefused('ErasedAlready', { on: '2026-02-01' });
    at(EXECUTES, '2026-03-31', gone)
      .given(requested, approved([]))
      .when(execute)
      .thenRefused('ErasedAlready', { on: '2026-02-01' });
  });
});

const RECORDS = [1, 2, 3, 4].map(id) as [Uuid, Uuid, Uuid, Uuid];
interface Step {
  readonly what: 'link' | 'unlink' | 'hold' | 'lift' | 'request' | 'approve' | 'execute' | 'withdraw';
  readonly one: Uuid;
  readonly other: Uuid;
}
const record = fc.constantFrom(...RECORDS);
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('link', 'link', 'unlink', 'hold', 'lift', 'request', 'approve', 'execute', 'withdraw'),
  one: record,
  other: record,
});

/** Four records with links that come and go, and the erasure of each, as the intake prepares it. */
class World {
  readonly past = new Map<Uuid, History<State>>(RECORDS.map((one) => [one, erasure.empty]));
  readonly gone = new Set<Uuid>();
  readonly links = new Set<string>();
  #day = plainDate('2026-01-01');
  #made = 100;

  /** Every record that a chain of links reaches. */
  groupOf(one: Uuid): ReadonlySet<Uuid> {
    const group = new Set([one]);
    for (const met of group)
      for (const link of this.links) {
        const [a, b] = link.split(' ') as [Uuid, Uuid];
        if (a === met) group.add(b);
        if (b === met) group.add(a);
      }
    return group;
  }

  holdsOn = (one: Uuid): number => {
    const { state, events } = this.past.get(one) ?? erasure.empty;
    return holdsOnPerson(state, events);
  };

  send(person: number, owner: Uuid, type: string, data: object): string | null {
    this.#day = addDays(this.#day, 31);
    const before = this.past.get(owner) ?? erasure.empty;
    const others = [...this.groupOf(owner)].filter((one) => one !== owner && !this.gone.has(one));
    const linked = {
      ids: others,
      held: others.reduce((sum, one) => sum + this.holdsOn(one), 0),
      erasedOn: this.gone.has(owner) ? this.#day : null,
    };
    const actor = { id: id(person), role: 'clerk', organizationId: null, delegationId: null };
    const context: Context = {
      now: instant(new Date(`${this.#day}T03:00:00.000Z`)),
      actor,
      stream: streamId(erasure.category, owner),
      facts: { hasKey: true, barred: [], linked },
      newId: () => id(++this.#made),
    };
    try {
      const news = erasure.handle({ type, data } as never, before, context);
      const more = news.map((event, i) => ({ ...event, revision: before.size + i, actor }));
      this.past.set(owner, erasure.append(before, more));
      return null;
    } catch (error) {
      if (error instanceof Rejection) return error.code;
      throw error;
    }
  }

  take({ what, one, other }: Step): void {
    const { state } = this.past.get(one) ?? erasure.empty;
    if (what === 'link' && one !== other) this.links.add(`${one} ${other}`);
    if (what === 'unlink') for (const link of this.links) if (link.includes(one)) this.links.delete(link);
    if (what === 'hold') this.#record(one, 'HoldPlaced', { holdId: id(++this.#made), ground: 'OTHER', document: null });
    const hold = state.holds.find(({ lifted }) => !lifted);
    if (what === 'lift' && hold) this.#record(one, 'HoldLifted', { holdId: hold.holdId });
    if (what === 'request') this.send(11, one, 'RequestErasure', request);
    if (what === 'approve') this.send(12, one, 'ApproveErasure', {});
    if (what === 'withdraw' && state.request) this.#record(one, 'ErasureWithdrawn', { reason: null });
    if (what === 'execute') this.execute(one);
  }

  /** An act that takes two persons, as both have done it. */
  #record(one: Uuid, type: string, data: object): void {
    const before = this.past.get(one) ?? erasure.empty;
    const actor = { id: id(20), role: 'clerk', organizationId: null, delegationId: null };
    const whole = { ...data, ownerKind: 'person', ownerId: one, by: id(20) };
    this.past.set(one, erasure.append(before, [{ type, data: whole, revision: before.size, actor }]));
  }

  /** Executes, if it may be, and checks what is destroyed. */
  execute(owner: Uuid): string | null {
    const shown = this.past.get(owner)?.state.approved?.linkedIds ?? [];
    const group = this.groupOf(owner);
    const refused = this.send(13, owner, 'ExecuteErasure', {});
    if (refused !== null) return refused;
    const last = this.past.get(owner)?.state.executed.at(-1);
    const destroyed = [owner, ...(last?.linkedIds ?? [])];
    for (const one of destroyed) {
      expect([one, group.has(one), one === owner || shown.includes(one)]).toEqual([one, true, true]);
      expect([one, this.holdsOn(one), this.gone.has(one)]).toEqual([one, 0, false]);
    }
    for (const one of group) if (!this.gone.has(one)) expect(destroyed).toContain(one);
    for (const one of destroyed) this.gone.add(one);
    return null;
  }

  /** Ends what stands in the way, and erases a record with those that are linked with it. */
  eraseAfterAll(owner: Uuid): readonly (string | null)[] {
    for (const one of this.groupOf(owner)) while (this.holdsOn(one) > 0) this.take({ what: 'lift', one, other: one });
    this.take({ what: 'withdraw', one: owner, other: owner });
    const refused = [this.send(11, owner, 'RequestErasure', request), this.send(12, owner, 'ApproveErasure', {})];
    return [...refused, this.execute(owner)].filter((one) => one !== null);
  }
}

describe('erasures of records whose links come and go', () => {
  it('destroy what the approver was shown, never what is held, and in the end every record can be erased', () => {
    const met = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
        const world = new World();
        for (const one of steps) world.take(one);
        met.set('gone', (met.get('gone') ?? 0) + world.gone.size);
        for (const one of RECORDS) {
          const before = world.gone.size;
          if (!world.gone.has(one)) expect(world.eraseAfterAll(one)).toEqual([]);
          if (world.gone.size > before + 1) met.set('together', (met.get('together') ?? 0) + 1);
        }
        expect([...world.gone].sort()).toEqual([...RECORDS].sort());
      }),
      { numRuns: rounds(2_000) },
    );
    expect([...met.keys()].sort()).toEqual(['gone', 'together']);
  });
});
