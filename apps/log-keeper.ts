import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Uuid } from '#kernel/ids';
import type { Executor } from '#platform/commands/execute';
import { type Gone, ownStream, storeDeclaration } from '#platform/commands/store-declaration';
import { type EventStore, IntegrityAlarm, type Strange, strangeKey } from '#platform/event-store/event-store';
import { LogReplaced, type LogTrouble, LogWatch, type Mark } from '#platform/event-store/log-watch';
import { WatchedEventStore } from '#platform/event-store/watched.event-store';
import { assertSameLog, goneFrom, knownBetween, marksOf, resetReadModels } from '#platform/projections/running';
import { type Sentence, StartRefused } from '#platform/start-refused';

/** Most streams that an act names: it is kept for ever. */
const MOST_STREAMS = 500;

export interface KeepingTimes {
  /** How often tables and log are compared by a program that keeps none of the tables. */
  readonly compareMs: number;
  /** How often it is asked whether anybody has taken something away, and, while a trouble stands, whether it still does. */
  readonly lookMs: number;
}
const TIMES: KeepingTimes = { compareMs: 3_600_000, lookMs: 3_000 };

/**
 * Whether the log is the one that the tables were made of, and holds nothing strange; and what two persons decided where
 * it does not. One for each program, around its store.
 */
