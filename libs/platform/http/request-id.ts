import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Uuid } from '#kernel/ids';

/** The id of a request: the caller's own where that is a UUID, so that it can be followed through both logs. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): Uuid {
  const { 'x-request-id': own } = headers;
  if (own === undefined) return newRequestId();
  const parsed = Uuid.safeParse(own);
  return parsed.success ? parsed.data : newRequestId();
}

/**
 * A UUID of version 7 (RFC 9562, section 5.7): the time in milliseconds, then the random bits of a version 4. Node draws
 * those in bulk; the library asks the system for each id, which takes five times as long.
 */
function newRequestId(): Uuid {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}` as Uuid;
}
