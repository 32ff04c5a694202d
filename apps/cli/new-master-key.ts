import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { declared } from '#platform/commands/store-declaration';
import type { Config } from '#platform/config';
import { changeMasterKey, type Changed } from '#platform/sealing/new-master-key';
import { StartRefused } from '#platform/start-refused';
import { openDatabases, type Opened } from '../databases.js';
import { placeOf, refuseLeft } from '../log-left.js';
import { logVariables } from '../log-place.js';
import { openEventStore } from '../platform.js';
import { otherPurpose } from '../store-refused.js';
import type { CliCommand, Invocation } from './command.js';
import { becomeAlone } from './copy-sides.js';

export const newMasterKey: CliCommand = {
  usage: 'new-master-key <thư mục | folder>',
  about: {
    vi: 'đổi khóa chủ và khóa vòng của kho trong thư mục đã nêu, khi không chương trình nào phục vụ kho đó, rồi hủy hai khóa cũ',
    en: 'replaces the master key and the ring key of the store in the given folder, while no program serves it, then destroys the old ones',
  },
  run: async (invocation) => {
    const { args, configured, say } = invocation;
    const [folder] = args;
    if (folder === undefined || args.length > 1) {
      say(`minhchung ${newMasterKey.usage}`);
      return 64;
    }
    const config = configured({ DATA_DIR: resolve(folder) });
    if (!existsSync(config.masterKeyFile)) throw noKeyHere(config.masterKeyFile); // nor is a store begun there
    const opened: Opened = { closing: false, steps: [] };
    try {
      const changed = await change(config, invocation, opened);
      sayWhatToDo(config, changed, say);
      return 0;
    } finally {
      opened.closing = true;
      for (let step = opened.steps.pop(); step; step = opened.steps.pop()) await step();
    }
  },
};

const KEY_CONNECTIONS = 2;
const STATEMENT_TIMEOUT_MS = 30_000;

/** @throws StartRefused if other programs use the store, or if it is not the store of these keys */
async function change(config: Config, { logger, signal }: Invocation, opened: Opened): Promise<Changed> {
  const options = { logger, signal, program: 'new-master-key' };
  const database = await openDatabases(config, options, opened);
  const client = await database.openAsOwner('owner', 1).connect();
  opened.steps.push(() => {
    client.release(true);
    return Promise.resolve();
  });
  const lost = await becomeAlone(client);
  const pool = database.openPool('log', 2, STATEMENT_TIMEOUT_MS);
  const store = await openEventStore(config, options, pool, database.listenUrl);
  opened.steps.push(() => store.close());
  await refuseLeft(store, pool, placeOf(config.eventStore));
  const of = await declared(store);
  if (!of) throw otherPurpose(null, config);
  const keys = await database.openKeysAsOwner(KEY_CONNECTIONS, STATEMENT_TIMEOUT_MS);
  lost.throwIfAborted();
  return changeMasterKey({
    pool: keys,
    logPool: pool,
    log: of.log,
    masterKeyFile: config.masterKeyFile,
    logVariables: logVariables(config),
    hasKeys: true, // an empty database of the keys is refused
  });
}

function sayWhatToDo({ masterKeyFile }: Config, { ringFile }: Changed, say: Invocation['say']): void {
  say(`Đã đổi khóa chủ (${masterKeyFile}) và khóa vòng (${ringFile}), và đã hủy hai khóa cũ.`);
  say(`Replaced the master key (${masterKeyFile}) and the ring key (${ringFile}), and destroyed the old ones.`);
  say(
    'Hãy sao lưu ngay khóa chủ mới, khóa vòng mới và cơ sở dữ liệu khóa: các bản sao lưu cũ chỉ mở được bằng hai khóa cũ. Khi các bản sao lưu mới đã chắc chắn, hãy hủy mọi bản sao của khóa chủ cũ: còn một bản sao của nó thì những gì nó từng mở vẫn mở được.',
  );
  say(
    'Back up the new master key, the new ring key and the database of the keys now: the old backups open only with the two old keys. Once the new backups are certain, destroy all copies of the old master key: as long as one copy of it exists, what it opened can still be opened.',
  );
}

const noKeyHere = (path: string) =>
  new StartRefused('no-master-key-here', {
    vi: `Không có khóa chủ ${path}; hãy kiểm tra thư mục đã nêu, hoặc sửa MASTER_KEY_FILE. Chưa ghi gì.`,
    en: `There is no master key ${path}; check the given folder, or correct MASTER_KEY_FILE. Nothing was written.`,
  });
