import type { Pool } from 'pg';
import type { Uuid } from '#kernel/ids';
import type { Executor } from '#platform/commands/execute';
import { type Gone, ownStream, storeDeclaration } from '#platform/commands/store-declaration';
import { type EventStore, IntegrityAlarm, type Strange, strangeKey } from '#platform/event-store/event-store';
import { LogReplaced, type LogTrouble, LogWatch } from '#platform/event-store/log-watch';
import { WatchedEventStore } from '#platform/event-store/watched.event-store';
import { assertSameLog, goneFrom, marksOf, resetReadModels } from '#platform/projections/running';
import { type Sentence, StartRefused } from '#platform/start-refused';

/** Most streams that an act names: it is kept for ever. */
const MOST_STREAMS = 500;
/** How often tables and log are compared by a program that keeps none of the tables. */
const COMPARE_MS = 3_600_000;

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

  constructor(
    private readonly raw: EventStore,
    private readonly pool: Pool,
  ) {
    const { category: ownCategory } = storeDeclaration;
    this.store = new WatchedEventStore(raw, { watch: this.watch, ownCategory, compare: () => this.compare() });
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
    const trouble = await this.settleWhatIsDecided();
    if (trouble) this.watch.raise(trouble);
  }

  /** Compares now and then, until what is returned is called. */
  comparing(): () => Promise<void> {
    const timer = setInterval(() => {
      this.compare().catch((error: unknown) => {
        if (error instanceof LogReplaced) this.watch.raise(error); // whatever else keeps it from comparing passes
      });
    }, COMPARE_MS).unref();
    return () => {
      clearInterval(timer);
      return Promise.resolve();
    };
  }

  /** An act was recorded: where it settles the trouble that stands, everything goes on. */
  async acted(): Promise<void> {
    const { trouble } = this.watch;
    const left = await this.settleWhatIsDecided();
    if (!trouble) return;
    if (trouble instanceof IntegrityAlarm && !(await this.isSetAside(trouble))) return;
    if (!left) this.watch.settle();
  }

  /** What the tables know and the log does not have; null where they agree. */
  async gone(): Promise<Gone | null> {
    if (!(this.watch.trouble instanceof LogReplaced)) return null;
    const { after, count, streams } = await goneFrom(this.pool, this.raw, MOST_STREAMS);
    return { after: String(after), count, streams: [...streams] };
  }

  async compare(): Promise<void> {
    await assertSameLog(this.raw, await marksOf(this.pool));
  }

  /** @returns a trouble that nobody has settled */
  private async settleWhatIsDecided(): Promise<LogReplaced | null> {
    const { accepted, setAside } = await this.decided();
    this.raw.setAside(setAside);
    this.setAsideStreams = setAside.flatMap(({ stream }) => (stream === null ? [] : [stream]));
    try {
      await this.compare();
      return null;
    } catch (error) {
      if (!(error instanceof LogReplaced)) throw error;
      if (!error.lost.every(({ leaf }) => accepted.includes(leaf))) return error;
      await resetReadModels(this.pool);
      this.own?.executor.forget();
      return null;
    }
  }

  private async isSetAside({ strange }: IntegrityAlarm): Promise<boolean> {
    if (!strange) return false;
    const { setAside } = await this.decided();
    return setAside.some((one) => strangeKey(one) === strangeKey(strange));
  }

  private async decided(): Promise<{ readonly accepted: readonly string[]; readonly setAside: readonly Strange[] }> {
    if (!this.own) throw new TypeError('the keeper of the log has not begun');
    const { state } = await this.own.executor.history(storeDeclaration, ownStream(this.own.log));
    return state;
  }
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

/** Why a program that cannot settle a trouble of the log does not start. */
export const refusalOf = (trouble: LogTrouble): StartRefused =>
  new StartRefused(trouble instanceof LogReplaced ? 'log-replaced' : 'log-strange', sentenceOn(trouble), {
    cause: trouble,
  });
