import { z } from 'zod';
import { WHOLE_STORE } from '#kernel/concern';
import { instant } from '#kernel/dates';
import { decider } from '#kernel/decider';
import { permanent, v1 } from '#kernel/event';
import { streamId, type Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import { refusals } from '#kernel/rejection';
import { BEGINNING, type EventStore, IntegrityAlarm } from '#platform/event-store/event-store';
import type { Envelope } from './envelope.js';
import type { Executor } from './execute.js';

/** What a store is for. Demo data never enters a WARD store. */
export const Purpose = z.enum(['DEMO', 'WARD']);
export type Purpose = z.output<typeof Purpose>;

const refuse = refusals({
  StoreOpenedAlready: { vi: 'Kho ghi nhận đã được mở trước đó', en: 'The store was opened already' },
});

/** The store's own stream: what it declared itself to be, before anything else was recorded. */
export const storeDeclaration = decider<Purpose | null>()({
  category: 'store',
  commands: { OpenStore: z.strictObject({ purpose: Purpose }) },
  routes: null,
  events: { StoreOpened: permanent(v1({ purpose: Purpose })) },
  initial: null,
  decide: {
    OpenStore: ({ purpose }, opened) => {
      if (opened === purpose) return [];
      if (opened !== null) return refuse('StoreOpenedAlready', { purpose: opened });
      return [{ type: 'StoreOpened', data: { purpose } }];
    },
  },
  evolve: { StoreOpened: (_, { purpose }) => purpose },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
});

/** What a log says of itself. */
export interface Declared {
  readonly log: Uuid;
  readonly purpose: Purpose;
}

/** The declaration of a log, read from its first record; null for an empty log. @throws IntegrityAlarm, Unavailable */
export async function declared(store: EventStore): Promise<Declared | null> {
  const [first] = await store.readAll(BEGINNING, 1);
  if (!first) return null;
  const purpose = Purpose.safeParse(first.record.data.purpose);
  if (first.record.type !== 'StoreOpened' || !purpose.success)
    throw new IntegrityAlarm('the log does not begin with the declaration of its store');
  return { log: first.record.log, purpose: purpose.data };
}

/** Who acts where no person does: the program itself. */
export const SYSTEM: Actor = {
  id: '00000000-0000-4000-8000-000000000000' as Uuid,
  role: 'system',
  organizationId: null,
  delegationId: null,
};

/** A DEMO store tells of a past, so its recording clock begins before everything that it tells of. */
const DEMO_BEGINS = instant(new Date('2025-08-01T00:00:00.000Z'));

/** Opens an empty log: its first record says what it is for. */
export async function openStore(executor: Executor, log: Uuid, purpose: Purpose): Promise<void> {
  const envelope: Envelope = {
    commandId: log,
    actor: SYSTEM,
    correlationId: log,
    causationId: null,
    expectedRevision: null,
    facts: {},
    ...(purpose === 'DEMO' ? { recordedAt: DEMO_BEGINS } : {}),
  };
  const stream = streamId(storeDeclaration.category, log);
  await executor.execute(storeDeclaration, stream, { type: 'OpenStore', data: { purpose } }, envelope);
}
