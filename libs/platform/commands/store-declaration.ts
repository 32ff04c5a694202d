import { z } from 'zod';
import { WHOLE_STORE } from '#kernel/concern';
import { areOthers } from '#kernel/confirmation';
import { type Instant, instant } from '#kernel/dates';
import { decider } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { permanent, Reason, Revision, v1 } from '#kernel/event';
import { itemId, type StreamId, streamId, Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import { refusals } from '#kernel/rejection';
import {
  BEGINNING,
  type EventStore,
  IntegrityAlarm,
  STRANGE,
  type Strange,
  strangeKey,
} from '#platform/event-store/event-store';
import type { Envelope } from './envelope.js';
import type { Executor } from './execute.js';

/** What a store is for. Demo data never enters a WARD store. */
export const Purpose = z.enum(['DEMO', 'WARD']);
export type Purpose = z.output<typeof Purpose>;

const Place = z.string().regex(/^(0|[1-9]\d{0,19})$/);
const Leaf = z.string().regex(/^[0-9a-f]{64}$/);

/** Places at which tables stood, and the log that is there has no such event any more. */
const Lost = z
  .array(z.strictObject({ position: Place, leafHash: Leaf }))
  .min(1)
  .max(100);

/** What tables knew and the log does not have: as far as they can tell, since what no table held is not known of. */
export const Gone = z.strictObject({
  /** Up to here tables and log agree. */
  after: Place,
  count: z.int().min(0),
  /** By stream, with the first and last revision whose receipts no longer stand; no more than 500 streams are named. */
  streams: z.array(z.strictObject({ stream: z.string().max(200), from: Revision, to: Revision })).max(500),
});
export type Gone = z.output<typeof Gone>;

/** A name that somebody else gave on a server: any that a record can hold. */
const named = (max: number) =>
  z
    .string()
    .overwrite((value) => value.normalize('NFC'))
    .max(max)
    .refine((value) => value.isWellFormed(), { error: 'lone surrogate' })
    .refine((value) => !value.includes('\u0000'), { error: 'control character' });

/** As the event store names it (`Strange`). */
export const StrangeThing = z.strictObject({
  kind: z.enum(STRANGE),
  stream: named(500).nullable(),
  revision: named(20).nullable(),
  event: named(100).nullable(),
  positions: z.strictObject({ first: Place, last: Place }).nullable(),
});

const refuse = refusals({
  StoreOpenedAlready: { vi: 'Kho ghi nhận đã được mở trước đó', en: 'The store was opened already' },
  NothingToRestore: {
    vi: 'Các bảng số liệu và nhật ký khớp nhau: không có gì để chấp nhận',
    en: 'Tables and log agree: there is nothing to accept',
  },
  RestoreNotProposed: {
    vi: 'Chưa có người đề nghị chấp nhận nhật ký đang có',
    en: 'Nobody has proposed to accept the log that is there',
  },
  NothingStrange: {
    vi: 'Nhật ký hiện không có điều bất thường như vậy',
    en: 'The log has no such strange thing at the moment',
  },
  SettingAsideNotProposed: {
    vi: 'Chưa có người đề nghị gác điều này sang một bên',
    en: 'Nobody has proposed to set this aside',
  },
  TwoPersonsForLog: {
    vi: 'Phải là người khác với người đề nghị, kể cả khi có ủy quyền giữa hai người',
    en: 'Another person than the one who proposed must do it, and whoever acts for another person is not another one',
  },
});

/** What a decision has to know of the log as it is and of who acts. */
export const LogFacts = z.strictObject({
  lost: Lost.nullable(),
  gone: Gone.nullable(),
  strange: StrangeThing.nullable(),
  proposers: z.array(Uuid.nullable()),
  acting: z.array(Uuid.nullable()),
});
export type LogFacts = z.output<typeof LogFacts>;

interface StoreState {
  readonly purpose: Purpose | null;
  readonly masterKeys: readonly Uuid[];
  readonly hasReadings: boolean;
  readonly proposed: readonly { readonly entry: number; readonly what: string }[];
  /** Leaf hashes of checkpoints whose loss was accepted. */
  readonly accepted: readonly string[];
  readonly setAside: readonly Strange[];
}

const leavesOf = (lost: z.output<typeof Lost>) => lost.map(({ leafHash }) => leafHash).sort();
const lossOf = (lost: z.output<typeof Lost>) => `lost ${leavesOf(lost).join(' ')}`;

/**
 * The store's own stream: what it declared itself to be, before anything else was recorded; what it has besides the log,
 * so that a log beside which something is missing tells of it; and what two persons decided when tables and log did not
 * agree, or something strange was found in it.
 */
export const storeDeclaration = decider<StoreState>()({
  category: 'store',
  commands: {
    OpenStore: z.strictObject({ purpose: Purpose }),
    NameParts: z.strictObject({ masterKey: Uuid, readings: z.boolean() }),
    ProposeRestore: z.strictObject({ reason: Reason }),
    DeclareRestore: z.strictObject({ reason: Reason }),
    ProposeSettingAside: z.strictObject({ strange: StrangeThing, reason: Reason }),
    SetStrangeThingAside: z.strictObject({ strange: StrangeThing, reason: Reason }),
  },
  routes: null,
  events: {
    StoreOpened: permanent(v1({ purpose: Purpose })),
    StorePartsNamed: permanent(v1({ masterKey: Uuid, readings: z.boolean() })),
    RestoreProposed: permanent(v1({ lost: Lost, reason: Reason })),
    RestoreDeclared: permanent(v1({ lost: Lost, gone: Gone, reason: Reason })),
    SettingAsideProposed: permanent(v1({ strange: StrangeThing, reason: Reason })),
    StrangeThingSetAside: permanent(v1({ strange: StrangeThing, reason: Reason })),
  },
  initial: { purpose: null, masterKeys: [], hasReadings: false, proposed: [], accepted: [], setAside: [] },
  decide: {
    OpenStore: ({ purpose }, { purpose: opened }) => {
      if (opened === purpose) return [];
      if (opened !== null) return refuse('StoreOpenedAlready', { purpose: opened });
      return [{ type: 'StoreOpened', data: { purpose } }];
    },
    NameParts: (parts, { masterKeys, hasReadings }) => {
      if (masterKeys.includes(parts.masterKey) && hasReadings === parts.readings) return [];
      return [{ type: 'StorePartsNamed', data: parts }];
    },
    ProposeRestore: ({ reason }, { proposed }, { facts }) => {
      const { lost } = LogFacts.parse(facts.log);
      if (!lost) return refuse('NothingToRestore');
      if (proposed.some(({ what }) => what === lossOf(lost))) return [];
      return [{ type: 'RestoreProposed', data: { lost, reason } }];
    },
    DeclareRestore: ({ reason }, { proposed }, { facts }) => {
      const { lost, gone, proposers, acting } = LogFacts.parse(facts.log);
      if (!lost || !gone) return refuse('NothingToRestore');
      if (!proposed.some(({ what }) => what === lossOf(lost))) refuse('RestoreNotProposed');
      if (!areOthers(proposers, acting)) refuse('TwoPersonsForLog');
      return [{ type: 'RestoreDeclared', data: { lost, gone, reason } }];
    },
    ProposeSettingAside: ({ strange, reason }, { proposed }, { facts }) => {
      if (!isThis(strange, LogFacts.parse(facts.log))) refuse('NothingStrange');
      if (proposed.some(({ what }) => what === strangeKey(strange))) return [];
      return [{ type: 'SettingAsideProposed', data: { strange, reason } }];
    },
    SetStrangeThingAside: ({ strange, reason }, { proposed }, { facts }) => {
      const { proposers, acting, ...log } = LogFacts.parse(facts.log);
      if (!isThis(strange, log)) refuse('NothingStrange');
      if (!proposed.some(({ what }) => what === strangeKey(strange))) refuse('SettingAsideNotProposed');
      if (!areOthers(proposers, acting)) refuse('TwoPersonsForLog');
      return [{ type: 'StrangeThingSetAside', data: { strange, reason } }];
    },
  },
  evolve: {
    StoreOpened: (s, { purpose }) => ({ ...s, purpose }),
    StorePartsNamed: (s, { masterKey, readings }) => ({
      ...s,
      masterKeys: [...s.masterKeys, masterKey],
      hasReadings: s.hasReadings || readings,
    }),
    RestoreProposed: (s, { lost }, entry) => ({ ...s, proposed: [...s.proposed, { entry, what: lossOf(lost) }] }),
    RestoreDeclared: (s, { lost }) => ({ ...s, accepted: [...s.accepted, ...leavesOf(lost)] }),
    SettingAsideProposed: (s, { strange }, entry) => ({
      ...s,
      proposed: [...s.proposed, { entry, what: strangeKey(strange) }],
    }),
    StrangeThingSetAside: (s, { strange }) => ({ ...s, setAside: [...s.setAside, strange] }),
  },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
});

/** What a proposal is about, the same for the trouble that it would settle; null for what is no proposal. */
export function proposed({ type, data }: Pick<PastEvent, 'type' | 'data'>): string | null {
  if (type === 'RestoreProposed') return lossOf(z.object({ lost: Lost }).parse(data).lost);
  return type === 'SettingAsideProposed' ? strangeKey(z.object({ strange: StrangeThing }).parse(data).strange) : null;
}

/** As `proposed`, of the trouble that stands. */
export const wouldSettle = ({ lost, strange }: Pick<LogFacts, 'lost' | 'strange'>): string | null =>
  lost ? lossOf(lost) : strange && strangeKey(strange);

const isThis = (strange: Strange, log: Pick<LogFacts, 'strange'>): boolean =>
  log.strange !== null && strangeKey(log.strange) === strangeKey(strange);

/** What a log says of itself. */
export interface Declared {
  readonly log: Uuid;
  readonly purpose: Purpose;
}

/**
 * The declaration of a log; null for an empty log. Where the store cannot say whose log it holds, its first record is
 * looked for, which a shared server may take its time for.
 * @throws IntegrityAlarm, Unavailable
 */
export async function declared(store: EventStore): Promise<Declared | null> {
  const known = await store.declaration();
  const [first] = known ? await store.read(ownStream(known.log), 0, 1) : await store.readAll(BEGINNING, 1);
  if (!first && known && (await store.head()) !== BEGINNING)
    throw new IntegrityAlarm('the stream in which the store tells of itself is gone');
  if (!first) return null;
  const purpose = Purpose.safeParse(first.record.data.purpose);
  if (first.record.type !== 'StoreOpened' || !purpose.success)
    throw new IntegrityAlarm('the log does not begin with the declaration of its store');
  return { log: first.record.log, purpose: purpose.data };
}

/** The stream in which the store tells of itself. */
export const ownStream = (log: Uuid): StreamId => streamId(storeDeclaration.category, log);

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
  const envelope = ofProgram(log, purpose === 'DEMO' ? DEMO_BEGINS : null);
  await executor.execute(storeDeclaration, ownStream(log), { type: 'OpenStore', data: { purpose } }, envelope);
}

/** Says what a store has besides its log, once: beside a log that says so, neither is ever made anew in silence. */
export async function nameParts(executor: Executor, { log, purpose }: Declared, masterKey: Uuid): Promise<void> {
  const { state } = await executor.history(storeDeclaration, ownStream(log));
  // Not left to the command: fresh tables beside an old log do not know its key again.
  if (state.masterKeys.includes(masterKey) && state.hasReadings) return;
  const envelope = ofProgram(itemId(ownStream(log), masterKey, 0), purpose === 'DEMO' ? DEMO_BEGINS : null);
  const command = { type: 'NameParts' as const, data: { masterKey, readings: true } };
  await executor.execute(storeDeclaration, ownStream(log), command, envelope);
}

/** What comes with a command that no person asked for. @param recordedAt of a demo's past; null for now */
export const ofProgram = (commandId: Uuid, recordedAt: Instant | null = null): Envelope => ({
  commandId,
  actor: SYSTEM,
  correlationId: commandId,
  causationId: null,
  expectedRevision: null,
  facts: {},
  ...(recordedAt === null ? {} : { recordedAt }),
});
