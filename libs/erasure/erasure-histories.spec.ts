import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '#kernel/command';
import { addDays, instant, plainDate } from '#kernel/dates';
import type { History as Past } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { streamId, Uuid } from '#kernel/ids';
import { isPending, proposalsIn } from '#kernel/proposal';
import { Rejection } from '#kernel/rejection';
import { rounds } from '../../tests/support/rounds.js';
import { erasure, type State } from './erasure.js';
import { proposedHolds } from './holds.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);
const OWNER = id(0);
const stream = streamId(erasure.category, OWNER);
const KINDS = ['person', 'case'] as const;
type Kind = (typeof KINDS)[number];

/** One person sends one command on one day; a refusal changes nothing. */
class History {
  #day = plainDate('2026-01-01');
  #made = 100;
  past: Past<State> = erasure.empty;

  send(person: number, type: string, data: object, daysLater = 0): string | null {
    this.#day = addDays(this.#day, daysLater);
    const before = this.past.events;
    const proposal =
      'proposal' in data ? proposalsIn('Erasure', before).find((one) => one.entry === data.proposal) : null;
    const context: Context = {
      now: instant(new Date(`${this.#day}T03:00:00.000Z`)),
      actor: { id: id(person), role: 'clerk', organizationId: null, delegationId: null },
      stream,
      facts: {
        hasKey: true,
        barred: [],
        agreeing: {
          upTo: before.length - 1,
          confirmed: false,
          before: (proposal?.taken ?? []).map(({ actor }) => actor?.id ?? null),
          approvers: [id(person)],
        },
      },
      newId: () => id(++this.#made),
    };
    try {
      this.record(person, erasure.handle({ type, data } as never, this.past, context));
      return null;
    } catch (error) {
      if (error instanceof Rejection) return error.code;
      throw error;
    }
  }

  record(person: number, events: readonly { readonly type: string; readonly data: unknown }[]): void {
    const actor = { id: id(person), role: 'clerk', organizationId: null, delegationId: null } as const;
    const more = events.map(({ type, data }, i): PastEvent => ({ type, data, revision: this.past.size + i, actor }));
    this.past = erasure.append(this.past, more);
  }

  /** Two persons do it, where it takes two. */
  together(type: string, data: object): string | null {
    const refused = this.send(1, type, data);
    const open = proposalsIn('Erasure', this.past.events).findLast(isPending);
    return refused ?? (open ? this.send(2, 'AgreeToErasureAct', { proposal: open.entry }) : null);
  }
}

const document = { number: '1', signedOn: null };
const HOLD = { ground: 'OTHER', document: null };
const REQUEST = { legalBasis: 'AGREED', document };

interface Step {
  readonly person: number;
  readonly what: string;
  readonly kind: Kind;
  readonly n: number;
  readonly daysLater: number;
}
const COMMANDS = [
  'PlaceHold',
  'LiftHold',
  'RequestErasure',
  'ApproveErasure',
  'WithdrawErasure',
  'AgreeToErasureAct',
  'DeclineErasureAct',
  'AnnulEntry',
  'CorrectEntry',
  'an old hold',
  'an old request',
];
const step: fc.Arbitrary<Step> = fc.record({
  person: fc.integer({ min: 11, max: 14 }),
  what: fc.constantFrom(...COMMANDS),
  kind: fc.constantFrom(...KINDS),
  n: fc.nat(30),
  daysLater: fc.nat(40),
});

/** The entries that a command may name. */
const NAMES: Readonly<Record<string, RegExp>> = {
  AgreeToErasureAct: /Proposed$/,
  DeclineErasureAct: /Proposed$/,
  AnnulEntry: /^(HoldPlaced|HoldLifted|ErasureRequested)$/,
  CorrectEntry: /^HoldPlaced$/,
};

/** What a step sends. An old store may hold a hold or a request of any kind, since the kind was stated. */
function take(record: History, { person, what, kind, n, daysLater }: Step): void {
  const { events, state } = record.past;
  // Mostly an entry that the command may name, so that random steps often reach corrections and annulments.
  const fitting = events.filter(({ type }) => (NAMES[what] ?? /./).test(type));
  const at = (n % 5 === 0 ? events[n % events.length] : fitting[n % fitting.length])?.revision ?? 0;
  const by = { ownerKind: kind, ownerId: OWNER, by: id(person) };
  if (what === 'an old hold')
    record.record(person, [{ type: 'HoldPlaced', data: { holdId: id(1000 + events.length), ...by, ...HOLD } }]);
  else if (what === 'an old request') {
    if (!state.request) record.record(person, [{ type: 'ErasureRequested', data: { ...by, ...REQUEST } }]);
  } else record.send(person, what, dataOf(what, { kind, at, state, n }), daysLater);
}

function dataOf(what: string, { kind, at, state, n }: { kind: Kind; at: number; state: State; n: number }): object {
  const changes = [{ field: 'ground', from: 'OTHER', to: 'AUTHORITY' }];
  if (what === 'PlaceHold') return { ownerKind: kind, ...HOLD };
  if (what === 'RequestErasure') return { ownerKind: kind, ...REQUEST };
  if (what === 'LiftHold') return { holdId: state.holds[n % Math.max(1, state.holds.length)]?.holdId ?? id(9) };
  if (what === 'WithdrawErasure') return { reason: null };
  if (what === 'AgreeToErasureAct') return { proposal: at };
  if (what === 'DeclineErasureAct') return { proposal: at, reason: 'không' };
  if (what === 'AnnulEntry') return { corrects: at, reason: 'nhầm' };
  return what === 'CorrectEntry' ? { corrects: at, reason: 'nhầm', changes } : {};
}

const one = (person: number, what: string, n = 1): Step => ({ person, what, kind: 'person', n, daysLater: 0 });
/** A history with each kind of correction and annulment, which short runs may not reach by chance. */
const AMENDED: Step[] = [
  one(11, 'an old hold'),
  one(11, 'CorrectEntry'),
  one(12, 'AgreeToErasureAct'),
  one(11, 'AnnulEntry'),
  one(12, 'AgreeToErasureAct', 1),
  one(11, 'PlaceHold'),
  one(12, 'DeclineErasureAct', 2),
  one(11, 'an old hold'),
  one(11, 'LiftHold', 0),
  one(12, 'AgreeToErasureAct', 3),
  one(11, 'RequestErasure'),
  one(12, 'ApproveErasure'),
];

/** Six persons end what stands in the way of the erasure, and erase. @returns the refusals met */
function eraseAfterAll(record: History, kind: Kind): readonly (string | null)[] {
  const refused: (string | null)[] = [];
  for (const { entry } of proposedHolds(record.past.events, kind))
    refused.push(record.send(1, 'DeclineErasureAct', { proposal: entry, reason: 'không' }));
  for (const { holdId, kind: of, lifted } of record.past.state.holds)
    if (of === kind && !lifted) refused.push(record.together('LiftHold', { holdId }));
  if (record.past.state.request) refused.push(record.together('WithdrawErasure', { reason: null }));
  refused.push(record.send(3, 'RequestErasure', { ownerKind: kind, ...REQUEST }));
  refused.push(record.send(4, 'ApproveErasure', {}));
  refused.push(record.send(5, 'ExecuteErasure', {}, 400));
  return refused.filter((one) => one !== null);
}

describe('no history without an executed erasure', () => {
  it.each(KINDS)('makes the erasure of an existing owner impossible for ever: %s', (kind) => {
    const met = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const record = new History();
        for (const one of steps) take(record, one);
        for (const { type } of record.past.events) met.add(type);
        expect(eraseAfterAll(record, kind)).toEqual([]);
        expect(record.past.state.executed.map((one) => one.kind)).toEqual([kind]);
      }),
      { numRuns: rounds(3_000), examples: [[AMENDED]] },
    );
    const often = ['HoldPlacedAnnulled', 'HoldPlacedCorrected', 'HoldLifted', 'ErasureApproved', 'ErasureActDeclined'];
    expect([...met]).toEqual(expect.arrayContaining(often));
  });
});
