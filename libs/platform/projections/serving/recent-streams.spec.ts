import { describe, expect, it } from '@jest/globals';
import type { StreamId } from '#kernel/ids';
import { RecentStreams } from './recent-streams.js';

const event = (position: number) => ({ position: BigInt(position), stream: `lamp-${position % 7}` as StreamId });
const events = (after: number, upTo: number) => Array.from({ length: upTo - after }, (_, i) => event(after + i + 1));

function of(...batches: readonly (readonly [after: number, upTo: number])[]) {
  const recent = new RecentStreams();
  for (const [after, upTo] of batches) recent.passed(BigInt(after), events(after, upTo));
  return (after: number, upTo: number) => recent.between(BigInt(after), BigInt(upTo));
}
const streams = (after: number, upTo: number) => [...new Set(events(after, upTo).map(({ stream }) => stream))];

describe('the streams of recent events', () => {
  it('are those of the events between two positions, each once', () => {
    const between = of([0, 10], [10, 12]);
    expect([between(0, 12), between(8, 11), between(12, 12)]).toEqual([streams(0, 12), streams(8, 11), []]);
    expect(between(0, 12)).toHaveLength(7);
  });

  it('are unknown before and after the part of the log that was read', () => {
    const between = of([5, 10]);
    expect([between(4, 10), between(5, 11), between(5, 10)]).toEqual([null, null, streams(5, 10)]);
  });

  it('are unknown across a gap', () => {
    const between = of([0, 10], [20, 30]);
    expect([between(0, 30), between(15, 30), between(5, 10)]).toEqual([null, null, null]);
    expect(between(20, 30)).toEqual(streams(20, 30));
  });

  it('survive a replica that is further behind, and are listed once when batches overlap', () => {
    const between = of([20, 30], [0, 10], [10, 25], [25, 33]);
    expect([between(20, 33), between(19, 33)]).toEqual([streams(20, 33), null]);
  });

  it('cover the last five hundred events', () => {
    const between = of([0, 400], [400, 700], [700, 701]);
    expect([between(200, 701), between(201, 701)]).toEqual([null, streams(201, 701)]);
  });
});