export class LogKeeper {
  readonly watch = new LogWatch();
  readonly store: EventStore;
  /** Streams of which something was set aside, so that nobody knows all of them. */
  setAsideStreams: readonly string[] = [];
  private own: { readonly log: Uuid; readonly executor: Executor } | null = null;
  private compared = -Infinity;
  /** One settles at a time. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    /** The store itself, whatever trouble stands: for whoever looks at it, never for what is served or recorded. */
    readonly raw: EventStore,
    private readonly pool: Pool,
    private readonly times: KeepingTimes = TIMES,
  ) {
    const { category: ownCategory } = storeDeclaration;
    this.store = new WatchedEventStore(raw, {
      watch: this.watch,
      ownCategory,
      compare: () => this.compare(),
      explain: (alarm) => this.explained(alarm),
    });
  }

  /**
   * Whether the tables beside the log are of this log, before anything is written.
   *
   * @param log null for an empty log
   * @throws StartRefused
   */
  async assertOwnTables(log: Uuid | null): Promise<void> {
    const { rows } = await this.pool.query<{ log: Uuid | null }>('select log from read.log');
    const of = rows[0]?.log ?? null;
    if (of !== null && of !== log) throw tablesOfOtherStore(log === null);
  }

  /**
   * What was decided before is heeded, then tables and log are compared. A trouble that nobody has settled stands in `watch`.
   *
   * @throws Unavailable
   */
  async begin(log: Uuid, executor: Executor): Promise<void> {
    this.own = { log, executor };
    await this.pool.query('update read.log set log = $1 where log is null', [log]);
    const trouble = await this.left(null);
    if (trouble) this.watch.raise(trouble);
  }

  /** Looks and compares now and then, until what is returned is called. */
  looking(): () => Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    const running = (async () => {
      for (;;) {
        await sleep(this.times.lookMs, undefined, { signal, ref: false }).catch(() => undefined);
        if (signal.aborted) return;
        await this.look().catch(() => undefined); // what keeps it from looking passes
      }
    })();
    return async () => {
      over.abort();
      await running;
    };
  }

  /**
   * An act was recorded, here or by another program, or somebody has mended the log: where the trouble that stands is
   * settled, everything goes on; where another one is left, that stands from now on.
   */
  acted(): Promise<void> {
    const acted = this.turn.then(async () => {
      const { trouble } = this.watch;
      if (!trouble) return;
      const left = await this.left(trouble);
      if (this.watch.trouble !== trouble || isSame(left, trouble)) return;
      if (trouble instanceof LogReplaced) {
        this.own?.executor.forget();
        this.raw.forget();
      }
      this.watch.settle(left);
    });
    this.turn = acted.catch(() => undefined);
    return acted;
  }

  /** What the tables know and the log does not have; null where they agree. */
  async gone(): Promise<Gone | null> {
    if (!(this.watch.trouble instanceof LogReplaced)) return null;
    const { after, count, streams } = await goneFrom(this.pool, this.raw, MOST_STREAMS);
    return { after: String(after), count, streams: [...streams] };
  }

  /** @param lost what was not there before, besides what the tables know of @throws LogReplaced | Unavailable */
  private async compare(lost: readonly Mark[] = []): Promise<void> {
    const marks = new Map([...lost, ...(await marksOf(this.pool))].map((mark) => [mark.leaf, mark]));
    await assertSameLog(
      this.raw,
      [...marks.values()].sort((a, b) => (a.position < b.position ? 1 : -1)),
    );
    this.compared = performance.now();
  }

  private async look(): Promise<void> {
    if (this.watch.trouble) return this.acted();
    try {
      const mayHaveChanged = await this.raw.inspect(null);
      if (mayHaveChanged || performance.now() - this.compared >= this.times.compareMs) await this.compare();
    } catch (error) {
      if (!isTrouble(error)) throw error;
      this.watch.raise(error instanceof IntegrityAlarm ? await this.explained(error) : error);
    }
  }

  /** @param of looked at once more @returns a trouble that nobody has settled */
  private async left(of: LogTrouble | null): Promise<LogTrouble | null> {
    const { accepted, setAside } = await this.decided();
    this.raw.setAside(setAside);
    this.setAsideStreams = setAside.flatMap(({ stream }) => (stream === null ? [] : [stream]));
    try {
      if (of instanceof IntegrityAlarm && !of.strange) return of; // nothing that could be looked at: the next start asks again
      await this.raw.inspect(null);
      if (of instanceof IntegrityAlarm) await this.raw.inspect(of.strange);
      await this.compare(of instanceof LogReplaced ? of.lost : []);
      return null;
    } catch (error) {
      if (error instanceof IntegrityAlarm) return this.explained(error);
      if (!(error instanceof LogReplaced)) throw error;
      if (!error.lost.every(({ leaf }) => accepted.includes(leaf))) return error;
      await resetReadModels(this.pool);
      return null;
    }
  }

  /**
   * Of positions that are missing the store may not know whose they were, the tables do. An alarm names one record: what
   * else is missing beside it is the next one.
   */
  private async explained(alarm: IntegrityAlarm): Promise<IntegrityAlarm> {
    const { strange } = alarm;
    if (!strange?.positions) return alarm;
    const [first, last] = [BigInt(strange.positions.first), BigInt(strange.positions.last)];
    const known = await knownBetween(this.pool, first, last).catch(() => []);
    const [begins] = known;
    if (!begins) return alarm;
    const next = known.find(({ stream }) => stream !== begins.stream);
    const end = next ? next.position - 1n : last;
    const range = { first: String(first), last: String(end) };
    return new IntegrityAlarm(`${alarm.message}: up to ${range.last} of ${begins.stream}`, {
      ...strange,
      stream: begins.stream,
      revision: String(begins.revision),
      positions: range,
    });
  }

  private async decided(): Promise<{ readonly accepted: readonly string[]; readonly setAside: readonly Strange[] }> {
    if (!this.own) throw new TypeError('the keeper of the log has not begun');
    const { state } = await this.own.executor.history(storeDeclaration, ownStream(this.own.log));
    return state;
  }
}

const isTrouble = (error: unknown): error is LogTrouble =>
  error instanceof IntegrityAlarm || error instanceof LogReplaced;

/** A trouble that is met again is the one that stands, whatever else it was met by. */
function isSame(left: LogTrouble | null, trouble: LogTrouble): boolean {
  if (left instanceof LogReplaced && trouble instanceof LogReplaced)
    return String(left.lost.map(({ leaf }) => leaf)) === String(trouble.lost.map(({ leaf }) => leaf));
  if (!(left instanceof IntegrityAlarm && trouble instanceof IntegrityAlarm)) return false;
  return left.strange && trouble.strange ? strangeKey(left.strange) === strangeKey(trouble.strange) : left === trouble;
}

