import type { Migration } from 'kysely';
import { sideRole } from '../side-role.js';
import { logOfReadings } from './0001-log-of-readings.js';
import { wholeAppendsOfReadings } from './0002-whole-appends.js';
import { whatWasOpened } from './0003-what-was-opened.js';

/** The role that writes and reads the log of readings, without other rights. */
export const READINGS_ROLE = 'minhchung_readings';

/** Every migration of the database of readings, in order. Never rename or edit a released migration. */
export const readingsMigrations: Readonly<Record<string, Migration>> = {
  '0000-readings-role': sideRole(READINGS_ROLE),
  '0001-log-of-readings': logOfReadings,
  '0002-whole-appends': wholeAppendsOfReadings,
  '0003-what-was-opened': whatWasOpened,
};
