import type { Annulment, Correction } from './event.js';
import type { Uuid } from './ids.js';
import type { Actor } from './record.js';

/** A recorded event of one stream, its data in the present shape of its type. */
export interface PastEvent {
  readonly type: string;
  readonly revision: number;
  readonly data: any;
  /** Id of the event, and who recorded it; not there for an event that is about to be recorded. */
  readonly id?: Uuid;
  readonly actor?: Actor;
}

/** What a companion does, and to which event of its stream. */
export type Companion = { readonly base: string } & (
  ({ readonly how: 'corrected' } & Correction) | ({ readonly how: 'annulled' } & Annulment)
);

const CORRECTED = 'Corrected';
const ANNULLED = 'Annulled';

/** Names that only the kernel may give. */
export const isCompanionName = (type: string): boolean => type.endsWith(CORRECTED) || type.endsWith(ANNULLED);

/** What an event does to an earlier one, or null for an event that stands for itself. */
export function companionOf(event: PastEvent): Companion | null {
  if (event.type.endsWith(CORRECTED))
    return { base: event.type.slice(0, -CORRECTED.length), how: 'corrected', ...(event.data as Correction) };
  if (event.type.endsWith(ANNULLED))
    return { base: event.type.slice(0, -ANNULLED.length), how: 'annulled', ...(event.data as Annulment) };
  return null;
}

/**
 * The events of one stream as they count: each with the data of its last correction, annulled ones left out, companions
 * gone. Order is that of first recording. Cost: two passes, no more.
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
