import { z } from 'zod';
import { Paper } from '#features/papers';
import { addDays, dayOf, PlainDate } from '#kernel/dates';
import type { Context } from '#kernel/command';
import { WHOLE_STORE } from '#kernel/concern';
import { areOthers } from '#kernel/confirmation';
import { decider } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { isOpen, type Proposal, proposalsIn } from '#kernel/proposal';
import { type DataOf, permanent, v1 } from '#kernel/event';
import { idOf, Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { DELAYS, HoldGround, LegalBasis, OwnerKind } from './codes.js';
import { refuse } from './refusals.js';

const owner = { ownerKind: OwnerKind, ownerId: Uuid };
// The envelope holds the actor already. The data repeats the actor because a decision sees only the data of past events
// and must check that three different persons act. The actor is an opaque id, not a name.
const by = { by: Uuid.describe('The person who acted') };
const hold = { ground: HoldGround, document: Paper.nullable().default(null) };
const request = { legalBasis: LegalBasis, document: Paper };

// A destroyed key cannot be restored, so no entry is corrected or annulled. A wrong request is withdrawn instead, and a
// wrong hold is lifted.
const events = {
  HoldPlaced: permanent(v1({ holdId: Uuid, ...owner, ...by, ...hold })),
  HoldLifted: permanent(v1({ holdId: Uuid, ...by })),
  ErasureRequested: permanent(v1({ ...owner, ...by, ...request })),
  ErasureApproved: permanent(
    v1({ ...by, executableFrom: PlainDate.describe('First day of the execution'), delayDays: z.int().min(0) }),
  ),
  ErasureWithdrawn: permanent(v1({ ...by, reason: text(500).nullable() })),
  ErasureExecuted: permanent(v1({ ...owner, ...by, on: PlainDate })),
};
type Owner = Pick<DataOf<(typeof events)['ErasureRequested']>, 'ownerKind' | 'ownerId'>;

const commands = {
  PlaceHold: z.strictObject({ ownerKind: OwnerKind, ...hold }),
  LiftHold: z.strictObject({ holdId: Uuid }),
  RequestErasure: z.strictObject({ ownerKind: OwnerKind, ...request }),
  ApproveErasure: z.strictObject({}),
  WithdrawErasure: z.strictObject({ reason: text(500).nullable().default(null) }),
  ExecuteErasure: z.strictObject({}),
};

export interface State {
  readonly owner: Owner | null;
  readonly holds: readonly { readonly holdId: Uuid; readonly ground: string; readonly lifted: boolean }[];
  readonly requestedBy: Uuid | null;
  readonly approved: { readonly by: Uuid; readonly executableFrom: PlainDate } | null;
  readonly executedOn: PlainDate | null;
}

/**
 * The erasure of what is sealed for one person or one case, stream `erasure-<owner>`. One person requests the erasure,
 * another approves it, a third executes it after the waiting period. Two persons place a hold and two lift it; a hold,
 * proposed or placed, prevents the approval and the execution
 * (decision 008; Law 91/2025/QH15 Art. 14). The key is destroyed after the execution is recorded. The waiting period
 * runs from the day on which the approval is recorded.
 */
export const erasure = decider<State>()({
  category: 'erasure',
  commands,
  routes: {
    ifMatch: 'required',
    of: {
      PlaceHold: {
        path: ':ownerId/holds',
        name: 'hold',
        body: 'HoldPlacing',
        ifMatch: 'optional',
        begins: true,
        makes: true,
      },
      LiftHold: { path: ':ownerId/holds/:holdId/lifting', name: 'lift', body: 'NothingMore' },
      RequestErasure: {
        path: ':ownerId/requests',
        name: 'request',
        body: 'ErasureRequesting',
        ifMatch: 'optional',
        begins: true,
      },
      ApproveErasure: { path: ':ownerId/approval', name: 'approve', body: 'NothingMore' },
      WithdrawErasure: { path: ':ownerId/withdrawal', name: 'withdraw', body: 'ErasureWithdrawing' },
      ExecuteErasure: { path: ':ownerId/execution', name: 'execute', body: 'NothingMore' },
    },
    entries: null,
  },
  events,
  takes: {
    as: 'Erasure',
    at: ':ownerId',
    // One person alone can neither hold content back for ever, nor give it up.
    commands: { PlaceHold: 2, LiftHold: 2, WithdrawErasure: (_, { approved }) => (approved ? 2 : 1) },
    amendments: {},
  },
  initial: { owner: null, holds: [], requestedBy: null, approved: null, executedOn: null },
  decide: {
    PlaceHold: ({ ownerKind, ...c }, s, context) => {
      const owned = ownerOf(ownerKind, s, context);
      notErased(s);
      return [{ type: 'HoldPlaced', data: { holdId: context.newId(0), ...owned, ...acting(context), ...c } }];
    },
    LiftHold: (c, s, context) => {
      const hold = s.holds.find(({ holdId }) => holdId === c.holdId);
      if (!hold) return refuse('NoSuchHold');
      if (hold.lifted) refuse('HoldLiftedAlready');
      return [{ type: 'HoldLifted', data: { ...c, ...acting(context) } }];
    },
    RequestErasure: ({ ownerKind, ...c }, s, context) => {
      const owned = ownerOf(ownerKind, s, context);
      notErased(s);
      if (s.requestedBy !== null) refuse('RequestedAlready');
      // The intake handler looks in the key ring for a key of this owner.
      if (context.facts.hasKey !== true) refuse('NothingSealed');
      return [{ type: 'ErasureRequested', data: { ...owned, ...acting(context), ...c } }];
    },
    ApproveErasure: (_, s, context) => {
      notErased(s);
      if (s.requestedBy === null) return refuse('NotRequested');
      if (s.approved) refuse('ApprovedAlready');
      notHeld(s);
      const { by: approver } = acting(context);
      if (approver === s.requestedBy || !isOther(approver, context)) refuse('ThreePersons');
      const today = dayOf(context.now);
      const { days } = DELAYS.findLast(({ from }) => from <= today) ?? DELAYS[0];
      const executableFrom = addDays(today, days);
      return [{ type: 'ErasureApproved', data: { by: approver, executableFrom, delayDays: days } }];
    },
    WithdrawErasure: (c, s, context) => {
      notErased(s);
      if (s.requestedBy === null) refuse('NotRequested');
      return [{ type: 'ErasureWithdrawn', data: { ...c, ...acting(context) } }];
    },
    ExecuteErasure: (_, s, context) => {
      notErased(s);
      if (s.requestedBy === null || !s.owner) return refuse('NotRequested');
      if (!s.approved) return refuse('NotApproved');
      notHeld(s);
      const { by: executor } = acting(context);
      if (executor === s.requestedBy || executor === s.approved.by || !isOther(executor, context))
        refuse('ThreePersons');
      const on = dayOf(context.now);
      const from = s.approved.executableFrom;
      if (on < from) refuse('DelayNotOver', { from });
      return [{ type: 'ErasureExecuted', data: { ...s.owner, by: executor, on } }];
    },
  },
  evolve: {
    HoldPlaced: (s, { ownerKind, ownerId, holdId, ground }) => ({
      ...s,
      owner: { ownerKind, ownerId },
      holds: [...s.holds, { holdId, ground, lifted: false }],
    }),
    HoldLifted: (s, { holdId }) => ({
      ...s,
      holds: s.holds.map((hold) => (hold.holdId === holdId ? { ...hold, lifted: true } : hold)),
    }),
    ErasureRequested: (s, { ownerKind, ownerId, by: requestedBy }) => ({
      ...s,
      owner: { ownerKind, ownerId },
      requestedBy,
      approved: null,
    }),
    ErasureApproved: (s, { by: approver, executableFrom }) => ({ ...s, approved: { by: approver, executableFrom } }),
    ErasureWithdrawn: (s) => ({ ...s, requestedBy: null, approved: null }),
    ErasureExecuted: (s, { on }) => ({ ...s, executedOn: on }),
  },
  // A destroyed key is lost to every organization, so a role for the whole store is required. Nobody may act on the
  // erasure of their own data.
  concerns: {
    judged: 'by record',
    ofRecord: () => WHOLE_STORE,
    of: ({ data }) => ({
      organizations: [null],
      members: 'ownerKind' in data && data.ownerKind === 'person' ? [data.ownerId] : [],
    }),
  },
  restriction: 'none',
  possible: (_, news, before, context) => {
    for (const { type } of news) {
      if (type === 'ErasureActAgreed' || type === 'ErasureActDeclined') acting(context);
      if (type !== 'ErasureApproved' && type !== 'ErasureExecuted') continue;
      // A proposed hold protects until it is agreed to or declined; otherwise an erasure could come before the agreement.
      const held = proposedHolds(before.events)[0];
      if (held) refuse('HoldProposed', { proposal: held.entry });
    }
  },
});

/** Proposals of holds that are neither carried out nor declined, oldest first. */
export const proposedHolds = (events: readonly PastEvent[]): readonly Proposal[] =>
  proposalsIn('Erasure', events).filter((one) => isOpen(one) && one.acts.some(({ type }) => type === 'HoldPlaced'));

function ownerOf(ownerKind: Owner['ownerKind'], { owner: recorded }: State, { stream }: Context): Owner {
  if (recorded && recorded.ownerKind !== ownerKind) refuse('OwnerOfOtherKind', { owner: recorded.ownerKind });
  return { ownerKind, ownerId: idOf(stream) };
}

/**
 * The acting person. A delegate is refused, because a delegate and the delegator would otherwise count as two persons.
 */
function acting({ actor }: Context): { readonly by: Uuid } {
  if (actor.delegationId !== null) refuse('InPerson');
  return { by: actor.id };
}

/** Whether a person took part in no earlier step, and is tied by a delegation to nobody who did. */
const isOther = (person: Uuid, { facts }: Context): boolean =>
  areOthers(z.array(Uuid.nullable()).parse(facts.barred ?? []), [person]);

function notErased({ executedOn }: State): void {
  if (executedOn !== null) refuse('ErasedAlready', { on: executedOn });
}

function notHeld({ holds }: State): void {
  const holdsInForce = holds.filter(({ lifted }) => !lifted);
  if (holdsInForce.length > 0) refuse('HoldStands', { holds: holdsInForce.length });
}
