import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { z } from 'zod';
import type { Uuid } from '#kernel/ids';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { appendAll, CALLERS, freshRecords } from './append.js';
import { interleaved, perSecond } from './measure.js';
import { startProgram } from './programs.js';
import type { Part } from './report.js';

/** Appends through the KurrentDB adapter to the stand-in server of the contract tests: what adapter and client cost. */
export async function kurrentdb(): Promise<Part> {
  const server = startProgram('tests/contract/kurrentdb/serve', {}, ['0']);
  let store: KurrentDbEventStore | undefined;
  try {
    const answer = Promise.race([
      once(server, 'message'),
      once(server, 'exit').then(() => Promise.reject(new Error('the stand-in server ended'))),
    ]);
    const { url } = z.object({ url: z.string() }).parse((await answer)[0]);
    const opened = new KurrentDbEventStore({ connectionString: url });
    store = opened;
    const log = randomUUID() as Uuid;
    const append = (callers: number, count: number) => (round: number) => {
      const records = freshRecords(log, count, callers * 10_000 + round);
      return perSecond(count, () => appendAll(opened, records, callers));
    };
    const measured = await interleaved(
      [
        { name: '32 callers', run: append(CALLERS, 300) },
        { name: 'alone', run: append(1, 60) },
      ],
      5,
    );
    return {
      figures: [...measured].map(([name, product]) => ({
        figure: `append to KurrentDB (stand-in), ${name}`,
        unit: 'events/s',
        product,
        floor: null,
        goal: null,
      })),
      notes: ['KurrentDB: a stand-in that keeps everything in memory, in a process of its own; reported, not bound.'],
    };
  } finally {
    await store?.close();
    server.kill();
  }
}
