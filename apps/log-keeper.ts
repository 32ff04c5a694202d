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

/** Maximum number of streams that an act lists. The act stays in the log for ever. */
const MOST_STREAMS = 500;

export interface CheckIntervals {
  /** How often a program without the projection runner compares tables and log. */
  readonly compareMs: number;
  /** How often the log is checked for deletions and, while there is an alarm, whether it is settled. */
  readonly inspectMs: number;
}
const TIMES: CheckIntervals = { compareMs: 3_600_000, inspectMs: 3_000 };

/**
 * Checks that the log is intact, and that the tables were built from it. Applies the acts by which two persons settle
 * an alarm. Each program has one keeper for its store.
 */
export class LogKeeper {
  readonly watch = new LogWatch();
  readonly store: EventStore;
  /** Streams with an anomaly that was set aside. They may be incomplete. */
  setAsideStreams: readonly string[] = [];
  private ownStore: { readonly log: Uuid; readonly executor: Executor } | null = null;
  private lastComparedAt = -Infinity;
  /** Serializes calls of `settle`. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    /** The store that ignores alarms. It serves to inspect the log, never to answer or to record. */
    readonly raw: EventStore,
    private readonly pool: Pool,
    private readonly times: CheckIntervals = TIMES,
  ) {
    const { category: ownCategory } = storeDeclaration;
    this.store = new WatchedEventStore(raw, {
      watch: this.watch,
      ownCategory,
      compare: () => this.compare(),
      explain: (alarm) => this.withRecordNamed(alarm),
    });
  }

  /**
   * Checks that the tables belong to this log. Called before anything is written.
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
   * Applies recorded acts on alarms, then compares tables and log. Raises an alarm that is not settled in `watch`.
   *
   * @throws Unavailable
   */
  async begin(log: Uuid, executor: Executor): Promise<void> {
    this.ownStore = { log, executor };
    await this.pool.query('update read.log set log = $1 where log is null', [log]);
    const trouble = await this.unsettledTrouble(null);
    if (trouble) this.watch.raise(trouble);
  }

  /** Checks the log at the configured intervals. @returns a function that ends the checks */
  startInspecting(): () => Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    const running = (async () => {
      for (;;) {
        await sleep(this.times.inspectMs, undefined, { signal, ref: false }).catch(() => undefined);
        if (signal.aborted) return;
        await this.inspectOnce().catch(() => undefined); // the log is not reachable: the next round tries again
      }
    })();
    return async () => {
      over.abort();
      await running;
    };
  }

  /**
   * Checks the present alarm again. Called after an act on it was recorded (here or by another program), and after a
   * repair of the log. If the alarm is settled, the program serves again, or the next alarm takes its place.
   */
  settle(): Promise<void> {
    const settled = this.turn.then(async () => {
      const { trouble } = this.watch;
      if (!trouble) return;
      const next = await this.unsettledTrouble(trouble);
      if (this.watch.trouble !== trouble || isSame(next, trouble)) return;
      if (trouble instanceof LogReplaced) {
        this.ownStore?.executor.forget();
        this.raw.forget();
      }
      this.watch.settle(next);
    });
    this.turn = settled.catch(() => undefined);
    return settled;
  }

  /** Events that the tables hold and the log does not; null if tables and log agree. */
  async gone(): Promise<Gone | null> {
    if (!(this.watch.trouble instanceof LogReplaced)) return null;
    const { after, count, streams } = await goneFrom(this.pool, this.raw, MOST_STREAMS);
    return { after: String(after), count, streams: [...streams] };
  }

  /**
   * @param lost marks that were missing before; compared in addition to those of the tables
   * @throws LogReplaced | Unavailable
   */
  private async compare(lost: readonly Mark[] = []): Promise<void> {
    const marks = new Map([...lost, ...(await marksOf(this.pool))].map((mark) => [mark.leaf, mark]));
    await assertSameLog(
      this.raw,
      [...marks.values()].sort((a, b) => (a.position < b.position ? 1 : -1)),
    );
    this.lastComparedAt = performance.now();
  }

  private async inspectOnce(): Promise<void> {
    if (this.watch.trouble) return this.settle();
    try {
      const mayHaveChanged = await this.raw.inspect(null);
      if (mayHaveChanged || performance.now() - this.lastComparedAt >= this.times.compareMs) await this.compare();
    } catch (error) {
      if (!isTrouble(error)) throw error;
      this.watch.raise(error instanceof IntegrityAlarm ? await this.withRecordNamed(error) : error);
    }
  }

  /** @param of the alarm to check again @returns an alarm that is not settled; null if there is none */
  private async unsettledTrouble(of: LogTrouble | null): Promise<LogTrouble | null> {
    const { accepted, setAside } = await this.decisions();
    this.raw.setAside(setAside);
    this.setAsideStreams = setAside.flatMap(({ stream }) => (stream === null ? [] : [stream]));
    try {
      if (of instanceof IntegrityAlarm && !of.strange) return of; // nothing to inspect: the next start checks again
      await this.raw.inspect(null);
      if (of instanceof IntegrityAlarm) await this.raw.inspect(of.strange);
      await this.compare(of instanceof LogReplaced ? of.lost : []);
      return null;
    } catch (error) {
      if (error instanceof IntegrityAlarm) return this.withRecordNamed(error);
      if (!(error instanceof LogReplaced)) throw error;
      if (!error.lost.every(({ leaf }) => accepted.includes(leaf))) return error;
      await resetReadModels(this.pool);
      return null;
    }
  }

  /**
   * Adds to an alarm the record whose positions are missing. The tables know this record; the store may not. An alarm
   * names one record; the next alarm names the next record.
   */
  private async withRecordNamed(alarm: IntegrityAlarm): Promise<IntegrityAlarm> {
    const { strange } = alarm;
    if (!strange?.positions) return alarm;
    const [first, last] = [BigInt(strange.positions.first), BigInt(strange.positions.last)];
    const events = await knownBetween(this.pool, first, last).catch(() => []);
    const [firstMissing] = events;
    if (!firstMissing) return alarm;
    const next = events.find(({ stream }) => stream !== firstMissing.stream);
    const end = next ? next.position - 1n : last;
    const range = { first: String(first), last: String(end) };
    return new IntegrityAlarm(`${alarm.message}: up to ${range.last} of ${firstMissing.stream}`, {
      ...strange,
      stream: firstMissing.stream,
      revision: String(firstMissing.revision),
      positions: range,
    });
  }

  private async decisions(): Promise<{ readonly accepted: readonly string[]; readonly setAside: readonly Strange[] }> {
    if (!this.ownStore) throw new TypeError('LogKeeper.begin was not called');
    const { state } = await this.ownStore.executor.history(storeDeclaration, ownStream(this.ownStore.log));
    return state;
  }
}

