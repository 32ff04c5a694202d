import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Uuid } from '#kernel/ids';

/** The id of a request. An id chosen by the caller is kept if it is a UUID, so that both programs log the same id. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): Uuid {
  const { 'x-request-id': own } = headers;
  if (own === undefined) return newRequestId();
  const parsed = Uuid.safeParse(own);
  return parsed.success ? parsed.data : newRequestId();
}

/**
 * A UUID of version 7 (RFC 9562, section 5.7): the time in milliseconds, then random bits from a UUID of version 4.
 * Node draws random bits for many of these UUIDs at once. The library asks the system for each id: five times as slow.
 */
function newRequestId(): Uuid {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}` as Uuid;
}
