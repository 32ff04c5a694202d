import { z } from 'zod';
import { canonicalJson } from '#kernel/canonical-json';
import { EventRecord, recordText } from '#kernel/record';
import { IntegrityAlarm, type StoredEvent } from './event-store.js';

/** An event as it goes to the server. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as it comes from the server; `position` is its commit position. */
export interface RecordedEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
}

/**
 * What a record says beyond id, stream, revision, type and data. All values are strings, since later protocols accept
 * nothing else; what is null is left out. The two `$` names are those that the server's own tools follow.
 */
const Metadata = z.object({
  v: z.literal('1'),
  log: z.string(),
  schema: z.string().regex(/^[1-9][0-9]{0,8}$/),
  recordedAt: z.string(),
  clock: z.string(),
  commandId: z.string(),
  commandHash: z.string(),
  $causationId: z.string().optional(),
  $correlationId: z.string(),
  actorId: z.string(),
  actorRole: z.string(),
  actorOrganizationId: z.string().optional(),
  actorDelegationId: z.string().optional(),
});

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function toEvent(record: EventRecord): ProposedEvent {
  const { actor } = record;
  const metadata: z.output<typeof Metadata> = {
    v: '1',
    log: record.log,
    schema: String(record.schema),
    recordedAt: record.recordedAt,
    clock: record.clock,
    commandId: record.commandId,
    commandHash: record.commandHash,
    ...(record.causationId === null ? {} : { $causationId: record.causationId }),
    $correlationId: record.correlationId,
    actorId: actor.id,
    actorRole: actor.role,
    ...(actor.organizationId === null ? {} : { actorOrganizationId: actor.organizationId }),
    ...(actor.delegationId === null ? {} : { actorDelegationId: actor.delegationId }),
  };
  return {
    id: record.id,
    type: record.type,
    data: encoder.encode(canonicalJson(record.data)),
    metadata: encoder.encode(canonicalJson(metadata)),
  };
}

/**
 * Rebuilds the record, and with it its canonical text, byte for byte.
 *
 * @throws IntegrityAlarm when an event under our prefix is none that `toEvent` wrote.
 */
export function fromEvent(prefix: string, event: RecordedEvent): StoredEvent {
  try {
    const m = Metadata.parse(JSON.parse(decoder.decode(event.metadata)));
    const record = EventRecord.parse({
      v: 1,
      log: m.log,
      id: event.id,
      stream: event.stream.slice(prefix.length),
      revision: Number(event.revision),
      type: event.type,
      schema: Number(m.schema),
      recordedAt: m.recordedAt,
      clock: m.clock,
      commandId: m.commandId,
      commandHash: m.commandHash,
      causationId: m.$causationId ?? null,
      correlationId: m.$correlationId,
      actor: {
        id: m.actorId,
        role: m.actorRole,
        organizationId: m.actorOrganizationId ?? null,
        delegationId: m.actorDelegationId ?? null,
      },
      data: JSON.parse(decoder.decode(event.data)) as unknown,
    });
    return { position: event.position, text: recordText(record), record };
  } catch (error) {
    throw new IntegrityAlarm(
      `event ${event.revision} of ${event.stream} is no record of ours (${error instanceof Error ? error.name : 'unreadable'})`,
    );
  }
}
