import pg from 'pg';
import type { EventRecord } from '#kernel/record';
import { recordText } from '#kernel/record';
import { concurrently, perSecond } from './measure.js';
import { benchPool, type Database } from './server.js';

/** A record ready to be inserted. */
export interface Prepared {
  readonly stream: string;
  readonly revision: number;
  readonly text: string;
}

export const prepared = (records: readonly EventRecord[]): Prepared[] =>
  records.map((record) => ({ stream: record.stream, revision: record.revision, text: recordText(record) }));

/**
 * The floor of every append: single-row INSERTs by a prepared statement, each a durable transaction of its own, into a
 * table with the columns, constraints and indexes of `log.events`. Nothing is checked, locked or numbered by the
 * database: the position is a counter of this program.
 */
export class InsertFloor {
  #position = 0;

  private constructor(private readonly clients: readonly pg.Client[]) {}

  static async open(database: Database, connections: number): Promise<InsertFloor> {
    const owner = benchPool(database.url, 1);
    await owner.query('create table if not exists public.floor_events (like log.events including all)');
    await owner.end();
    const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: database.url }));
    for (const client of clients) {
      client.on('error', () => undefined); // the next query on this connection gets the error
      await client.connect();
      await client.query('set synchronous_commit = on');
    }
    return new InsertFloor(clients);
  }

  /** Runs the INSERTs over the first `connections` connections. @returns inserts per second */
  async run(records: readonly Prepared[], connections: number): Promise<number> {
    const client = (i: number) => {
      const one = this.clients[i];
      if (!one) throw new RangeError(`the floor has ${this.clients.length} connections`);
      return one;
    };
    const insert = async (i: number, caller: number) => {
      const record = records[i];
      if (!record) return;
      await client(caller).query({
        name: 'floor_insert',
        text: 'insert into public.floor_events (position, stream, revision, record) values ($1, $2, $3, $4)',
        values: [++this.#position, record.stream, record.revision, record.text],
      });
    };
    return perSecond(records.length, () => concurrently(connections, records.length, insert));
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }
}
