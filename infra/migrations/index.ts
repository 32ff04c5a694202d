import type { Migration } from 'kysely';
import { roles } from './0000-roles.js';

/** Every migration, in order. A name is never changed and an entry never edited once it has left this machine. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0000-roles': roles,
};
