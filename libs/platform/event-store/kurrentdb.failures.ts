import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  isCommandError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  UnavailableError,
} from '@kurrent/kurrentdb-client';

/** The client gave no answer in time. The deadlines of the client do not cover finding the nodes. */
export class NoAnswer extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = 'NoAnswer';
  }
}

/** What the failure of a call says about its write. */
export type Outcome = 'nothing-written' | 'unknown' | 'refused' | 'too-large' | 'deleted' | 'no-position';

/** Matches errors that come before anything was sent. Any other failure may have come after the write. */
const NOT_SENT =
  /No connection established|Name resolution failed|Channel closed before call started|Channel has been shut down|Failed to discover|the store is closed|Server Is Not Ready|Server Is Too Busy/i;

export function outcomeOf(error: unknown): Outcome {
  if (error instanceof MaxAppendSizeExceededError) return 'too-large';
  if (error instanceof StreamDeletedError) return 'deleted';
  if (error instanceof AccessDeniedError || codeOf(error) === PERMISSION_DENIED) return 'refused';
  if (error instanceof NotLeaderError) return 'nothing-written';
  if (codeOf(error) === INVALID_ARGUMENT && /position/i.test(messageOf(error))) return 'no-position';
  return NOT_SENT.test(messageOf(error)) ? 'nothing-written' : 'unknown';
}

/** Whether a failure concerns the connection rather than the call. */
export const isConnectionFailure = (error: unknown): boolean =>
  error instanceof UnavailableError ||
  error instanceof CancelledError ||
  error instanceof DeadlineExceededError ||
  error instanceof NoAnswer ||
  (error instanceof Error &&
    !isCommandError(error) &&
    (codeOf(error) === UNAVAILABLE || NOT_SENT.test(messageOf(error))));

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
