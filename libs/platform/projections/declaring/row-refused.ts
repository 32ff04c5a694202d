import { z } from 'zod';

export type Refusal = 'PresentRow' | 'ForeignStream' | 'NoSuchTable' | 'WrongValue' | 'AbsentEvent';

/** A handler asked for what its tables cannot hold. The same event would fail again: its stream is parked. */
export class RowRefused extends Error {
  constructor(
    readonly code: Refusal,
    /** Table, and column where one is meant; never a value. */
    readonly at: string,
  ) {
    super(`${code} at ${at}`);
    this.name = 'RowRefused';
  }
}

/**
 * What is kept of an error: its name and code, and where it was. Messages may quote the event, and an event may hold
 * what must stand in no log.
 */
export function withoutContent(error: unknown): string {
  if (error instanceof RowRefused) return error.message;
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return issue ? `ZodError ${issue.code} at ${issue.path.join('.')}` : 'ZodError';
  }
  if (!(error instanceof Error)) return 'what was thrown is no error';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`;
}
