import type { Migration } from 'kysely';
import { sideRole } from '../side-role.js';
import { dataKeys } from './0001-data-keys.js';
import { rewriting } from './0002-rewriting.js';
import { ringKeys } from './0003-ring-keys.js';

/** The role for the keys of sealed fields, without other rights. */
export const KEYS_ROLE = 'minhchung_keys';

/** Every migration of the keys' database, in order. Never rename or edit a released migration. */
export const keysMigrations: Readonly<Record<string, Migration>> = {
  '0000-keys-role': sideRole(KEYS_ROLE),
  '0001-data-keys': dataKeys,
  '0002-rewriting': rewriting,
  '0003-ring-keys': ringKeys,
};
