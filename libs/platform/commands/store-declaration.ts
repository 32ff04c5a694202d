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

/** The purpose of a store. Demo data never enter a WARD store. */
export const Purpose = z.enum(['DEMO', 'WARD']);
export type Purpose = z.output<typeof Purpose>;

const Place = z.string().regex(/^(0|[1-9]\d{0,19})$/);
const Leaf = z.string().regex(/^[0-9a-f]{64}$/);

/** Checkpoints of tables for which the log no longer holds the event. */
const Lost = z
  .array(z.strictObject({ position: Place, leafHash: Leaf }))
  .min(1)
  .max(100);

/** Events from which tables were built and which the log does not hold. Events that no table uses are not included. */
export const Gone = z.strictObject({
  /** The last position up to which tables and log agree. */
  after: Place,
  count: z.int().min(0),
  /**
   * The streams of these events, each with the first and last revision whose receipts are void; at most 500 streams.
   */
  streams: z.array(z.strictObject({ stream: z.string().max(200), from: Revision, to: Revision })).max(500),
});
export type Gone = z.output<typeof Gone>;

/** A name on the server that another program may have chosen: any text that a record can hold. */
const named = (max: number) =>
  z
    .string()
    .overwrite((value) => value.normalize('NFC'))
    .max(max)
    .refine((value) => value.isWellFormed(), { error: 'lone surrogate' })
    .refine((value) => !value.includes('\u0000'), { error: 'control character' });

/** The schema of `Strange` of the event store: one anomaly in the log. */
export const StrangeThing = z.strictObject({
  kind: z.enum(STRANGE),
  stream: named(500).nullable(),
  revision: named(20).nullable(),
  event: named(100).nullable(),
  positions: z.strictObject({ first: Place, last: Place }).nullable(),
});

const refuse = refusals({
  StoreOpenedAlready: {
    vi: 'Kho dữ liệu đã được mở trước đó; hãy dùng kho đang có',
    en: 'The event store has already been opened; use it as it is',
  },
  NothingToRestore: {
    vi: 'Các bảng số liệu và nhật ký khớp nhau nên không có gì cần chấp nhận',
    en: 'The read models and the log agree, so there is nothing to accept',
  },
  RestoreNotProposed: {
    vi: 'Chưa có ai đề nghị chấp nhận nhật ký đang có; một người phải đề nghị trước, rồi người khác chấp nhận',
    en: 'Nobody has proposed to accept the present log; one person must propose it first, then another person accepts it',
  },
  NothingStrange: {
    vi: 'Nhật ký hiện không có điều bất thường được nêu; hãy xem lại tình trạng nhật ký',
    en: 'The log does not have the named anomaly now; read the state of the log again (GET /api/log)',
  },
  SettingAsideNotProposed: {
    vi: 'Chưa có ai đề nghị gác điều bất thường này sang một bên; một người phải đề nghị trước, rồi người khác thực hiện',
    en: 'Nobody has proposed to set this anomaly aside; one person must propose it first, then another person sets it aside',
  },
  TwoPersonsForLog: {
    vi: 'Người đề nghị, hoặc người có ủy quyền với người đề nghị, không được tự thực hiện; phải là một người khác',
    en: 'The proposer, or anyone linked to the proposer by delegation, must not do this; another person must',
  },
});

/** Facts about the log and the actor that the decisions need. */
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
 * The store's own stream. Its first event declares the purpose of the store. Later events name the other databases of
 * the store, so that a missing database is noticed, and hold the acts of two persons who settled an alarm of the log.
 */
export const storeDeclaration = decider<StoreState>()({
  category: 'store',
  twins: 'none: a store has one declaration',
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
  depending: 'none',
});

/**
 * A text that names the alarm which a proposal would settle; null if the event is not a proposal. It equals the text of
 * `wouldSettle` for the same alarm.
 */
export function proposed({ type, data }: Pick<PastEvent, 'type' | 'data'>): string | null {
  if (type === 'RestoreProposed') return lossOf(z.object({ lost: Lost }).parse(data).lost);
  return type === 'SettingAsideProposed' ? strangeKey(z.object({ strange: StrangeThing }).parse(data).strange) : null;
}

/** A text that names the current alarm; null if there is none. */
export const wouldSettle = ({ lost, strange }: Pick<LogFacts, 'lost' | 'strange'>): string | null =>
  lost ? lossOf(lost) : strange && strangeKey(strange);

const isThis = (strange: Strange, log: Pick<LogFacts, 'strange'>): boolean =>
  log.strange !== null && strangeKey(log.strange) === strangeKey(strange);

/** The declaration of a log. */
export interface Declared {
  readonly log: Uuid;
  readonly purpose: Purpose;
}

/**
 * Reads the declaration of a log; null for an empty log. If the store cannot say which log it holds, the first record
 * is read, which may be slow on a shared server.
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

/** The stream of the store's own events. */
export const ownStream = (log: Uuid): StreamId => streamId(storeDeclaration.category, log);

/** The actor of acts that no person ordered: the program itself. */
export const SYSTEM: Actor = {
  id: '00000000-0000-4000-8000-000000000000' as Uuid,
  role: 'system',
  organizationId: null,
  delegationId: null,
};

/** The recording time of the first event of a DEMO store: it is before those of the demo's events. */
const DEMO_BEGINS = instant(new Date('2025-08-01T00:00:00.000Z'));

/** Opens an empty log: its first record states the purpose. */
export async function openStore(executor: Executor, log: Uuid, purpose: Purpose): Promise<void> {
  const envelope = ofProgram(log, purpose === 'DEMO' ? DEMO_BEGINS : null);
  await executor.execute(storeDeclaration, ownStream(log), { type: 'OpenStore', data: { purpose } }, envelope);
}

/**
 * Records once that a store has a database of keys and a log of readings. After that, a program does not silently
 * create a missing one.
 */
export async function nameParts(executor: Executor, { log, purpose }: Declared, masterKey: Uuid): Promise<void> {
  const { state } = await executor.history(storeDeclaration, ownStream(log));
  // Checked by the state, not by repeating the command: new tables lack the key of the hash of the first command.
  if (state.masterKeys.includes(masterKey) && state.hasReadings) return;
  const envelope = ofProgram(itemId(ownStream(log), masterKey, 0), purpose === 'DEMO' ? DEMO_BEGINS : null);
  const command = { type: 'NameParts' as const, data: { masterKey, readings: true } };
  await executor.execute(storeDeclaration, ownStream(log), command, envelope);
}

/** The envelope of a command of the program itself. @param recordedAt recording time in a DEMO store; null: now */
export const ofProgram = (commandId: Uuid, recordedAt: Instant | null = null): Envelope => ({
  commandId,
  actor: SYSTEM,
  correlationId: commandId,
  causationId: null,
  expectedRevision: null,
  facts: {},
  ...(recordedAt === null ? {} : { recordedAt }),
});
