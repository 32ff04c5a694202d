import { startApi } from './programs.js';
import type { Part } from './report.js';
import type { BenchServer, Database } from './server.js';

/** Memory of the API after it has built all read models of a long log; the projections run inside the API. */
export async function memory(server: BenchServer, log: Database, events: number, isBound: boolean): Promise<Part> {
  const database = await server.database('bench_memory', log);
  const api = await startApi(database, server.folder);
  try {
    const used = api.memory();
    if (!used) throw new Error('this system does not tell the memory of a process');
    const figure = `resident memory after a rebuild of ${events.toLocaleString('en-US')} events`;
    return {
      figures: [
        { figure, unit: 'MB', product: [used.now], floor: null, goal: isBound ? { atMost: 400 } : null },
        { figure: 'at most on the way', unit: 'MB', product: [used.peak], floor: null, goal: null },
      ],
      notes: [
        `Memory: VmRSS and VmHWM of the API with projections inside, ready ${api.startedIn.toFixed(0)} s after its start on a log without read models.` +
          (isBound ? '' : ' The goal of 400 MB is for 1,000,000 events (--full).'),
      ],
    };
  } finally {
    await api.stop();
    await server.drop(database);
  }
}
