import { randomUUID } from 'node:crypto';
import { eventStoreContract } from '#platform/event-store/event-store.contract';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { StandInServer } from './kurrentdb/server.js';

/** A new prefix for every run: a real server keeps the events of earlier runs. */
const prefix = (): string => `mc_${randomUUID().slice(0, 8)}_`;

eventStoreContract('kurrentdb, the stand-in', async () => {
  const server = new StandInServer();
  await server.start();
  const options = { connectionString: server.url, prefix: prefix() };
  const store = new KurrentDbEventStore(options);
  return {
    store,
    reopen: () => Promise.resolve(new KurrentDbEventStore(options)),
    close: async () => {
      await store.close();
      server.stop();
    },
  };
});

const { KURRENTDB_URL: url } = process.env;
if (url)
  eventStoreContract('kurrentdb, a real server', () => {
    const options = { connectionString: url, prefix: prefix() };
    const store = new KurrentDbEventStore(options);
    return Promise.resolve({
      store,
      reopen: () => Promise.resolve(new KurrentDbEventStore(options)),
      close: () => store.close(),
    });
  });
