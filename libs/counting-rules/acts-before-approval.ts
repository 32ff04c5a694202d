import { companionOf, type PastEvent } from '#kernel/effective';

/**
 * The entries of which the approver of a version must have recorded none: the definition of the version, its
 * corrections and annulments, and all entries since the last approval in force. An annulled approval is ignored.
 *
 * @param past the record, oldest first
 * @returns revisions, oldest first
 */
export function actsBeforeApproval(past: readonly PastEvent[], version: number): readonly number[] {
  const annulled = new Set(past.flatMap((event) => annulledBy(event) ?? []));
  const since = past.findLastIndex(({ type, revision }) => type === 'CountingRuleApproved' && !annulled.has(revision));
  const defining = new Set(
    past.flatMap(({ type, data, revision }) =>
      type === 'CountingRuleDefined' && (data as { version: number }).version === version ? [revision] : [],
    ),
  );
  return past.flatMap((event, i) => {
    const corrects = companionOf(event)?.corrects;
    const isOfVersion = defining.has(event.revision) || (corrects !== undefined && defining.has(corrects));
    return i > since || isOfVersion ? [event.revision] : [];
  });
}

function annulledBy(event: PastEvent): number | null {
  const companion = companionOf(event);
  return companion?.how === 'annulled' ? companion.corrects : null;
}
