import type { Pool, PoolClient } from 'pg';
import { declared, type Declared } from '#platform/commands/store-declaration';
import type { Config } from '#platform/config';
import { assertDurable } from '#platform/db/durability';
import { beAlone, presentPrograms } from '#platform/db/programs';
import { appendingTarget } from '#platform/event-store/appending-target';
import type { CopyTarget } from '#platform/event-store/copy-log';
import type { EventStore } from '#platform/event-store/event-store';
import {
  copyingTo,
  finishCopying,
  markCopying,
  POSTGRES,
  postgresTarget,
} from '#platform/event-store/postgres.copying';
import { resetReadModels } from '#platform/projections/running';
import { StartRefused } from '#platform/start-refused';
import { openDatabases, type Opened } from '../databases.js';
import { logHalfCopied, logLeft, placeOf } from '../log-left.js';
import { openEventStore } from '../platform.js';
import type { Invocation } from './command.js';

export const KINDS = ['postgres', 'kurrentdb'] as const;
export type StoreKind = (typeof KINDS)[number];

/** One of the two stores of a copy. */
interface Side {
  /** Its name in `log.copying`. */
  readonly place: string;
  /** Its name in messages; without account and password. */
  readonly label: string;
  readonly store: EventStore;
}

export interface Copy {
  readonly source: Side;
  readonly target: Side & { readonly writing: CopyTarget };
  readonly of: Declared;
  /** Aborts when another program may have started to use the database. */
  readonly lost: AbortSignal;
  /** Resets the read models and lets programs start with the target. */
  readonly finish: () => Promise<void>;
}

/** Maximum time of a statement that reads or writes one page of the log. */
const STATEMENT_TIMEOUT_MS = 120_000;

/**
 * Opens both stores of a copy, with exclusive use of their database.
 * @throws StartRefused if other programs use the database, or if the log must not be copied
 */
export async function openCopy(
  config: Config,
  [from, to]: readonly [StoreKind, StoreKind],
  { logger, signal }: Pick<Invocation, 'logger' | 'signal'>,
  opened: Opened,
): Promise<Copy> {
  const options = { logger, signal, program: 'copy-log' };
  const database = await openDatabases(config, options, opened);
  const owner = database.openAsOwner('owner', 3);
  const client = await owner.connect();
  opened.steps.push(() => {
    client.release(true);
    return Promise.resolve();
  });
  const lost = await becomeAlone(client);
  const pool = database.openPool('log', 4, STATEMENT_TIMEOUT_MS);
  await assertDurable(pool);
  const open = async (kind: StoreKind): Promise<Side> => {
    const eventStore = kind === 'kurrentdb' ? config.eventStore : { kind };
    const store = await openEventStore({ eventStore }, options, pool, database.listenUrl);
    opened.steps.push(() => store.close());
    return { place: placeOf(eventStore), label: labelOf(eventStore, config), store };
  };
  const [source, target] = [await open(from), await open(to)];
  const of = await assertCopyAllowed(owner, source, target);
  const writing = copyTarget(client, source, target, of);
  return {
    source,
    target: { ...target, writing },
    of,
    lost,
    finish: async () => {
      await resetReadModels(pool);
      await finishCopying(owner, target.place);
    },
  };
}

/**
 * Takes exclusive use of a database until the connection ends.
 * @throws StartRefused while other programs use it
 */
export async function becomeAlone(client: PoolClient): Promise<AbortSignal> {
  const lost = await beAlone(client);
  if (lost) return lost;
  const names = (await presentPrograms(client)).join(', ');
  throw new StartRefused('programs-running', {
    vi: `Còn chương trình đang dùng cơ sở dữ liệu này (${names}); hãy dừng các chương trình đó rồi chạy lại. Chưa ghi gì.`,
    en: `Programs are using this database (${names}); stop these programs, then run this again. Nothing was written.`,
  });
}

/** @throws StartRefused if the source is empty or was copied elsewhere, or if the target cannot take the log */
async function assertCopyAllowed(owner: Pool, source: Side, target: Side): Promise<Declared> {
  if (await copyingTo(owner, source.place)) throw logHalfCopied();
  const of = await declared(source.store);
  if (!of) {
    throw new StartRefused('nothing-to-copy', {
      vi: `Kho nguồn (${source.label}) còn trống nên không có gì để chép; hãy kiểm tra --from và các biến của kho nguồn.`,
      en: `The source (${source.label}) is empty, so there is nothing to copy; check --from and the variables of the source.`,
    });
  }
  const unfinished = await copyingTo(owner, target.place);
  const resumed = unfinished?.source === source.place && unfinished.log === of.log;
  const sourceDeclaration = await source.store.declaration();
  if (sourceDeclaration?.leftFor && !resumed) throw logLeft(sourceDeclaration.leftFor);
  const targetDeclaration = target.place === POSTGRES ? null : await target.store.declaration();
  if (targetDeclaration?.leftFor) {
    throw new StartRefused('copy-target-left', {
      vi: `Nhật ký của kho đích (${target.label}) trước đây đã được chuyển sang ${targetDeclaration.leftFor}; hãy chọn KURRENTDB_PREFIX khác. Chưa ghi gì.`,
      en: `The log of the target (${target.label}) was moved to ${targetDeclaration.leftFor} before; choose another KURRENTDB_PREFIX. Nothing was written.`,
    });
  }
  return of;
}

function copyTarget(client: PoolClient, source: Side, target: Side, { log, purpose }: Declared): CopyTarget {
  const acceptsInjectedClock = purpose === 'DEMO';
  if (target.place === POSTGRES)
    return postgresTarget(client, target.store, { source: source.place, log, acceptsInjectedClock });
  return appendingTarget(target.store, async () => {
    await markCopying(client, { target: target.place, source: source.place, log });
    await target.store.declare(log, acceptsInjectedClock);
  });
}

function labelOf(eventStore: Config['eventStore'], { databaseUrl, dataDir }: Config): string {
  if (eventStore.kind === 'kurrentdb') return `KurrentDB ${eventStore.place} (${eventStore.prefix})`;
  if (databaseUrl === undefined) return `PostgreSQL ${dataDir}`;
  const { host, pathname } = new URL(databaseUrl);
  return `PostgreSQL ${host}${pathname}`;
}
