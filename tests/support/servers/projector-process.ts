// A projector in a process of its own, which tests kill or freeze: `projector-process.ts URL STORY [STOP_AT] [KIND]`.
import { readFileSync } from 'node:fs';
import type { StreamId } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import type { StoredEvent } from '#platform/event-store/event-store';
import type { MoveCheckpoint } from '#platform/projections/writing/generation';
import { Runner } from '#platform/projections/running';
import { lampCatalog, lamps, notes } from '../worlds/lamps.js';
import { openReadPool } from './read-models.js';

const [url = '', story = '', stopAt = '-1', kind = 'fenced'] = process.argv.slice(2);

/** Freezes its own process once, after it has read the entry that a correction corrects, and before it writes. */
class FreezingStore extends MemoryEventStore {
  private frozen = false;
  override async read(stream: StreamId, from?: number, limit?: number): Promise<readonly StoredEvent[]> {
    const found = await super.read(stream, from, limit);
    if (!this.frozen && found.some(({ position }) => position >= BigInt(stopAt)) && stopAt !== '-1') {
      this.frozen = true;
      process.kill(process.pid, 'SIGSTOP');
    }
    return found;
  }
}

/** Planted fault: a runner that trusts its lock alone, without the fence. */
const unfenced: MoveCheckpoint = async (client, of, to) => {
  await client.query(
    'update read.checkpoints set position = $4, leaf = $5 where projection = $1 and version = $2 and generation = $3',
    [of.projection, of.version, of.generation, to.position, to.leaf],
  );
};

/**
 * Planted fault: rows and checkpoint in two transactions, the checkpoint first, slow enough to be killed in between.
 */
const apart: MoveCheckpoint = async (client, of, to) => {
  const other = await pool.connect();
  try {
    await unfenced(other, of, to);
  } finally {
    other.release();
  }
  await client.query('select pg_sleep(0.05)');
};

const pool = openReadPool(url);
const store = new FreezingStore();
for (const record of JSON.parse(readFileSync(story, 'utf8')) as EventRecord[])
  await store.append(record.stream, record.revision - 1, [record]);
const runner = new Runner({
  pool,
  store,
  catalog: lampCatalog,
  projections: [notes, lamps],
  batchSize: 20,
  leaseMs: 300,
  lookMs: 50,
  warn: (sentence, error) => {
    console.log(`${sentence}: ${error}`);
  },
  ...(kind === 'fenced' ? {} : { moveCheckpoint: kind === 'apart' ? apart : unfenced }),
});
runner.start();
console.log('started');
