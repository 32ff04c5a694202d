import { describe, expect, it } from '@jest/globals';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { instant } from '#kernel/dates';
import { type LogEnd, LogEnds } from './log-end.js';

/** A database without rows. */
const nothing = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const second = (n: number) => new Date(Date.UTC(2026, 10, 29, 8, 0, n));

function leading() {
  const known: { end: LogEnd | null; acknowledged: bigint } = { end: null, acknowledged: 0n };
  const ends = new LogEnds(
    nothing,
    () => known.end,
    () => known.acknowledged,
  );
  const behind = async (served: bigint, at: number) => {
    const { positions, seconds, unseenSince } = await ends.behind(served, instant(second(at)));
    return [positions, seconds, unseenSince];
  };
  const seen = (position: bigint, at: number | null) => (known.end = { position, at: at === null ? null : second(at) });
  return { known, ends, behind, seen };
}

describe('the end of the log', () => {
  it('is what was seen, and never less than what this process has acknowledged', async () => {
    const { known, ends, seen } = leading();
    seen(7n, 1);
    expect(await ends.end()).toEqual({ position: 7n, at: second(1) });
    known.acknowledged = 9n;
    expect(await ends.end()).toEqual({ position: 9n, at: second(1) });
    known.acknowledged = 3n;
    expect((await ends.end()).position).toBe(7n);
  });

  it('is unknown when the log was never read', async () => {
    const { ends, behind } = leading();
    expect(await ends.end()).toEqual({ position: 0n, at: null });
    expect(await behind(0n, 5)).toEqual([0n, null, null]);
  });
});

describe('an answer', () => {
  it('has no lag when its tables are at the end of the log seen a moment ago', async () => {
    const { behind, seen } = leading();
    seen(7n, 10);
    expect([await behind(7n, 11), await behind(8n, 15)]).toEqual([
      [0n, 0, null],
      [0n, 0, null],
    ]);
  });

  it('is as of when the log was last seen, where that is more than a few seconds ago', async () => {
    const { behind, seen } = leading();
    seen(7n, 10);
    expect(await behind(7n, 52)).toEqual([0n, 42, second(10)]);
  });

  it('is as of the last time its tables were at the end, when the log has grown since', async () => {
    const { behind, seen } = leading();
    seen(7n, 10);
    await behind(7n, 10);
    seen(9n, 40);
    expect(await behind(7n, 41)).toEqual([2n, 31, null]);
    expect(await behind(9n, 41)).toEqual([0n, 0, null]);
  });

  it('lags behind positions that this process has acknowledged and the leader has not read yet', async () => {
    const { known, behind, seen } = leading();
    seen(7n, 10);
    await behind(7n, 10);
    known.acknowledged = 12n;
    expect(await behind(7n, 13)).toEqual([5n, 3, null]);
  });

  it('about the past is whole where the tables held all that was recorded by then', async () => {
    const { behind, seen } = leading();
    seen(7n, 30);
    await behind(7n, 30);
    seen(9n, 60);
    expect([await behind(7n, 29), await behind(7n, 45)]).toEqual([
      [0n, 0, null],
      [2n, 15, null],
    ]);
  });
});
