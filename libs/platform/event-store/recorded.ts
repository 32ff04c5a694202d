import { pastEvent } from '#kernel/catalog';
import type { Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { Declarations } from '#kernel/event';
import type { StreamId, Uuid } from '#kernel/ids';
import type { EventStore, StoredEvent } from './event-store.js';

/** A stream as the store holds it. */
export interface Recorded<S> {
  readonly state: S;
  /** Of the last event that the state is folded from; -1 where there is none. */
  readonly revision: number;
  /** All events of the stream, oldest first. */
  readonly events: readonly StoredEvent[];
  /** Whether the command in question is recorded already; the state is then that before it. */
  readonly repeated: boolean;
}

const PAGE = 5_000;

/** @param before a command that the state is to be without */
export async function readRecorded<S, C extends Schemas, E extends Declarations>(
  store: EventStore,
  decider: Decider<S, C, E>,
  stream: StreamId,
  before: Uuid | undefined,
): Promise<Recorded<S>> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.read(stream, events.length, PAGE);
    events.push(...page);
    if (page.length < PAGE) break;
  }
  const repeat = before === undefined ? -1 : events.findIndex(({ record }) => record.commandId === before);
  const counted = repeat < 0 ? events : events.slice(0, repeat);
  const past = counted.map(({ record }) => pastEvent(decider.catalog, record));
  const { state } = decider.append(decider.empty, past);
  return { state, revision: counted.length - 1, events, repeated: repeat >= 0 };
}
