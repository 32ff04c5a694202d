import { z } from 'zod';
import { Paper } from '#features/papers';
import { addDays, dayOf, PlainDate } from '#kernel/dates';
import type { CommandOf, Context } from '#kernel/command';
import { WHOLE_STORE } from '#kernel/concern';
import { areOthers } from '#kernel/confirmation';
import { decider } from '#kernel/decider';
import { companionOf } from '#kernel/effective';
import type { EntryCommand } from '#kernel/entry-commands';
import { type DataOf, permanent, v1, v2 } from '#kernel/event';
import { idOf, Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { DELAYS, HoldGround, LegalBasis, OwnerKind } from './codes.js';
import { amendable, proposedHolds } from './holds.js';
import { goingWith, linkedFacts, noneHeld } from './linked.js';
import { refuse } from './refusals.js';

const owner = { ownerKind: OwnerKind, ownerId: Uuid };
// The envelope holds the actor already. The data repeats the actor because a decision sees only the data of past events
// and must check that three different persons act. The actor is an opaque id, not a name.
const by = { by: Uuid.describe('The person who acted') };
const hold = { ground: HoldGround, document: Paper.nullable().default(null) };
const request = { legalBasis: LegalBasis, document: Paper };
const linked = { linkedIds: z.array(Uuid).max(50).describe('Other records of the same person') };
/** Before persons were registered no two records could be linked. */
const unlinked = (old: Record<string, unknown>) => ({ ...old, linkedIds: [] });

// A destroyed key cannot be restored, so the steps of an erasure are not corrected. A wrong request is withdrawn
// instead; only the legal basis and the paper of an executed erasure can be corrected. Holds can be corrected and
// annulled, and so can their lifting.
const events = {
  HoldPlaced: v1({ holdId: Uuid, ...owner, ...by, ...hold }),
  HoldLifted: v1({ holdId: Uuid, ...by }),
  ErasureRequested: v1({ ...owner, ...by, ...request }),
  ErasureApproved: permanent(
    v2(
      {
        ...by,
        executableFrom: PlainDate.describe('First day of the execution'),
        delayDays: z.int().min(0),
        ...linked,
      },
      unlinked,
    ),
  ),
  ErasureWithdrawn: permanent(v1({ ...by, reason: text(500).nullable() })),
  ErasureExecuted: permanent(v2({ ...owner, ...by, on: PlainDate, ...linked }, unlinked)),
};
type Kind = DataOf<(typeof events)['ErasureRequested']>['ownerKind'];

const commands = {
  PlaceHold: z.strictObject({ ownerKind: OwnerKind, ...hold }),
  LiftHold: z.strictObject({ holdId: Uuid }),
  RequestErasure: z.strictObject({ ownerKind: OwnerKind, ...request }),
  ApproveErasure: z.strictObject({}),
  WithdrawErasure: z.strictObject({ reason: text(500).nullable().default(null) }),
  ExecuteErasure: z.strictObject({}),
};

/** What a request says. The kind of an owner is looked up; it is stated only for an id that is a person's and a case's. */
const ownerKind = OwnerKind.nullable()
  .default(null)
  .describe('Only for the id of a person that is also the id of a case; else it is looked up');
const askedCommands = {
  PlaceHold: z.strictObject({ ownerKind, ...hold }),
  RequestErasure: z.strictObject({ ownerKind, ...request }),
};
/** A command as its request holds it. */
export type ErasureRequest =
  | CommandOf<typeof askedCommands>
  | Exclude<CommandOf<typeof erasure.commands>, { readonly type: keyof typeof askedCommands }>
  | EntryCommand;

/** One id can be that of a person and of a case. Each kind has holds and an erasure of its own. */
export interface State {
  readonly holds: readonly { readonly holdId: Uuid; readonly kind: Kind; readonly lifted: boolean }[];
  readonly request: { readonly kind: Kind; readonly by: Uuid } | null;
  readonly approved: {
    readonly by: Uuid;
    readonly executableFrom: PlainDate;
    /** The other records of the person that were linked then: those that the approver was shown. */
    readonly linkedIds: readonly Uuid[];
  } | null;
  readonly executed: readonly { readonly kind: Kind; readonly on: PlainDate; readonly linkedIds: readonly Uuid[] }[];
}

/**
 * The erasure of what is sealed for one person or one case, stream `erasure-<owner>`. One person requests the erasure,
 * another approves it, a third executes it after the waiting period. Two persons place a hold and two lift it; a hold,
 * proposed or placed, prevents the approval and the execution
 * (decision 008; Law 91/2025/QH15 Art. 14). An erasure of a person covers the records linked with theirs at its
 * execution, and a hold on one of these prevents it, too (decision 042). The key is destroyed after the execution is recorded. The waiting period
 * runs from the day on which the approval is recorded. A hold and its lifting are corrected and annulled by two persons,
 * the legal basis and the paper of an executed erasure are corrected by three.
 */
export const erasure = decider<State>()({
  category: 'erasure',
  twins: 'none: each owner has one stream, and one paper may order several erasures and holds',
  commands,
  routes: {
    ifMatch: 'required',
    asked: askedCommands,
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
    entries: ':ownerId',
  },
  events,
  takes: {
    as: 'Erasure',
    at: ':ownerId',
    // One person alone can neither hold content back for ever, nor give it up.
    commands: { PlaceHold: 2, LiftHold: 2, WithdrawErasure: (_, { approved }) => (approved ? 2 : 1) },
    amendments: { HoldPlaced: 2, HoldLifted: 2, ErasureRequested: 3 },
  },
  initial: { holds: [], request: null, approved: null, executed: [] },
  decide: {
    PlaceHold: (c, s, context) => {
      someSealed(context);
      notErased(s, c.ownerKind, context);
      const ownerId = idOf(context.stream);
      return [{ type: 'HoldPlaced', data: { holdId: context.newId(0), ownerId, ...acting(context), ...c } }];
    },
    LiftHold: (c, s, context) => {
      const hold = s.holds.find(({ holdId }) => holdId === c.holdId);
      if (!hold) return refuse('NoSuchHold');
      if (hold.lifted) refuse('HoldLiftedAlready');
      return [{ type: 'HoldLifted', data: { ...c, ...acting(context) } }];
    },
    RequestErasure: (c, s, context) => {
      someSealed(context);
      notErased(s, c.ownerKind, context);
      if (s.request) refuse('RequestedAlready');
      return [{ type: 'ErasureRequested', data: { ownerId: idOf(context.stream), ...acting(context), ...c } }];
    },
    ApproveErasure: (_, s, context) => {
      const { kind, by: requester } = requestIn(s);
      if (s.approved) refuse('ApprovedAlready');
      notErased(s, kind, context);
      notHeld(s, kind);
      const linked = linkedFacts(context);
      noneHeld(linked);
      const { by: approver } = acting(context);
      if (approver === requester || !isOther(approver, context)) refuse('ThreePersons');
      const today = dayOf(context.now);
      const { days } = DELAYS.findLast(({ from }) => from <= today) ?? DELAYS[0];
      const executableFrom = addDays(today, days);
      return [
        { type: 'ErasureApproved', data: { by: approver, executableFrom, delayDays: days, linkedIds: linked.ids } },
      ];
    },
    WithdrawErasure: (c, s, context) => {
      requestIn(s);
      return [{ type: 'ErasureWithdrawn', data: { ...c, ...acting(context) } }];
    },
    ExecuteErasure: (_, s, context) => {
      const { kind, by: requester } = requestIn(s);
      if (!s.approved) return refuse('NotApproved');
      notErased(s, kind, context);
      notHeld(s, kind);
      const linked = linkedFacts(context);
      noneHeld(linked);
      const { by: executor } = acting(context);
      if (executor === requester || executor === s.approved.by || !isOther(executor, context)) refuse('ThreePersons');
      const on = dayOf(context.now);
      const from = s.approved.executableFrom;
      if (on < from) refuse('DelayNotOver', { from });
      const linkedIds = goingWith(linked, s.approved.linkedIds);
      const ownerId = idOf(context.stream);
      return [{ type: 'ErasureExecuted', data: { ownerKind: kind, ownerId, by: executor, on, linkedIds } }];
    },
  },
  evolve: {
    HoldPlaced: (s, { ownerKind: kind, holdId }) => ({ ...s, holds: [...s.holds, { holdId, kind, lifted: false }] }),
    HoldLifted: (s, { holdId }) => ({
      ...s,
      holds: s.holds.map((hold) => (hold.holdId === holdId ? { ...hold, lifted: true } : hold)),
    }),
    ErasureRequested: (s, { ownerKind: kind, by: requester }) => ({
      ...s,
      request: { kind, by: requester },
      approved: null,
    }),
    ErasureApproved: (s, { by: approver, executableFrom, linkedIds }) => ({
      ...s,
      approved: { by: approver, executableFrom, linkedIds },
    }),
    ErasureWithdrawn: (s) => ({ ...s, request: null, approved: null }),
    ErasureExecuted: (s, { ownerKind: kind, on, linkedIds }) => ({
      ...s,
      request: null,
      approved: null,
      executed: [...s.executed, { kind, on, linkedIds }],
    }),
  },
  // A destroyed key is lost to every organization, so a role for the whole store is required. Nobody may act on the
  // erasure of their own data.
  concerns: {
    judged: 'by record',
    ofRecord: () => WHOLE_STORE,
    of: ({ data }) => ({
      organizations: [null],
      members: [
        ...('ownerKind' in data && data.ownerKind === 'person' ? [data.ownerId] : []),
        ...('linkedIds' in data ? data.linkedIds : []),
      ],
    }),
  },
  restriction: 'none',
  depending: 'none',
  possible: (_, news, { state, events: past }, context) => {
    for (const event of news) {
      const companion = companionOf(event);
      if (companion || event.type === 'ErasureActAgreed' || event.type === 'ErasureActDeclined') acting(context);
      if (companion)
        amendable(companion, past, (kind) => {
          notErased(state, kind, context);
        });
      if ((event.type !== 'ErasureApproved' && event.type !== 'ErasureExecuted') || !state.request) continue;
      // A proposed hold protects until it is agreed to or declined; otherwise an erasure could come before the agreement.
      const held = proposedHolds(past, state.request.kind)[0];
      if (held) refuse('HoldProposed', { proposal: held.entry });
    }
  },
});

/** What an erasure lacks if nothing is sealed for its owner; the intake handler looks in the key ring. */
function someSealed({ facts }: Context): void {
  if (facts.hasKey !== true) refuse('NothingSealed');
}

function requestIn({ request: pending, executed }: State): NonNullable<State['request']> {
  if (pending) return pending;
  const [last] = executed.slice(-1);
  if (last) refuse('ErasedAlready', { on: last.on });
  return refuse('NotRequested');
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

/** Refuses what is about content that was erased, by an erasure of its own or with another record of the person. */
function notErased({ executed }: State, kind: Kind, context: Context): void {
  const on = executed.find((one) => one.kind === kind)?.on ?? linkedFacts(context).erasedOn;
  if (on !== null) refuse('ErasedAlready', { on });
}

function notHeld({ holds }: State, kind: Kind): void {
  const holdsInForce = holds.filter((one) => one.kind === kind && !one.lifted);
  if (holdsInForce.length > 0) refuse('HoldStands', { holds: holdsInForce.length });
}