const isTrouble = (error: unknown): error is LogTrouble =>
  error instanceof IntegrityAlarm || error instanceof LogReplaced;

/** Whether two alarms are about the same anomaly or the same loss, however they were detected. */
function isSame(a: LogTrouble | null, b: LogTrouble): boolean {
  if (a instanceof LogReplaced && b instanceof LogReplaced)
    return String(a.lost.map(({ leaf }) => leaf)) === String(b.lost.map(({ leaf }) => leaf));
  if (!(a instanceof IntegrityAlarm && b instanceof IntegrityAlarm)) return false;
  return a.strange && b.strange ? strangeKey(a.strange) === strangeKey(b.strange) : a === b;
}

const tablesOfOtherStore = (isEmpty: boolean): StartRefused =>
  isEmpty
    ? new StartRefused('log-gone', {
        vi: 'Các bảng số liệu thuộc về một kho dữ liệu, nhưng nhật ký của kho đó không có ở nơi được cấu hình; hãy khôi phục nhật ký, hoặc sửa nơi đặt nhật ký. Chưa ghi gì.',
        en: 'The read models belong to an event store whose log is not at the configured place; restore the log, or correct the place of the log. Nothing was written.',
      })
    : new StartRefused('tables-of-other-store', {
        vi: 'Cơ sở dữ liệu của các bảng số liệu thuộc về một kho dữ liệu khác; hãy sửa DATABASE_URL, DATA_DIR hoặc nơi đặt nhật ký. Chưa ghi gì.',
        en: 'The database of the read models belongs to another event store; correct DATABASE_URL, DATA_DIR or the place of the log. Nothing was written.',
      });

