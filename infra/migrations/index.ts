import type { Migration } from 'kysely';
import { roles } from './0000-roles.js';
import { eventStore } from './0001-event-store.js';
import { projections } from './0002-projections.js';
import { collation } from './0003-collation.js';
import { commandKeys } from './0004-command-keys.js';
import { identity } from './0005-identity.js';
import { keyStore } from './0006-key-store.js';
import { allMoved } from './0007-all-moved.js';
import { wholeAppends } from './0008-whole-appends.js';
import { oneLog } from './0009-one-log.js';
import { copiedLogs } from './0010-copied-logs.js';
import { waysIn } from './0011-ways-in.js';
import { secondFactor } from './0012-second-factor.js';
import { lease } from './0013-lease.js';

/** Every migration, in order. Never rename or edit a migration that was released. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0000-roles': roles,
  '0001-event-store': eventStore,
  '0002-projections': projections,
  '0003-collation': collation,
  '0004-command-keys': commandKeys,
  '0005-identity': identity,
  '0006-key-store': keyStore,
  '0007-all-moved': allMoved,
  '0008-whole-appends': wholeAppends,
  '0009-one-log': oneLog,
  '0010-copied-logs': copiedLogs,
  '0011-ways-in': waysIn,
  '0012-second-factor': secondFactor,
  '0013-lease': lease,
};
