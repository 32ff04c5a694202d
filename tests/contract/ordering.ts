import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

/** An adapter that writes and follows a log, driven transaction by transaction. */
export interface OrderingAdapter {
  readonly name: string;
  /** Whether the adapter promises positions without gaps. */
  readonly gapless: boolean;
  /** Writes one event in the transaction that is open on this connection; the call may wait for other writers. */
  readonly write: (client: PoolClient, id: string) => Promise<void>;
  /** A reader from the beginning; each call returns the events that are new to it. */
  readonly follow: () => () => Promise<readonly Delivered[]>;
}

export interface Delivered {
  readonly position: bigint;
  readonly id: string;
}

type Ending = 'commit' | 'rollback' | 'terminate';

/**
 * Runs writers through orders of begin, write and end in which readers of a log are known to fail. @returns the events
 * that a reader missed, got twice or got out of order; empty if the adapter is correct
 *
 * @param writers connections of the writers; @param admin a connection that may end the others
 */
export async function orderingSuite(adapter: OrderingAdapter, writers: Pool, admin: Pool): Promise<string[]> {
  const violations: string[] = [];
  for (const ending of ['commit', 'rollback', 'terminate'] as const)
    violations.push(...(await slowWriter(adapter, writers, admin, ending)));
  violations.push(...(await crossedWriters(adapter, writers, admin)));
  return violations;
}

let count = 0;
const ids = (name: string, n: number) => Array.from({ length: n }, () => `${name}-${++count}`);

class Run {
  readonly committed = new Set<string>();
  readonly seen: Delivered[] = [];
  readonly #poll: () => Promise<readonly Delivered[]>;

  constructor(
    private readonly adapter: OrderingAdapter,
    private readonly writers: Pool,
    private readonly admin: Pool,
  ) {
    this.#poll = adapter.follow();
  }

  async begin(): Promise<PoolClient> {
    const client = await this.writers.connect();
    client.on('error', () => undefined);
    await client.query('begin');
    return client;
  }

  async end(client: PoolClient, ending: Ending, id: string): Promise<void> {
    if (ending === 'terminate') {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      await this.admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    } else {
      await client.query(ending);
      if (ending === 'commit') this.committed.add(id);
    }
    client.release(true);
  }

  async append(id: string): Promise<void> {
    const client = await this.begin();
    await this.adapter.write(client, id);
    await this.end(client, 'commit', id);
  }

  async poll(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      this.seen.push(...(await this.#poll()));
      await sleep(20);
    }
  }

  /** Reads until the reader gets this event, if it is committed; a hundred times at most. */
  async pollFor(id: string): Promise<void> {
    const given = () => this.seen.some((event) => event.id === id);
    for (let i = 0; i < 100 && this.committed.has(id) && !given(); i++) await this.poll(1);
  }

  async violations(scenario: string): Promise<string[]> {
    for (let i = 0; i < 25 && [...this.committed].some((id) => !this.seen.some((event) => event.id === id)); i++)
      await this.poll(1);
    await this.poll(3);
    const delivered = this.seen.map(({ id }) => id);
    const found = [
      ...[...this.committed].filter((id) => !delivered.includes(id)).map((id) => `lost ${id}`),
      ...delivered.filter((id, i) => delivered.indexOf(id) !== i).map((id) => `twice ${id}`),
      ...delivered.filter((id) => !this.committed.has(id)).map((id) => `never committed ${id}`),
      ...this.seen
        .filter(({ position }, i) => position <= (this.seen[i - 1]?.position ?? 0n))
        .map(({ id }) => `late ${id}`),
    ];
    if (this.adapter.gapless)
      found.push(
        ...this.seen
          .filter(({ position }, i) => i > 0 && position !== (this.seen[i - 1]?.position ?? 0n) + 1n)
          .map(({ position }) => `hole before ${position}`),
      );
    return found.map((what) => `${this.adapter.name}, ${scenario}: ${what}`);
  }
}

/** One writer has drawn its number and does not commit, while five others write and a reader reads twenty times. */
async function slowWriter(adapter: OrderingAdapter, writers: Pool, admin: Pool, ending: Ending): Promise<string[]> {
  const run = new Run(adapter, writers, admin);
  await run.poll(1);
  run.seen.length = 0; // forgets what earlier scenarios wrote
  for (const id of ids('before', 3)) await run.append(id);
  const [slow = ''] = ids('slow', 1);
  const client = await run.begin();
  await adapter.write(client, slow);
  const others = ids('other', 5).map((id) => run.append(id));
  await run.poll(20);
  await run.end(client, ending, slow);
  await Promise.all(others);
  for (const id of ids('after', 2)) await run.append(id);
  return run.violations(`slow writer, ${ending}`);
}

/** The older transaction draws the later number, and commits while the younger transaction is still open. */
async function crossedWriters(adapter: OrderingAdapter, writers: Pool, admin: Pool): Promise<string[]> {
  const run = new Run(adapter, writers, admin);
  await run.poll(1);
  run.seen.length = 0;
  const [olderId = '', youngerId = ''] = ids('crossed', 2);
  const older = await run.begin();
  await older.query('select pg_current_xact_id()');
  const younger = await run.begin();
  await adapter.write(younger, youngerId);
  const olderDone = adapter.write(older, olderId).then(() => run.end(older, 'commit', olderId));
  await run.poll(10);
  // A reader that uses snapshots sees the event only if no older transaction runs in any database of the server.
  await run.pollFor(olderId);
  await run.end(younger, 'commit', youngerId);
  await olderDone;
  return run.violations('crossed writers');
}
