import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { newStream, testRecord, testRecords } from '../support/records.js';
const url = process.argv[2] ?? '';
const store = new KurrentDbEventStore({ connectionString: url });
const t = async (name: string, n: number, f: () => Promise<unknown>) => {
  const a = performance.now();
  await f();
  const ms = performance.now() - a;
  console.log(name.padEnd(44), Math.round((n / ms) * 1000) + '/s', (ms / n).toFixed(2) + ' ms each');
};
await store.head();
const s1 = newStream();
await t('append alone, one stream', 300, async () => {
  for (const r of testRecords(s1, -1, 300)) await store.append(s1, r.revision - 1, [r]);
});
await t('append alone, new streams', 300, async () => {
  for (let i = 0; i < 300; i++) {
    const s = newStream();
    await store.append(s, -1, [testRecord(s, 0)]);
  }
});
await t('append, 32 at once', 3200, async () => {
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      const s = newStream();
      for (let i = 0; i < 100; i++) await store.append(s, i - 1, [testRecord(s, i)]);
    }),
  );
});
const lots = newStream();
await t('append, 500 a call', 20000, async () => {
  for (let i = 0; i < 40; i++) {
    const rs = testRecords(lots, i * 500 - 1, 500);
    await store.append(lots, i * 500 - 1, rs);
  }
});
await t('read a stream of 300, one after another', 50, async () => {
  for (let i = 0; i < 50; i++) await store.read(s1);
});
await t('read 1 event, one after another', 300, async () => {
  for (let i = 0; i < 300; i++) await store.read(s1, 5, 1);
});
await t('read a stream of 20000', 20000, () => store.read(lots));
await t('readAll 5000 a page', 23800, async () => {
  for (let after = 0n; ;) {
    const p = await store.readAll(after, 5000);
    const l = p.at(-1);
    if (!l) break;
    after = l.position;
  }
});
let batches = 0,
  n = 0;
await t('subscribe, catch-up', 23800, async () => {
  const c = new AbortController();
  for await (const b of store.subscribe(0n, c.signal)) {
    batches++;
    n += b.length;
    if (b.length === 0) c.abort();
  }
});
console.log('batches', batches, 'events', n);
await store.close();
console.log('closed', process.getActiveResourcesInfo().join());
