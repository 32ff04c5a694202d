import { z } from 'zod';

export type Refusal = 'PresentRow' | 'ForeignStream' | 'NoSuchTable' | 'WrongValue' | 'AbsentEvent';

/** A handler returned a row that its tables cannot hold. The same event would fail again, so its stream is parked. */
export class RowRefused extends Error {
  constructor(
    readonly code: Refusal,
    /** Table, and column if one is meant; never a value. */
    readonly at: string,
  ) {
    super(`${code} at ${at}`);
    this.name = 'RowRefused';
  }
}

/**
 * The part of an error that may be stored or logged: its name, its code and its place. The message is left out, because
 * it may quote an event.
 */
export function withoutContent(error: unknown): string {
  if (error instanceof RowRefused) return error.message;
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return issue ? `ZodError ${issue.code} at ${issue.path.join('.')}` : 'ZodError';
  }
  if (!(error instanceof Error)) return 'thrown value is not an Error';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`;
}
