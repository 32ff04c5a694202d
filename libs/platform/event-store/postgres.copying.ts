import type { Pool, PoolClient } from 'pg';
import type { Uuid } from '#kernel/ids';
import { inTransaction } from '#platform/db/transaction';
import { appends } from './appending-target.js';
import type { CopyTarget } from './copy-log.js';
import { BEGINNING, type EventStore, type StoredEvent } from './event-store.js';

/** Names of stores in `log.copying`. PostgreSQL has one name; a KurrentDB is named with its prefix. */
export const POSTGRES = 'postgres';
export const kurrentPlace = (prefix: string): string => `kurrentdb ${prefix}`;

/** A copy of a log that was begun and is not finished. */
export interface Copying {
  readonly target: string;
  readonly source: string;
  readonly log: Uuid;
}

/** The unfinished copy to a store; null if there is none. */
export async function copyingTo(db: Pick<Pool, 'query'>, target: string): Promise<Copying | null> {
  const { rows } = await db.query<Copying>('select target, source, log from log.copying where target = $1', [target]);
  return rows[0] ?? null;
}

/** Marks a store as the target of a copy. @param owner a connection of the owner, who alone may do this */
export async function markCopying(owner: Pick<Pool, 'query'>, { target, source, log }: Copying): Promise<void> {
  await owner.query(
    `insert into log.copying (target, source, log) values ($1, $2, $3)
     on conflict (target) do update set source = excluded.source, log = excluded.log`,
    [target, source, log],
  );
}

/** Removes the mark of a copy from the target, so that programs may use it. In PostgreSQL also removes `left_for`. */
export function finishCopying(owner: Pool, target: string): Promise<void> {
  return inTransaction(owner, async (client) => {
    await client.query('delete from log.copying where target = $1', [target]);
    if (target === POSTGRES) await client.query('update log.head set left_for = null');
  });
}

/** The value of `left_for` in a target that is not complete, so that no program appends to it. */
const UNFINISHED = 'a copy that is not finished';
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * The log in PostgreSQL as the target of a copy. The owner writes over one connection and keeps the recording time of
 * each record, however old it is. The same connection holds the exclusive lock on the database: when a killed copy
 * loses the lock, it can no longer write.
 */
export function postgresTarget(
  owner: PoolClient,
  store: EventStore,
  { source, log, acceptsInjectedClock }: { source: string; log: Uuid; acceptsInjectedClock: boolean },
): CopyTarget {
  let position = BEGINNING;
  const write = async (events: readonly StoredEvent[]) => {
    const { rows } = await owner.query<{ position: string | bigint }>(
      'select log.copy_append($1, $2, $3, $4, $5) as position',
      [
        position.toString(),
        events.map(({ record }) => record.stream),
        events.map(({ record }) => record.revision),
        events.map(({ text }) => text).join('\n'),
        events.map(({ endsAppend }) => endsAppend),
      ],
    );
    position = BigInt(rows[0]?.position ?? -1);
  };
  return {
    store,
    begin: async () => {
      await owner.query('begin');
      await markCopying(owner, { target: POSTGRES, source, log });
      await owner.query('select log.declare_store($1, $2)', [log, acceptsInjectedClock]);
      await owner.query('update log.head set left_for = coalesce(left_for, $1)', [UNFINISHED]);
      await owner.query('commit');
      position = await store.head();
    },
    write: async (events) => {
      let batch: StoredEvent[] = [];
      let bytes = 0;
      for (const append of appends(events)) {
        const size = append.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
        if (batch.length > 0 && bytes + size > MOST_BYTES) {
          await write(batch);
          batch = [];
          bytes = 0;
        }
        batch.push(...append);
        bytes += size;
      }
      if (batch.length > 0) await write(batch);
    },
  };
}
