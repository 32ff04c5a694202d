import { DatabaseError } from 'pg';
import type { StreamId } from '#kernel/ids';
import { LogLeft, OutcomeUnknown, Unavailable } from './event-store.js';

/**
 * What an error says about the transaction of the failed append.
 *
 * - `unknown`: the transaction may have been committed. This includes errors by which the server says that it shuts
 * down   or that its own files failed, because such an error can come after the commit.
 * - `unavailable`: the transaction was rolled back, because the store does not serve at the moment.
 * - `refused`: the transaction was rolled back, because of something in the batch.
 */
export type Verdict = 'unknown' | 'unavailable' | 'refused';

/** SQLSTATE codes, or their beginnings, that say `unavailable`: rolled back, and nothing is wrong with the batch. */
const UNAVAILABLE = [
  '53', // insufficient resources: disk full, out of memory, too many connections
  '55P03', // lock_timeout
  '57014', // statement_timeout, or a person cancelled the statement
  '25006', // read-only server: a standby, or a server that is being replaced
  '40', // rolled back because of other transactions: deadlock, serialization failure
];
/** SQLSTATE codes, or their beginnings, that say `unknown`. */
const UNKNOWN = [
  '08', // connection
  '40003', // statement completion unknown
  '57P', // shut down, crashed, terminated
  '58', // the operating system failed: fsync, reading, writing
  'XX', // internal error, corrupted files
];

const among = (codes: readonly string[], code: string) => codes.some((prefix) => code.startsWith(prefix));

/**
 * A severity other than ERROR ends the connection, so the outcome is unknown. A severity in another language counts
 * alike.
 */
export function verdictOn(error: unknown): Verdict {
  if (!(error instanceof DatabaseError) || error.code === undefined || error.severity !== 'ERROR') return 'unknown';
  if (among(UNKNOWN, error.code)) return 'unknown';
  return among(UNAVAILABLE, error.code) ? 'unavailable' : 'refused';
}

/** The error that the caller of an append gets. */
export function appendError(verdict: Verdict, stream: StreamId, cause: unknown): Error {
  if (codeOf(cause) === LEFT && cause instanceof DatabaseError) return new LogLeft(cause.message);
  if (verdict === 'unknown') return new OutcomeUnknown(stream, { cause });
  return new Unavailable(`${sentenceOn(cause)}; nothing was written`, { cause });
}

/** SQLSTATE that the append functions raise if the log was moved to another store (migration 0008). */
const LEFT = 'MC301';

const SENTENCES = new Map([
  ['53100', 'the disk of the store is full'],
  ['53200', 'the store is out of memory'],
  ['53300', 'the store has no connection left'],
  ['55P03', 'another writer held the log for too long'],
  ['57014', 'the store took too long'],
  ['25006', 'the store is read-only'],
]);

/** A sentence for the operator. The server's own message is only in the cause, because it may quote what was sent. */
export function sentenceOn(error: unknown): string {
  const code = codeOf(error);
  return SENTENCES.get(code ?? '') ?? `the store does not serve${code === undefined ? '' : ` (${code})`}`;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
