import type { Instant } from './dates.js';
import type { Annulment, Correction } from './event.js';
import type { Uuid } from './ids.js';
import type { Actor } from './record.js';

/** A recorded event of one stream, its data upcast to the current schema version. */
export interface PastEvent {
  readonly type: string;
  readonly revision: number;
  readonly data: any;
  /** Id, recorder and recording time of the event; absent for an event not yet recorded. */
  readonly id?: Uuid;
  readonly actor?: Actor;
  readonly recordedAt?: Instant;
}

/** What a companion event (a correction or an annulment) does, and to which event of its stream. */
export type Companion = { readonly base: string } & (
  ({ readonly how: 'corrected' } & Correction) | ({ readonly how: 'annulled' } & Annulment)
);

const CORRECTED = 'Corrected';
const ANNULLED = 'Annulled';

/** Event names with these suffixes are reserved for companions. */
export const isCompanionName = (type: string): boolean => type.endsWith(CORRECTED) || type.endsWith(ANNULLED);

/** What an event does to an earlier event; null if it is neither a correction nor an annulment. */
export function companionOf(event: PastEvent): Companion | null {
  if (event.type.endsWith(CORRECTED))
    return { base: event.type.slice(0, -CORRECTED.length), how: 'corrected', ...(event.data as Correction) };
  if (event.type.endsWith(ANNULLED))
    return { base: event.type.slice(0, -ANNULLED.length), how: 'annulled', ...(event.data as Annulment) };
  return null;
}

/**
 * The events of one stream in force, in the order in which they were first recorded. Each has the data of its last
 * correction. Annulled events, corrections and annulments are left out. Cost: two passes.
 */
export function effective<P extends PastEvent>(events: readonly P[]): P[] {
  const last = new Map<number, Companion>();
  for (const event of events) {
    const companion = companionOf(event);
    if (companion) last.set(companion.corrects, companion);
  }
  if (last.size === 0) return events.slice();
  return events.flatMap((event) => {
    if (isCompanionName(event.type)) return [];
    const companion = last.get(event.revision);
    if (!companion) return [event];
    return companion.how === 'annulled' ? [] : [{ ...event, data: companion.data }];
  });
}
