import { z } from 'zod';
import { WHOLE_STORE } from '#kernel/concern';
import { decider } from '#kernel/decider';
import { permanent, Reason, v1 } from '#kernel/event';
import { newStreamId, StreamId, type Uuid } from '#kernel/ids';
import { refusals } from '#kernel/rejection';

const ProjectionName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);
const Revision = z.int().min(0);

const events = {
  ParkedStreamRetried: permanent(v1({ projection: ProjectionName, stream: StreamId, reason: Reason })),
  ParkedEventSkipped: permanent(
    v1({ projection: ProjectionName, stream: StreamId, revision: Revision, reason: Reason }),
  ),
};
const commands = {
  RetryParkedStream: z.strictObject({ projection: ProjectionName, stream: StreamId, reason: Reason }),
  SkipParkedEvent: z.strictObject({
    projection: ProjectionName,
    stream: StreamId,
    revision: Revision,
    reason: Reason,
  }),
};

const refuse = refusals({
  NotParked: {
    vi: 'Luồng {stream} không bị tạm dừng ở mục ghi này trong bảng số liệu {projection}',
    en: 'Stream {stream} is not parked at this entry in the read model {projection}',
  },
});

const CATEGORY = 'projectionOperations';
const KEY = '00000000-0000-0000-0000-000000000000' as Uuid;

/** The stream of the operations on one projection. */
export const operationsOf = (projection: string): StreamId =>
  StreamId.parse(`${CATEGORY}-${newStreamId(CATEGORY, projection, KEY)}`);

/**
 * Acts of a person on a parked stream. They are in the log, so that a rebuild gives the same tables.
 * `facts.parkedRevision` is the revision at which the stream is parked.
 */
export const projectionOperations = decider<null>()({
  category: CATEGORY,
  twins: 'none: acts of operators on read models record no fact of the ward',
  commands,
  routes: null,
  events,
  initial: null,
  decide: {
    RetryParkedStream: (c, _, { facts }) => {
      if (typeof facts.parkedRevision !== 'number') refuse('NotParked', { projection: c.projection, stream: c.stream });
      return [{ type: 'ParkedStreamRetried', data: c }];
    },
    SkipParkedEvent: (c, _, { facts }) => {
      if (facts.parkedRevision !== c.revision) refuse('NotParked', { projection: c.projection, stream: c.stream });
      return [{ type: 'ParkedEventSkipped', data: c }];
    },
  },
  evolve: { ParkedStreamRetried: () => null, ParkedEventSkipped: () => null },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
  depending: 'none',
});

export interface Act {
  readonly projection: string;
  readonly stream: StreamId;
  /** Revision of the event to skip; null to retry it. */
  readonly skip: number | null;
}

/** The operation that an event orders, or null for any other event. */
export function actOf({ type, data }: { readonly type: string; readonly data: unknown }): Act | null {
  if (type === 'ParkedStreamRetried') {
    const { projection, stream } = events.ParkedStreamRetried.schema.parse(data);
    return { projection, stream, skip: null };
  }
  if (type === 'ParkedEventSkipped') {
    const { projection, stream, revision } = events.ParkedEventSkipped.schema.parse(data);
    return { projection, stream, skip: revision };
  }
  return null;
}
