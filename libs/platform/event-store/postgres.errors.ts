import { DatabaseError } from 'pg';
import type { StreamId } from '#kernel/ids';
import { LogLeft, OutcomeUnknown, Unavailable } from './event-store.js';

/**
 * What an error of a writing call says about the call.
 *
 * - `unknown`: it may have been committed. Also where the server says that it goes down, or that its own files failed:
 *   such words can come after the commit.
 * - `unavailable`: it was rolled back; the store does not serve at the moment, for any append.
 * - `refused`: it was rolled back, and the batch itself is the reason.
 */
export type Verdict = 'unknown' | 'unavailable' | 'refused';

/** SQLSTATE classes (or codes) after which the transaction is certainly not there, though nothing is wrong with it. */
const UNAVAILABLE = [
  '53', // insufficient resources: disk full, out of memory, too many connections
  '55P03', // lock_timeout
  '57014', // statement_timeout, or somebody cancelled it
  '25006', // a server that only reads: a replica, or one that is being taken over
  '40', // rolled back for the sake of others
];
/** SQLSTATE classes in which the server says nothing certain about the transaction. */
const UNKNOWN = [
  '08', // connection
  '40003', // statement completion unknown
  '57P', // shut down, crashed, terminated
  '58', // the operating system failed: fsync, reading, writing
  'XX', // internal error, corrupted files
];

const among = (codes: readonly string[], code: string) => codes.some((prefix) => code.startsWith(prefix));

/** Severity is in the server's language; only a plain ERROR is read as one, anything else ends the connection. */
export function verdictOn(error: unknown): Verdict {
  if (!(error instanceof DatabaseError) || error.code === undefined || error.severity !== 'ERROR') return 'unknown';
  if (among(UNKNOWN, error.code)) return 'unknown';
  return among(UNAVAILABLE, error.code) ? 'unavailable' : 'refused';
}

/** What the caller of an append is told that ended in this error. */
export function appendError(verdict: Verdict, stream: StreamId, cause: unknown): Error {
  if (codeOf(cause) === LEFT && cause instanceof DatabaseError) return new LogLeft(cause.message);
  if (verdict === 'unknown') return new OutcomeUnknown(stream, { cause });
  return new Unavailable(`${sentenceOn(cause)}; nothing was written`, { cause });
}

/** What the append functions raise where the log was carried elsewhere (migration 0008). */
const LEFT = 'MC301';

const SENTENCES = new Map([
  ['53100', 'the disk of the store is full'],
  ['53200', 'the store is out of memory'],
  ['53300', 'the store has no connection left'],
  ['55P03', 'another writer held the log for too long'],
  ['57014', 'the store took too long'],
  ['25006', 'the store is read-only'],
]);

/** A sentence for the operator; the server's own words, which may hold what was sent, stay in the cause. */
export function sentenceOn(error: unknown): string {
  const code = codeOf(error);
  return SENTENCES.get(code ?? '') ?? `the store does not serve${code === undefined ? '' : ` (${code})`}`;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
