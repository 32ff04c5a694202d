import type { StreamId } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import type { EventStore, StoredEvent } from '#platform/event-store/event-store';
import { newStream, randomId, testRecord } from '../worlds/records.js';

/** The event records of one append. Each says how many events the append has, and what the append is about. */
export function oracleRecords(stream: StreamId, expected: number, of: number, about: string): EventRecord[] {
  const commandId = randomId();
  return Array.from({ length: of }, (_, i) =>
    testRecord(stream, expected + 1 + i, { about, of }, { commandId, correlationId: commandId }),
  );
}

/** All violations in a whole log, given the ids and last positions of the acknowledged appends. */
export function logViolations(log: readonly StoredEvent[], acknowledged: ReadonlyMap<string, bigint>): string[] {
  const found: string[] = [];
  const positions = new Map<string, bigint>();
  const revisions = new Map<string, number>();
  const commands = new Map<string, { of: number; stand: number }>();
  const about = new Map<string, string>();
  for (const [i, { position, record }] of log.entries()) {
    if (position !== BigInt(i + 1)) found.push(`position ${position} where ${i + 1} should be`);
    if (positions.has(record.id)) found.push(`twice ${record.id}`);
    positions.set(record.id, position);
    const next = (revisions.get(record.stream) ?? -1) + 1;
    if (record.revision !== next) found.push(`${record.stream} ${record.revision} where ${next} should be`);
    revisions.set(record.stream, record.revision);
    const command = commands.get(record.commandId) ?? { of: Number(record.data.of), stand: 0 };
    command.stand += 1;
    commands.set(record.commandId, command);
    const subject = JSON.stringify(record.data.about);
    if ((about.get(subject) ?? record.commandId) !== record.commandId) found.push(`done twice: ${subject}`);
    about.set(subject, record.commandId);
  }
  for (const [id, position] of acknowledged) {
    if (positions.get(id) !== position) found.push(`lost ${id}, acknowledged at ${position}`);
  }
  for (const [id, { of, stand }] of commands) if (of !== stand) found.push(`${stand} of ${of} records of ${id}`);
  return found;
}

/**
 * Appends one after another to a stream of its own, until told to stop or until an append fails. Calls back for each
 * answer.
 */
export async function keepAppending(
  store: Pick<EventStore, 'append'>,
  name: string,
  goOn: () => boolean,
  acknowledged: (id: string, position: bigint) => void,
  doubtful: (records: readonly EventRecord[]) => void = () => undefined,
): Promise<void> {
  const stream = newStream();
  let revision = -1;
  for (let n = 0; goOn(); n++) {
    const records = oracleRecords(stream, revision, 1 + (n % 3), `${name} ${n}`);
    try {
      const appended = await store.append(stream, revision, records);
      revision = appended.revision;
      acknowledged(records.at(-1)?.id ?? '', appended.position);
    } catch {
      doubtful(records);
      return;
    }
  }
}
