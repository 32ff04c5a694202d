import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { register } from '#features/organizations';
import { instant, type PlainDate, plainDate } from '#kernel/dates';
import { streamId, type Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { CommandHasher } from '#platform/commands/command-hash';
import { Executor } from '#platform/commands/execute';
import { PostgresCommandKeys } from '#platform/commands/postgres.command-keys';
import { type EventStore, NO_STREAM } from '#platform/event-store/event-store';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { InsertFloor, prepared } from './floors.js';
import { histories } from './histories.js';
import { type Contestant, concurrently, interleaved, perSecond } from './measure.js';
import type { Figure, Part } from './report.js';
import { type BenchServer, benchPool, type Database } from './server.js';

export const CALLERS = 32;
export const POOL_SIZE = 10; // connections of the product by default

/** Records of register histories, with the present recording time. */
export function freshRecords(log: Uuid, count: number, seed: number): EventRecord[] {
  const now = instant(new Date());
  return [...histories({ events: count, log, seed, recordedAt: () => now, clock: 'system', atATime: 256 })];
}

/** Appends the records in their order, with `callers` calls at the same time. */
export const appendAll = (store: EventStore, records: readonly EventRecord[], callers: number): Promise<void> =>
  concurrently(callers, records.length, async (i) => {
    const record = records[i];
    if (record) await store.append(record.stream, record.revision - 1, [record]);
  });

/** Registers that exist already, each with its cells. They get commands in turns. */
export class Wards {
  #n = 0;

  private constructor(
    private readonly executor: Executor,
    private readonly wards: readonly {
      readonly id: Uuid;
      readonly cells: readonly Uuid[];
      readonly today: PlainDate;
    }[],
  ) {}

  static async found(store: EventStore, pool: pg.Pool, log: Uuid, count: number): Promise<Wards> {
    const executor = new Executor({
      store,
      log,
      hasher: new CommandHasher(new PostgresCommandKeys(pool)),
      acceptsInjectedClock: false,
    });
    const wards = [];
    for (let seed = 0; seed < count; seed++) {
      const now = instant(new Date());
      const one = [
        ...histories({ events: 20, log, seed: -1 - seed, recordedAt: () => now, clock: 'system', atATime: 1 }),
      ];
      const [first] = one;
      if (!first) continue;
      await store.append(first.stream, NO_STREAM, one);
      const founded = one.map(({ data }) => data.organizationId as Uuid);
      wards.push({
        id: first.actor.organizationId ?? founded[0] ?? log,
        cells: founded.slice(9),
        today: plainDate(now.slice(0, 10)),
      });
    }
    return new Wards(executor, wards);
  }

  /** One command that records one event: the number of members of a cell. */
  async command(): Promise<void> {
    const n = this.#n++;
    const ward = this.wards[n % this.wards.length];
    const organizationId = ward?.cells[Math.floor(n / this.wards.length) % ward.cells.length];
    if (!ward || !organizationId) throw new RangeError('no ward to give a command to');
    const commandId = randomUUID() as Uuid;
    const actor = { id: ward.id, role: 'clerk', organizationId: ward.id, delegationId: null };
    await this.executor.execute(
      register,
      streamId(register.category, ward.id),
      {
        type: 'CountMembers',
        data: { organizationId, count: n % 1000, countedOn: ward.today, source: 'Báo cáo của chi bộ' },
      },
      { commandId, actor, correlationId: commandId, causationId: null, expectedRevision: null, facts: {} },
    );
  }
}

/** Rounds of appends to the store, of commands, and of raw INSERTs (the floor), each with the same number of events. */
async function rounds(
  { store, wards, floor, log }: { store: EventStore; wards: Wards; floor: InsertFloor; log: Uuid },
  { callers, count, seed, rounds }: { callers: number; count: number; seed: number; rounds: number },
) {
  const recordsOf = (round: number) => freshRecords(log, count, seed + round);
  const contestants: Contestant[] = [
    {
      name: 'floor',
      run: (round) => floor.run(prepared(recordsOf(round)), callers),
    },
    {
      name: 'store',
      run: (round) => {
        const records = recordsOf(round);
        return perSecond(count, () => appendAll(store, records, callers));
      },
    },
    {
      name: 'commands',
      run: () => perSecond(count, () => concurrently(callers, count, () => wards.command())),
    },
  ];
  return interleaved(contestants, rounds);
}

/** Durable appends and commands of one event, beside raw single-row INSERTs of the same records. */
export async function append(server: BenchServer): Promise<Part> {
  const database: Database = await server.database('bench_append');
  const pool = benchPool(database.appUrl, POOL_SIZE);
  const store = new PostgresEventStore({ pool, listenUrl: database.appUrl });
  const floor = await InsertFloor.open(database, CALLERS);
  try {
    const log = randomUUID() as Uuid;
    const wards = await Wards.found(store, pool, log, 200);
    await server.settle();
    const measured = { store, wards, floor, log };
    const together = await rounds(measured, { callers: CALLERS, count: 6000, seed: 1000, rounds: 5 });
    const alone = await rounds(measured, { callers: 1, count: 1500, seed: 2000, rounds: 5 });
    const figure = (name: string, of: typeof together, contestant: string, atLeast: number): Figure => ({
      figure: name,
      unit: 'events/s',
      product: of.get(contestant) ?? [],
      floor: of.get('floor') ?? [],
      goal: { atLeast },
    });
    const { rows } = await pool.query<{ bytes: number }>(
      'select avg(octet_length(record))::integer as bytes from log.events',
    );
    return {
      figures: [
        figure('append, 32 callers', together, 'store', 1.5),
        figure('command, 32 callers', together, 'commands', 1.5),
        figure('append, alone', alone, 'store', 0.7),
        figure('command, alone', alone, 'commands', 0.7),
      ],
      notes: [
        `append: PostgresEventStore.append of one record; command: Executor.execute of CountMembers on 200 registers. Records have ${rows[0]?.bytes ?? 0} bytes on average.`,
        'Their floor: single-row autocommit INSERTs of the same record texts by a prepared pg statement, one per connection (32 or 1), into a table like log.events with its indexes.',
      ],
    };
  } finally {
    await floor.close();
    await store.close();
    await pool.end();
    await server.drop(database);
  }
}
