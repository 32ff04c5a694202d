import { type Catalog, upcast } from '#kernel/catalog';
import { type Companion, companionOf } from '#kernel/effective';
import type { StoredEvent } from '#platform/event-store/event-store';
import type { EffectiveEvent } from '#platform/projections/declaring/changes';

/** An event of the log in the present shape of its type, as all projections of a pass share it. */
export interface LogEvent extends EffectiveEvent {
  /** What it does to an earlier event of its stream; null where it stands for itself. */
  readonly companion: Companion | null;
  /** As it is recorded: what a checkpoint at this event is known by. */
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