const tablesOfOtherStore = (isEmpty: boolean): StartRefused =>
  isEmpty
    ? new StartRefused('log-gone', {
        vi: 'Các bảng số liệu thuộc về một kho ghi nhận, nhưng nhật ký của kho đó không còn ở đây; hãy khôi phục nhật ký, hoặc sửa nơi đặt nhật ký. Chưa ghi gì.',
        en: 'The tables belong to a store whose log is not here any more; restore the log, or mend where it is. Nothing was written.',
      })
    : new StartRefused('tables-of-other-store', {
        vi: 'Cơ sở dữ liệu của các bảng số liệu thuộc về một kho ghi nhận khác; hãy sửa DATABASE_URL, DATA_DIR hoặc nơi đặt nhật ký. Chưa ghi gì.',
        en: 'The database of the tables belongs to another store; mend DATABASE_URL, DATA_DIR or where the log is. Nothing was written.',
      });

const KINDS: Readonly<Record<Strange['kind'], Sentence>> = {
  foreignEvent: { vi: 'một sự kiện không do chương trình này ghi', en: 'an event that this program did not write' },
  missingEvents: { vi: 'thiếu ghi nhận', en: 'entries are missing' },
  missingPositions: { vi: 'thiếu một đoạn của nhật ký', en: 'a part of the log is missing' },
  eventTwice: { vi: 'một ghi nhận có hai lần', en: 'an entry stands twice' },
  streamDeleted: { vi: 'hồ sơ bị xóa hoặc bị giấu trên máy chủ', en: 'a record was deleted or hidden on the server' },
};

/** A strange thing as a person is told of it: what it is and where. */
export function strangeInWords({ kind, stream, revision, positions }: Strange): Sentence {
  const { vi, en } = KINDS[kind];
  const place = (of: string, at: string) =>
    [stream === null ? '' : ` ${of} ${stream}`, revision === null ? '' : ` ${at} ${revision}`].join('');
  const range = positions ? ` (${positions.first}–${positions.last})` : '';
  return {
    vi: `${vi}${place('trong hồ sơ', 'từ ghi nhận số')}${range}`,
    en: `${en}${place('in the record', 'from entry')}${range}`,
  };
}

/** The same trouble for whoever started a program, or asks it something. */
export function sentenceOn(trouble: LogTrouble): Sentence {
  if (trouble instanceof LogReplaced)
    return {
      vi: 'Nhật ký không phải là nhật ký mà các bảng số liệu được dựng từ đó: có thể nó được khôi phục từ một bản sao cũ hơn. Không trả lời và không ghi gì cho đến khi hai người chấp nhận nó.',
      en: 'The log is not the one that the tables were made of: it may have been restored from an older copy. Nothing is answered or recorded until two persons accept it.',
    };
  const what = trouble.strange && strangeInWords(trouble.strange);
  return {
    vi: `Nhật ký có điều bất thường${what ? `: ${what.vi}` : ''}. Không trả lời và không ghi gì cho đến khi hai người gác nó sang một bên, hoặc nhật ký được khôi phục.`,
    en: `The log holds something strange${what ? `: ${what.en}` : ''}. Nothing is answered or recorded until two persons set it aside, or the log is mended.`,
  };
}

/** The record in which two persons would settle it is strange itself: only a mended log helps. */
export const ownRecordStrange = (cause: IntegrityAlarm): StartRefused =>
  new StartRefused(
    'log-strange',
    {
      vi: 'Hồ sơ của chính kho ghi nhận trong nhật ký bị thiếu hoặc bất thường, nên không ai gác nó sang một bên được; hãy khôi phục nhật ký. Chưa ghi gì.',
      en: "The store's own record in the log is missing or strange, so nobody can set that aside; restore the log. Nothing was written.",
    },
    { cause },
  );

/** Why a program that cannot settle a trouble of the log does not start. */
export const refusalOf = (trouble: LogTrouble): StartRefused =>
  new StartRefused(trouble instanceof LogReplaced ? 'log-replaced' : 'log-strange', sentenceOn(trouble), {
    cause: trouble,
  });
