import type { z } from 'zod';
import type { PlainDate } from '#kernel/dates';
import type { DataOf } from '#kernel/event';
import { idOf, type Uuid } from '#kernel/ids';
import {
  date,
  type EffectiveEvent,
  facts,
  int,
  jsonOf,
  nullable,
  projection,
  text,
  textOf,
  uuid,
} from '#platform/projections/projection';
import { type HoldGround, type LegalBasis, OwnerKind } from './codes.js';
import { erasure } from './erasure.js';

const act = { ownerId: uuid, by: uuid };
const kind = { ownerKind: textOf<z.output<typeof OwnerKind>>() };
const paper = { documentNumber: nullable(text), documentSignedOn: nullable(date) };
const paperOf = (document: { number: string | null; signedOn: PlainDate | null } | null) => ({
  documentNumber: document?.number ?? null,
  documentSignedOn: document?.signedOn ?? null,
});
const stepOf = <S>(e: EffectiveEvent<{ readonly proposal: number }>, step: S) => ({
  ownerId: idOf(e.stream),
  by: e.actor.id,
  step,
  proposal: e.data.proposal,
  acts: 0,
  persons: 0,
  heldKind: null,
  annuls: null,
});
type Proposed = EffectiveEvent<DataOf<(typeof erasure.events)['ErasureActProposed']>>;
const proposedIn = ({ data: { acts, persons } }: Proposed) => ({
  acts: acts.length,
  persons,
  heldKind: OwnerKind.nullable().parse(acts.find(({ type }) => type === 'HoldPlaced')?.data.ownerKind ?? null),
  annuls: (acts.find(({ type }) => type === 'HoldLiftedAnnulled')?.data.corrects as number | undefined) ?? null,
});
/** A row is visible to readers of the whole store, since the decider says the same of the record. */
const whose = { wholeStore: 'an erasure is for the whole store, and nobody else has to know whose data it is about' };

/** Every act on erasures and holds. Contains no content of records. */
export const erasures = projection({
  name: 'erasures',
  version: 4,
  of: erasure.events,
  tables: {
    holds: facts({ ...act, ...kind, ...paper, holdId: uuid, ground: textOf<z.output<typeof HoldGround>>() }, { whose }),
    lifted: facts({ ...act, holdId: uuid }, { whose }),
    requests: facts({ ...act, ...kind, ...paper, legalBasis: textOf<z.output<typeof LegalBasis>>() }, { whose }),
    approvals: facts({ ...act, executableFrom: date, linkedIds: jsonOf<Uuid[]>() }, { whose }),
    withdrawals: facts({ ...act, reason: nullable(text) }, { whose }),
    /**
     * Proposals, agreements and declinations. A proposal has the number of its acts and of the persons that it takes;
     * `heldKind` if it would place a hold, `annuls` with the entry of a lifting if it would annul one.
     */
    steps: facts(
      {
        ...act,
        step: textOf<'PROPOSED' | 'AGREED' | 'DECLINED'>(),
        proposal: int,
        acts: int,
        persons: int,
        heldKind: nullable(kind.ownerKind),
        annuls: nullable(int),
      },
      { whose },
    ),
    executions: facts({ ...act, ...kind, executedOn: date, linkedIds: jsonOf<Uuid[]>() }, { whose }),
  },
  on: {
    HoldPlaced: (e, { holds }) => {
      const { ownerId, ownerKind, by, holdId, ground, document } = e.data;
      return holds.put(e, { ownerId, ownerKind, by, holdId, ground, ...paperOf(document) });
    },
    HoldLifted: (e, { lifted }) => lifted.put(e, { ownerId: idOf(e.stream), by: e.data.by, holdId: e.data.holdId }),
    ErasureRequested: (e, { requests }) => {
      const { ownerId, ownerKind, by, legalBasis, document } = e.data;
      return requests.put(e, { ownerId, ownerKind, by, legalBasis, ...paperOf(document) });
    },
    ErasureApproved: (e, { approvals }) => {
      const { by, executableFrom, linkedIds } = e.data;
      return approvals.put(e, { ownerId: idOf(e.stream), by, executableFrom, linkedIds });
    },
    ErasureWithdrawn: (e, { withdrawals }) =>
      withdrawals.put(e, { ownerId: idOf(e.stream), by: e.data.by, reason: e.data.reason }),
    ErasureActProposed: (e, { steps }) =>
      steps.put(e, {
        ownerId: idOf(e.stream),
        by: e.actor.id,
        step: 'PROPOSED',
        proposal: e.revision,
        ...proposedIn(e),
      }),
    ErasureActAgreed: (e, { steps }) => steps.put(e, stepOf(e, 'AGREED')),
    ErasureActDeclined: (e, { steps }) => steps.put(e, stepOf(e, 'DECLINED')),
    ErasureExecuted: (e, { executions }) => {
      const { ownerId, ownerKind, by, on: executedOn, linkedIds } = e.data;
      return executions.put(e, { ownerId, ownerKind, by, executedOn, linkedIds });
    },
  },
});
