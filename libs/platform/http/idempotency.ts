import { Uuid } from '#kernel/ids';
import { fieldProblem, Problem } from './problems.js';

/**
 * The id of a command. The client chooses it, and keeps it when it sends the request again. The record holds it
 * permanently, so only a UUID is accepted: other text could name a person.
 *
 * @throws Problem `idempotency-key-missing` (400)
 * `invalid-request` (422)
 */
export function idempotencyKey(header: string | string[] | undefined): Uuid {
  if (header === undefined) {
    const sentence = { vi: 'Bắt buộc phải có', en: 'Is required' };
    throw new Problem('idempotency-key-missing', {
      errors: [{ in: 'header', field: 'Idempotency-Key', code: 'missing', ...sentence }],
    });
  }
  const key = Uuid.safeParse(header);
  if (key.success) return key.data;
  throw fieldProblem('header', 'Idempotency-Key', 'wrong-format', { vi: 'Phải là một UUID', en: 'Must be a UUID' });
}
