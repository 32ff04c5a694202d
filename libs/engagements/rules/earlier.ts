import type { PastEvent } from '#kernel/effective';
import type { Earlier } from '#kernel/sentences';
import type { AnyEntry, Events } from '../engagement-events.js';

/** The time limit that an extension replaces: the latest limit stated before. */
export const earlier: Earlier<Events> = {
  EngagementExtended: (_, before) => ({ dueOn: limitsIn(before).sort().at(-1) ?? null }),
};

const limitsIn = (before: readonly PastEvent[]): string[] =>
  (before as readonly AnyEntry[]).flatMap((entry) =>
    entry.type === 'EngagementOpened' || entry.type === 'EngagementExtended' ? (entry.data.dueOn ?? []) : [],
  );