const KINDS: Readonly<Record<Strange['kind'], Sentence>> = {
  foreignEvent: { vi: 'một ghi nhận không do chương trình này ghi', en: 'an entry that this program did not write' },
  missingEvents: { vi: 'thiếu ghi nhận', en: 'entries are missing' },
  missingPositions: { vi: 'thiếu một đoạn của nhật ký', en: 'a part of the log is missing' },
  eventTwice: { vi: 'một ghi nhận có hai lần', en: 'an entry occurs twice' },
  streamDeleted: { vi: 'hồ sơ bị xóa hoặc bị giấu trên máy chủ', en: 'a record was deleted or hidden on the server' },
};

/**
 * An anomaly in words: what it is, and where in the log.
 *
 * @param named the words for the record; those who search on a server need its name there
 */
export function sentenceOfStrange(
  { kind, stream, revision, positions }: Strange,
  named = (record: string): Sentence => ({ vi: `hồ sơ ${record}`, en: `the record ${record}` }),
): Sentence {
  const { vi, en } = KINDS[kind];
  const record = stream === null ? null : named(stream);
  const place = (of: string | undefined, at: string) =>
    [of === undefined ? '' : ` ${of}`, revision === null ? '' : ` ${at} ${revision}`].join('');
  const range = positions ? ` (${positions.first}–${positions.last})` : '';
  return {
    vi: `${vi}${place(record ? `trong ${record.vi}` : undefined, 'từ mục ghi số')}${range}`,
    en: `${en}${place(record ? `in ${record.en}` : undefined, 'from entry')}${range}`,
  };
}

/** The sentence on an alarm, for the operator and for callers of the API. */
export function sentenceOfTrouble(trouble: LogTrouble): Sentence {
  if (trouble instanceof LogReplaced)
    return {
      vi: 'Nhật ký đang có không phải là nhật ký đã dùng để dựng các bảng số liệu; có thể nhật ký được khôi phục từ một bản sao cũ hơn. Hệ thống không trả lời và không ghi gì cho đến khi hai người chấp nhận nhật ký đang có.',
      en: 'The present log is not the one from which the read models were built; it may have been restored from an older copy. The system answers and records nothing until two persons accept the present log.',
    };
  const what = trouble.strange && sentenceOfStrange(trouble.strange);
  return {
    vi: `Nhật ký có điều bất thường${what ? `: ${what.vi}` : ''}. Hệ thống không trả lời và không ghi gì cho đến khi hai người gác điều đó sang một bên, hoặc nhật ký được khôi phục.`,
    en: `The log has an anomaly${what ? `: ${what.en}` : ''}. The system answers and records nothing until two persons set it aside, or the log is restored.`,
  };
}

/**
 * The refusal for an anomaly in the store's own record. That record would hold the acts that settle it, so only a
 * repair helps.
 */
export const ownRecordStrange = (cause: IntegrityAlarm): StartRefused =>
  new StartRefused(
    'log-strange',
    {
      vi: 'Hồ sơ của chính kho dữ liệu trong nhật ký bị thiếu hoặc bất thường nên không gác sang một bên được; hãy khôi phục nhật ký. Chưa ghi gì.',
      en: "The event store's own record in the log is missing or has an anomaly, which cannot be set aside; restore the log. Nothing was written.",
    },
    { cause },
  );

/** The refusal to start of a program that cannot settle an alarm. */
export const refusalOf = (trouble: LogTrouble): StartRefused =>
  new StartRefused(trouble instanceof LogReplaced ? 'log-replaced' : 'log-strange', sentenceOfTrouble(trouble), {
    cause: trouble,
  });
