import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LogReplaced } from '#platform/event-store/log-watch';
import { CoverageApi, type Query } from '../../tests/support/worlds/coverage-api.js';

let of: CoverageApi;
beforeAll(async () => {
  of = await CoverageApi.start();
  await of.term();
  await caughtUp(of);
});
afterAll(() => of.close());

/** The stream serves what the read models hold. So each test waits until they hold everything recorded. */
const caughtUp = ({ ward }: CoverageApi) => ward.ask('/api/coverage');

const Told = z.looseObject({ covered: z.int(), total: z.int(), provisional: z.boolean(), asOf: z.string() });
type Told = z.output<typeof Told>;

/** Reads the stream as a browser does. */
class Reader {
  #held = '';
  readonly #leave = new AbortController();
  #chunks: AsyncIterator<Uint8Array> | undefined;
  readonly #decoder = new TextDecoder();

  async open(api: CoverageApi, query: Query = {}, headers: Record<string, string> = {}): Promise<this> {
    const address = new URL(api.url('/stream', query), api.ward.api.api.address);
    const response = await fetch(address, {
      headers: { ...api.ward.api.tester, ...headers },
      signal: this.#leave.signal,
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    this.#chunks = response.body?.values();
    return this;
  }

  /** The next figures, skipping heartbeats; null if the stream has ended. */
  async figures(): Promise<{ readonly id: string; readonly told: Told } | null> {
    for (;;) {
      const end = this.#held.indexOf('\n\n');
      if (end < 0) {
        const chunk = await this.#chunks?.next();
        if (!chunk || chunk.done) return null;
        this.#held += this.#decoder.decode(chunk.value, { stream: true });
        continue;
      }
      const fields = this.#held.slice(0, end).split('\n');
      this.#held = this.#held.slice(end + 2);
      const field = (name: string) => fields.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
      if (field('event') === 'figures') return { id: field('id'), told: Told.parse(JSON.parse(field('data'))) };
    }
  }

  leave(): void {
    this.#leave.abort();
  }
}

/** The id of an event is a position and a day. */
const positionIn = (one: { readonly id: string } | null): bigint => BigInt(one?.id.split('/')[0] ?? 0);

/** Moves the log without changing any figure. */
const irrelevant = (count: number) =>
  of.ward.record(`/api/organizations/${of.base}/member-counts`, { count, countedOn: '2026-01-05' });
const inspected = (id: string | undefined) => of.work('INSP_DUES', [id], '2026-03-02');

describe('the stream of figures', () => {
  it('sends the figures at once, and again when a new entry changes them', async () => {
    const reader = await new Reader().open(of);
    const first = await reader.figures();
    expect(first?.told).toMatchObject({ covered: 0, total: 6, provisional: true, rule: { name: 'Mặc định' } });
    await inspected(of.ward.cells[0]);
    const next = await reader.figures();
    expect(next?.told).toMatchObject({ covered: 1, total: 6, counters: { engagements: 1 } });
    expect(positionIn(next)).toBeGreaterThan(positionIn(first));
    reader.leave();
  });

  it('sends nothing when an entry changes no figure', async () => {
    const reader = await new Reader().open(of);
    const first = await reader.figures();
    await irrelevant(12);
    const counted = of.ward.last;
    await caughtUp(of);
    await inspected(of.ward.cells[1]);
    const next = await reader.figures();
    expect(next?.told.covered).toBe((first?.told.covered ?? 0) + 1);
    expect(positionIn(next)).toBeGreaterThan(BigInt(counted));
    reader.leave();
  });

  it('sends nothing to a reader that reconnects at the current position, until a figure changes', async () => {
    const before = await new Reader().open(of);
    const seen = await before.figures();
    before.leave();
    const reader = await new Reader().open(of, {}, { 'last-event-id': seen?.id ?? '' });
    await inspected(of.ward.cells[2]);
    expect((await reader.figures())?.told.covered).toBe((seen?.told.covered ?? 0) + 1);
    reader.leave();
  });

  it('sends the figures at once to a reader that reconnects at an older position', async () => {
    const before = await new Reader().open(of);
    const seen = await before.figures();
    before.leave();
    await irrelevant(13);
    await caughtUp(of);
    const reader = await new Reader().open(of, {}, { 'last-event-id': seen?.id ?? '' });
    const told = await reader.figures();
    expect([told?.told, told?.id === seen?.id]).toEqual([seen?.told, false]);
    reader.leave();
  });

  it('sends the figures at once to a reader that reconnects on another day, without new entries', async () => {
    const before = await new Reader().open(of);
    const seen = await before.figures();
    before.leave();
    const yesterday = `${positionIn(seen)}/2026-01-01`;
    const reader = await new Reader().open(of, {}, { 'last-event-id': yesterday });
    expect(await reader.figures()).toEqual(seen);
    reader.leave();
  });

  it('answers for the denominator and the scope requested', async () => {
    for (const [query, total] of [
      [{ denominator: 'DIRECT' }, 4],
      [{ scope: of.base }, 2],
    ] as const) {
      const reader = await new Reader().open(of, query);
      expect((await reader.figures())?.told.total).toBe(total);
      reader.leave();
    }
  });

  it('does not begin if the question is wrong: the answer is a problem that names each wrong field', async () => {
    const notFound = (field: string) => ({ in: 'query', field, code: 'not-found' });
    expect(await of.objection({ scope: randomUUID() }, '/stream')).toEqual(notFound('scope'));
    expect(await of.objection({ term: randomUUID() }, '/stream')).toEqual(notFound('term'));
    expect((await of.objection({ asOf: '2026-01-01' }, '/stream')).field).toBe('asOf'); // the stream serves only today
  });

  it('ends when the server stops, which does not wait for its readers', async () => {
    const api = await CoverageApi.start();
    await api.term();
    await caughtUp(api);
    const readers = [await new Reader().open(api), await new Reader().open(api)];
    for (const reader of readers) expect((await reader.figures())?.told.total).toBe(6);
    await api.close();
    expect(await Promise.all(readers.map((reader) => reader.figures()))).toEqual([null, null]);
  });

  it('ends when the log is in trouble, and answers the next connection with the reason', async () => {
    const reader = await new Reader().open(of);
    expect(await reader.figures()).not.toBeNull();
    const { watch } = of.ward.api.api.platform.keeper;
    await irrelevant(14); // a push is due soon
    watch.raise(new LogReplaced([{ position: 1n, leaf: 'a'.repeat(64) }]));
    expect(await reader.figures()).toBeNull();
    expect(await of.ward.api.get(of.url('/stream'))).toMatchObject({ status: 503, json: { code: 'log-replaced' } });
    watch.settle();
    const again = await new Reader().open(of);
    expect(await again.figures()).not.toBeNull();
    again.leave();
  });
});
