import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Chance } from '../bench/chance.js';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { rounds } from '../support/rounds.js';
import { CutAppends } from './cut-appends.js';
import { followWithoutEnd } from './kurrentdb-naive.js';
import { AppendJudge } from './whole-appends-judge.js';
import { Ward } from './whole-appends-product.js';
import { Asking } from './whole-appends-questions.js';

/** Answers to judge for each of the four ways to run the product; 10,000 in total in the full run. */
const ANSWERS = rounds(2_500);
const BACKLOG = rounds(260, 100);

const opened: { close(): Promise<unknown> }[] = [];
const open = <T extends { close(): Promise<unknown> }>(one: T): T => {
  opened.push(one);
  return one;
};
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const chance = () => new Chance(20_261_129);
async function started(environment: Record<string, string>) {
  const ward = await Ward.start(environment, chance());
  open(ward.api);
  return { ward, asking: await Asking.of(ward, chance()) };
}

/** Sends queries while others record, and judges all answers. */
async function interrogated(ward: Ward, asking: Asking, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  const end = new AbortController();
  const others = [ward.keepRecording(end.signal), asking.prepare(end.signal), meanwhile()];
  await asking.many(ANSWERS);
  end.abort();
  await Promise.all(others);
  return judged(ward, asking);
}

async function judged(ward: Ward, { answers, refused }: Asking) {
  const judge = await AppendJudge.of(ward.api.api.platform.store);
  const periods = judge.periods();
  const all = answers.concat(periods);
  const [inside, halves] = [judge.inside(all), judge.halves(all)];
  if (ANSWERS >= 2_500)
    console.info(
      `${expect.getState().currentTestName ?? ''}: ${answers.length} answers and ${periods.length} periods of ${judge.log.length} events, ${inside.length} inside an append, ${halves.length} of half an append`,
    );
  return { judge, answers, periods, inside, halves, refused };
}

const NOTHING = { refused: [], inside: [], halves: [], misnamed: [] };
type Judged = Awaited<ReturnType<typeof judged>>;
const wrong = ({ refused, inside, halves, judge }: Judged) => ({ refused, inside, halves, misnamed: judge.misnamed() });

describe('on PostgreSQL an answer contains an append whole or not at all', () => {
  it('if the API runs the projections', async () => {
    const { ward, asking } = await started({});
    const seen = await interrogated(ward, asking);
    expect(wrong(seen)).toEqual(NOTHING);
    expect(seen.periods.length).toBeGreaterThan(0);
    const kinds = seen.answers.map(({ kind }) => kind);
    for (const kind of ['coverage', 'coverage after', 'coverage knownAt', 'stream']) expect(kinds).toContain(kind);
    for (const kind of ['front page', 'history', 'engagement', '/api/'])
      expect(kinds.filter((one) => one.startsWith(kind))).not.toEqual([]);
    expect(ward.unanswered).toBe(0);
  });

  it('if a worker starts late with a backlog during a rebuild; but not if batches end anywhere: the planted fault', async () => {
    const { ward, asking } = await started({ PROJECTIONS: 'off' });
    await ward.backlog(BACKLOG);
    const worker = await ward.worker();
    let rebuilt: number | undefined;
    const seen = await interrogated(ward, asking, async () => {
      rebuilt = await ward.rebuild('engagements');
    });
    expect(wrong(seen)).toEqual(NOTHING);
    expect(rebuilt).toBe(0);
    await worker.close();

    await ward.backlog(60);
    open(await ward.worker((store) => new CutAppends(store, 5)));
    const cut = await Asking.of(ward, chance());
    const end = new AbortController();
    const recording = ward.keepRecording(end.signal);
    await cut.many(50);
    end.abort();
    await recording;
    const { inside, halves } = await judged(ward, cut);
    expect(inside.length).toBeGreaterThan(0);
    expect(halves.length).toBeGreaterThan(0);
  });
});

describe('on KurrentDB, which shows the events of an append one by one, an answer contains it whole or not at all', () => {
  let server: StandIn;
  const place = () => ({ EVENT_STORE: 'kurrentdb', KURRENTDB_URL: server.url });
  beforeEach(async () => {
    server = open(await standInServer());
  });

  /** Like `interrogated`, with a bare client that must see parts of appends; otherwise the test shows nothing. */
  async function interrogatedInParts(ward: Ward, asking: Asking) {
    await server.faults.set({ pauseInsideAppends: 1 });
    const bare = followWithoutEnd(server.url, 'mc_');
    const shown: number[] = [];
    const looking = setInterval(() => shown.push(bare.ids.length), 20);
    const seen = await interrogated(ward, asking);
    clearInterval(looking);
    await bare.stop();
    const { log } = seen.judge;
    expect(shown.filter((count) => count > 0 && !seen.judge.isEnd(log[count - 1]?.position ?? 0n))).not.toEqual([]);
    return seen;
  }

  it('if a worker runs the projections', async () => {
    const { ward, asking } = await started({ ...place(), PROJECTIONS: 'off' });
    open(await ward.worker());
    const seen = await interrogatedInParts(ward, asking);
    expect(wrong(seen)).toEqual(NOTHING);
    expect(seen.periods.length).toBeGreaterThan(0);
  });

  it('if the API runs them, also when the server is killed inside an append, while it is down, and after the restart', async () => {
    const { ward, asking } = await started(place());
    expect(wrong(await interrogatedInParts(ward, asking))).toEqual(NOTHING);
    const before = asking.answers.length;
    for (let death = 0; death < 3; death++) {
      await server.faults.set({ pauseInsideAppends: 2, dieInsideAppend: 20 });
      const recorded = ward.record(61).catch(() => undefined);
      const over = new AbortController();
      const asked = asking.many(Infinity, over.signal);
      await server.gone();
      await sleep(500);
      await server.restart();
      await recorded;
      await ward.record(3);
      await ward.caughtUp();
      over.abort();
      await asked;
    }
    expect(wrong(await judged(ward, asking))).toEqual(NOTHING);
    expect(asking.answers.length - before).toBeGreaterThan(20);
  });
});
