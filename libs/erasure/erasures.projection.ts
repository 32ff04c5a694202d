import type { z } from 'zod';
import type { PlainDate } from '#kernel/dates';
import { idOf } from '#kernel/ids';
import {
  bool,
  date,
  type EffectiveEvent,
  facts,
  int,
  nullable,
  projection,
  text,
  textOf,
  uuid,
} from '#platform/projections/projection';
import type { HoldGround, LegalBasis, OwnerKind } from './codes.js';
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
  isHold: false,
});
/** A row is visible to readers of the whole store, since the decider says the same of the record. */
const whose = { wholeStore: 'an erasure is for the whole store, and nobody else has to know whose data it is about' };

/** Every act on erasures and holds. Contains no content of records. */
export const erasures = projection({
  name: 'erasures',
  version: 2,
  of: erasure.events,
  tables: {
    holds: facts({ ...act, ...kind, ...paper, holdId: uuid, ground: textOf<z.output<typeof HoldGround>>() }, { whose }),
    lifted: facts({ ...act, holdId: uuid }, { whose }),
    requests: facts({ ...act, ...kind, ...paper, legalBasis: textOf<z.output<typeof LegalBasis>>() }, { whose }),
    approvals: facts({ ...act, executableFrom: date }, { whose }),
    withdrawals: facts({ ...act, reason: nullable(text) }, { whose }),
    /** Proposals, agreements and declinations; `isHold` for those of a proposed hold. */
    steps: facts(
      { ...act, step: textOf<'PROPOSED' | 'AGREED' | 'DECLINED'>(), proposal: int, isHold: bool },
      { whose },
    ),
    executions: facts({ ...act, ...kind, executedOn: date }, { whose }),
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
      const { by, executableFrom } = e.data;
      return approvals.put(e, { ownerId: idOf(e.stream), by, executableFrom });
    },
    ErasureWithdrawn: (e, { withdrawals }) =>
      withdrawals.put(e, { ownerId: idOf(e.stream), by: e.data.by, reason: e.data.reason }),
    ErasureActProposed: (e, { steps }) =>
      steps.put(e, {
        ownerId: idOf(e.stream),
        by: e.actor.id,
        step: 'PROPOSED',
        proposal: e.revision,
        isHold: e.data.acts.some(({ type }) => type === 'HoldPlaced'),
      }),
    ErasureActAgreed: (e, { steps }) => steps.put(e, stepOf(e, 'AGREED')),
    ErasureActDeclined: (e, { steps }) => steps.put(e, stepOf(e, 'DECLINED')),
    ErasureExecuted: (e, { executions }) => {
      const { ownerId, ownerKind, by, on: executedOn } = e.data;
      return executions.put(e, { ownerId, ownerKind, by, executedOn });
    },
  },
});
