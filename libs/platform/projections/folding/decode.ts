import { type Catalog, upcast } from '#kernel/catalog';
import { type Companion, companionOf } from '#kernel/effective';
import type { StoredEvent } from '#platform/event-store/event-store';
import type { EffectiveEvent } from '#platform/projections/declaring/changes';

/** An event of the log, upcast, shared by all projections of a pass. */
export interface LogEvent extends EffectiveEvent {
  /** What the event does to an earlier event of its stream; null if it is neither a correction nor an annulment. */
  readonly companion: Companion | null;
  /** The canonical text of the record; its leaf hash identifies a checkpoint at this event. */
  readonly text: string;
  readonly endsAppend: boolean;
}

/** @throws UnknownEvent */
export function decode(catalog: Catalog, { position, record, text, endsAppend }: StoredEvent): LogEvent {
  const { type, stream, revision, recordedAt, actor, id } = record;
  const data = upcast(catalog, record);
  const companion = companionOf({ type, revision, data });
  return { type, data, stream, revision, position, recordedAt, actor, id, companion, text, endsAppend };
}
