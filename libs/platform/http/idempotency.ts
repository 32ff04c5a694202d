import { Uuid } from '#kernel/ids';
import { fieldProblem, Problem } from './problems.js';

/**
 * The id of a command, chosen by the caller and kept when the request is sent again. It becomes part of the record for
 * ever, so it is a UUID and can carry nothing else.
 *
 * @throws Problem `idempotency-key-missing` (400) | `invalid-request` (422)
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
