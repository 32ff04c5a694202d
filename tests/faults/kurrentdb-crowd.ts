// A separate program, whose warnings are checked: many reads and subscriptions of one store at once, some over a lost connection.
import { BEGINNING } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { appended, following, until } from './kurrentdb-follower.js';

const [url = ''] = process.argv.slice(2);
const warnings: string[] = [];
process.on('warning', ({ name }) => warnings.push(name));
const store = new KurrentDbEventStore({ connectionString: url, log: () => undefined });
const { stream } = await appended(store, 2);
const followers = Array.from({ length: 40 }, () => following(store));
await until(() => followers.every((one) => one.caughtUp() > 0));
for (let round = 0; round < 3; round++) {
  await Promise.all(Array.from({ length: 100 }, () => store.read(stream)));
  await Promise.all(Array.from({ length: 100 }, () => store.readAll(BEGINNING, 1)));
  process.send?.('lose the connection');
  await until(() => followers.every((one) => one.caughtUp() > round + 1));
}
for (const one of followers) await one.stop();
await store.close();
process.send?.(warnings);
process.disconnect();
