import { type Depending, type Replaced, replacedByNext } from '#kernel/fates';
import type { AnyEntry, Events } from '../engagement-events.js';

/**
 * Every entry hangs on the opening. A time limit is replaced by the next extension, and a conclusion by its revocation:
 * from that day it no longer counts.
 */
export const depending: Depending<Events> = {
  on: 'EngagementOpened',
  replaced: (entries) => [
    ...replacedByNext(entries, ({ type }) => (type === 'EngagementExtended' ? 'limit' : null)),
    ...revoked(entries),
  ],
};

const revoked = (entries: readonly AnyEntry[]): readonly Replaced[] =>
  entries.flatMap(({ type, data, revision: by }) =>
    type !== 'ConclusionRevoked'
      ? []
      : entries.flatMap((entry) =>
          entry.type === 'SubjectConcluded' && data.subjectIds.includes(entry.data.subjectId)
            ? [{ entry: entry.revision, by }]
            : [],
        ),
  );
