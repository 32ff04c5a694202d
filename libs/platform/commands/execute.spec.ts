import { beforeEach, describe, expect, it } from '@jest/globals';
import { Conflict, StreamSetAside } from '#platform/event-store/event-store';
import { aCounter, add, counter, envelope, executorOn, log, take } from '../../../tests/support/worlds/counter.js';
import { randomId } from '../../../tests/support/worlds/records.js';
import { type Envelope, KeyReused, StaleRevision } from './envelope.js';
import { SYSTEM } from './store-declaration.js';

describe('a command', () => {
  let { store, executor, stream, run, total } = aCounter();
  beforeEach(() => {
    ({ store, executor, stream, run, total } = aCounter());
  });

  it('is recorded with who, when, why and in answer to what', async () => {
    const sent = envelope({ causationId: randomId() });
    const receipt = await executor.execute(counter, stream, add(3), sent);
    const [stored] = await store.read(stream);
    expect(stored?.record).toMatchObject({
      v: 1,
      log,
      stream,
      revision: 0,
      type: 'Added',
      schema: 1,
      clock: 'system',
      data: { n: 3 },
      commandId: sent.commandId,
      causationId: sent.causationId,
      correlationId: sent.correlationId,
      actor: SYSTEM,
    });
    expect(receipt).toMatchObject({
      stream,
      revision: 0,
      eventIds: [stored?.record.id],
      position: stored?.position,
      repeated: false,
    });
  });

  it('that comes again is answered with its first receipt and written once', async () => {
    const commandId = randomId();
    const first = await run(add(3), { commandId });
    await run(add(1));
    expect(await run(add(3), { commandId }, executorOn(store))).toEqual({ ...first, repeated: true });
    expect(await total()).toBe(4);
  });

  it('that comes again is known before If-Match is looked at', async () => {
    const sent = { commandId: randomId(), expectedRevision: -1 };
    await run(add(3), sent);
    expect(await run(add(3), sent)).toMatchObject({ repeated: true });
  });

  it('is refused where something of its record was set aside, and so is whoever asks for its history', async () => {
    await run(add(3));
    const what = { kind: 'missingEvents', stream, revision: '1', event: null, positions: null } as const;
    store.setAside([what]);
    await expect(run(add(4))).rejects.toThrow(StreamSetAside);
    await expect(executor.history(counter, stream)).rejects.toThrow(StreamSetAside);
    store.setAside([]);
    await run(add(4));
    expect(await total()).toBe(7);
  });

  it('is refused under the key of another command', async () => {
    const commandId = randomId();
    await run(add(3), { commandId });
    await expect(run(add(4), { commandId })).rejects.toThrow(KeyReused);
  });

  it('sent ten times at once is written once', async () => {
    const commandId = randomId();
    const receipts = await Promise.all(Array.from({ length: 10 }, () => run(add(3), { commandId })));
    expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await total()).toBe(3);
  });

  it('that has nothing to add is answered with where the stream stands', async () => {
    const { position } = await run(add(3));
    expect(await run(add(0))).toMatchObject({ revision: 0, eventIds: [], position, repeated: false });
    expect(store.appends).toBe(1);
  });

  it('of 32 on one revision wins alone; the others hear which revision stands', async () => {
    await run(add(1));
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => run(add(1), { expectedRevision: 0 })));
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ name: StaleRevision.name, expected: 0, actual: 1 });
  });

  it('does not wait for the disk of those before it', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    store.fault = async (_, really) => gate.then(really);
    const commands = Array.from({ length: 50 }, (_, i) => run(i === 0 ? add(100) : take(1)));
    while (store.appends < 50) await new Promise(setImmediate);
    open();
    expect((await Promise.all(commands)).map(({ revision }) => revision)).toEqual(commands.map((_, i) => i));
    expect(await total()).toBe(51);
  });

  it('is decided on what another process has written meanwhile', async () => {
    const other = executorOn(store);
    await run(add(1));
    await run(add(9), {}, other);
    expect(await run(take(10))).toMatchObject({ revision: 2 });
    await expect(run(take(1), {}, other)).rejects.toMatchObject({ code: 'Empty' });
    await run(add(1));
    expect(await run(take(1), { expectedRevision: 3 }, other)).toMatchObject({ revision: 4 });
  });

  it('is not refused for a state that another process has changed, though one is sent at the same time', async () => {
    await run(add(1));
    await run(add(9), {}, executorOn(store));
    const [taken, added] = await Promise.all([run(take(10)), run(add(1))]);
    expect([taken.revision, added.revision].sort()).toEqual([2, 3]);
  });

  it('that loses every race is told of the conflict', async () => {
    store.fault = () => Promise.reject(new Conflict(stream, -1, 4));
    await expect(run(add(1))).rejects.toThrow(Conflict);
  });

  it('may bring its own recording time into a DEMO store only', async () => {
    const recordedAt = '2026-01-22T02:00:00.000Z' as Envelope['recordedAt'] & string;
    await expect(run(add(1), { recordedAt })).rejects.toThrow('DEMO');
    await run(add(1), { recordedAt }, executorOn(store, true));
    expect((await store.read(stream))[0]?.record).toMatchObject({ recordedAt, clock: 'injected' });
  });
});
