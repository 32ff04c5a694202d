import type { CliCommand } from './command.js';
import { copyLogTo } from './copy-log.js';
import { history } from './history.js';
import { init } from './init.js';
import { kurrentDbRights } from './kurrentdb-rights.js';
import { migrate } from './migrate.js';
import { newMasterKey } from './new-master-key.js';
import { rebuildReadModels } from './rebuild.js';

/** Every command of `minhchung` except `start`, `test` and `bench`, which the launcher handles itself. */
export const commands: Readonly<Record<string, CliCommand>> = {
  init,
  migrate,
  rebuild: rebuildReadModels,
  history,
  'kurrentdb-rights': kurrentDbRights,
  'copy-log': copyLogTo,
  'new-master-key': newMasterKey,
};
