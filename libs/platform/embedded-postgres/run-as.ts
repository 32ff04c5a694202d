import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { StartRefused } from '../start-refused.js';

/** The user that the server runs as; null for the user of this program. */
export type RunAs = { readonly uid: number; readonly gid: number } | null;

const NOBODY = { uid: 65_534, gid: 65_534 };

/** Spawn options for a user. The working folder is `/`, which every user can enter. */
export const asUser = (runAs: RunAs) => ({ cwd: '/', ...(runAs ?? {}) });

/**
 * Finds the user who runs the server. PostgreSQL refuses to run as root. If this program runs as root, the server runs
 * as the owner of existing data, or as `nobody` for new data, so that no user has to be created. Otherwise the server
 * runs as the user of this program.
 * @param cluster the server's data folder, existing or not
 * @throws StartRefused `not-your-data` when existing data belong to another user
 */
export function whoRuns(cluster: string): RunAs {
  const owner = statSync(cluster, { throwIfNoEntry: false });
  const self = process.geteuid?.() ?? -1;
  if (self === 0) return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
  if (owner && owner.uid !== self) {
    throw new StartRefused('not-your-data', {
      vi: `Dữ liệu trong ${cluster} thuộc về người dùng khác (uid ${owner.uid}); hãy chạy chương trình bằng người dùng đó hoặc chọn DATA_DIR khác.`,
      en: `The data in ${cluster} belongs to another user (uid ${owner.uid}); run this program as that user or choose another DATA_DIR.`,
    });
  }
  return null;
}

/** The account name that the server sees for this program's end of the socket. */
export function accountName(): string {
  try {
    return userInfo().username;
  } catch (cause) {
    const uid = process.geteuid?.() ?? -1;
    throw new StartRefused(
      'no-account',
      {
        vi: `Người dùng có uid ${uid} không có tên tài khoản, mà PostgreSQL cần tên này; hãy chạy bằng tài khoản có tên, hoặc đặt DATABASE_URL.`,
        en: `The user with uid ${uid} has no account name, which PostgreSQL needs; run as a user with an account name, or set DATABASE_URL.`,
      },
      { cause },
    );
  }
}
