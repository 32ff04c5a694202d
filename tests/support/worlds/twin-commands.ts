import type { Decider } from '#kernel/decider';
import { type StreamId, streamId } from '#kernel/ids';
import { PossibleTwin } from '#platform/commands/twin-check';
import { randomId } from './records.js';

/** Helpers for tests of twins: content of commands, and what a refusal names. */
export const [WARD, CELL, OTHER_CELL, PERSON] = [randomId(), randomId(), randomId(), randomId()];
export const reason = 'ghi nhận nhập sai';
export const committee = { organizationId: WARD, body: 'COMMITTEE' };
export const cell = (organizationId = CELL) => ({ organizationId, capacity: 'ORGANIZATION' });
export const opening = (number: string | null, more: object = {}) => ({
  kind: 'INSP_COMPLIANCE',
  decidingBody: committee,
  decision: { number, signedOn: '2026-03-02' },
  subjects: [cell()],
  ...more,
});

export const newStream = ({ category }: Decider): StreamId => streamId(category, randomId());
/** The ids that a refusal names. */
export const twinsIn = async (refused: Promise<unknown>): Promise<readonly string[]> => {
  const error: unknown = await refused.then(
    () => new Error('not refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PossibleTwin)) throw error;
  return error.twins.map(({ id }) => id);
};
