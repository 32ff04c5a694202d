import type { Pool } from 'pg';
import type { Config } from '#platform/config';
import { bePresent } from '#platform/db/programs';
import type { EventStore } from '#platform/event-store/event-store';
import { copyingTo, kurrentPlace, POSTGRES } from '#platform/event-store/postgres.copying';
import { StartRefused } from '#platform/start-refused';

/** The name of a configured store in `log.copying`. */
export const placeOf = (store: Config['eventStore']): string =>
  store.kind === 'postgres' ? POSTGRES : kurrentPlace(store.prefix);

/**
 * Registers this program as a user of the database.
 * @returns a function that ends the registration
 * @throws StartRefused while a command uses the database alone
 */
export async function presence(pool: Pool): Promise<() => Promise<void>> {
  const leave = await bePresent(pool);
  if (leave) return leave;
  throw new StartRefused('log-being-copied', {
    vi: 'Nhật ký đang được chép sang kho khác (lệnh minhchung copy-log), hoặc khóa chủ đang được đổi (lệnh minhchung new-master-key); hãy đợi lệnh đó xong rồi chạy lại.',
    en: 'The log is being copied to another store (command minhchung copy-log), or the master key is being changed (command minhchung new-master-key); wait for that command to end, then start again.',
  });
}

/** @throws StartRefused if the log was moved to another store, or if this store is an unfinished copy */
export async function refuseLeft(store: EventStore, pool: Pool, place: string): Promise<void> {
  if (await copyingTo(pool, place)) throw logHalfCopied();
  const declaration = await store.declaration();
  if (declaration?.leftFor) throw logLeft(declaration.leftFor);
}

export const logLeft = (leftFor: string): StartRefused =>
  new StartRefused('log-left', {
    vi: `Nhật ký này đã được chuyển sang ${leftFor} nên không nhận thêm ghi nhận; hãy đặt EVENT_STORE và các biến của kho mới.`,
    en: `This log was moved to ${leftFor} and takes no more entries; set EVENT_STORE and the variables of the new store.`,
  });

export const logHalfCopied = (): StartRefused =>
  new StartRefused('log-half-copied', {
    vi: 'Nhật ký chưa được chép xong sang kho này; hãy chạy lại "minhchung copy-log" cho đến khi lệnh đó xong.',
    en: 'The log is not completely copied to this store; run "minhchung copy-log" again until that command completes.',
  });
