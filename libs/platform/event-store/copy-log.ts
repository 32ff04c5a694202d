import { createHash } from 'node:crypto';
import { leafHash } from '#kernel/record';
import { BEGINNING, Conflict, type EventStore, IntegrityAlarm, type StoredEvent } from './event-store.js';

/** Where a log is carried to. */
export interface CopyTarget {
  readonly store: EventStore;
  /** Marks the target as being copied to, and says whose log it is. Told once, after it was found to be a beginning. */
  readonly begin: () => Promise<void>;
  /** Writes whole appends behind all that the target holds, in this order; one is visible before the next is written. */
  readonly write: (events: readonly StoredEvent[]) => Promise<void>;
}

export interface CopyOptions {
  readonly source: EventStore;
  readonly target: CopyTarget;
  /** Where the log goes, in words: what the source is marked with. */
  readonly words: string;
  /** Stops between two pages; the next copy goes on from there. */
  readonly signal?: AbortSignal;
  /** Told after each page: how many records the target holds. */
  readonly onProgress?: (records: number) => void;
}

/** What both stores were found to hold. */
export interface Copied {
  readonly records: number;
  readonly streams: number;
  /** SHA-256 over the leaf hashes of all records in order, 32 bytes each; in hex. */
  readonly digest: string;
  /** How many records the target held before. */
  readonly found: number;
}

/** The target holds something that is not the beginning of this log. Nothing was written to it by this copy. */
export class NotTheBeginning extends Error {
  constructor(
    /** How many records of both are the same. */
    readonly same: number,
    readonly stream: string,
    readonly revision: number,
  ) {
    super(
      `after ${same} records that are the same, the target has revision ${revision} of ${stream}, the source has not`,
    );
    this.name = 'NotTheBeginning';
  }
}

const PAGE = 500;

/**
 * Carries a log to another store: the same records byte for byte in the same order, appends whole. What the target holds
 * is compared with the source before anything is written, and both are compared from their first record on when all is
 * there. Then the source is marked as left, and whatever was written to it in between is carried after.
 *
 * Killed at any moment, it goes on where it stood. The order of the writes makes the target a beginning of the source at
 * all times.
 *
 * @returns null where `signal` stopped it
 * @throws NotTheBeginning | IntegrityAlarm | Unavailable | OutcomeUnknown | TooLarge
 */
export async function copyLog({ source, target, words, signal, onProgress }: CopyOptions): Promise<Copied | null> {
  const before = { here: new Reader(source), there: new Reader(target.store) };
  await compare(before);
  const found = before.there.records;
  await target.begin();
  let position = before.here.position;
  let records = found;
  const carry = async (): Promise<boolean> => {
    for (;;) {
      if (signal?.aborted === true) return false;
      const page = await source.readAll(position, PAGE);
      const last = page.at(-1);
      if (!last) return true;
      await target.write(page).catch((error: unknown) => {
        throw error instanceof Conflict ? elseWritten(error) : error;
      });
      position = last.position;
      records += page.length;
      onProgress?.(records);
    }
  };
  if (!(await carry())) return null;
  const whole = { here: new Reader(source), there: new Reader(target.store) };
  await compareOwn(whole);
  await source.leave(words);
  // What came between the last look and the mark; nothing comes after it.
  while (await whole.here.peek()) {
    if (!(await carry())) return null;
    await compareOwn(whole);
  }
  const { here, there } = whole;
  if (here.records !== there.records || here.digest() !== there.digest())
    throw new IntegrityAlarm(`the source holds ${here.records} records and the target ${there.records}, or others`);
  return { records: here.records, streams: here.streams, digest: there.digest(), found };
}

interface Pair {
  readonly here: Reader;
  readonly there: Reader;
}

/** Reads both up to the end of the target. @throws NotTheBeginning */
async function compare({ here, there }: Pair): Promise<void> {
  for (let its = await there.peek(); its; its = await there.peek()) {
    const ours = await here.peek();
    if (ours?.text !== its.text || ours.endsAppend !== its.endsAppend)
      throw new NotTheBeginning(there.records, its.record.stream, its.record.revision);
    here.take(ours);
    there.take(its);
  }
}

/** Compares what this copy has written: a difference is somebody else's. @throws IntegrityAlarm */
async function compareOwn(pair: Pair): Promise<void> {
  await compare(pair).catch((error: unknown) => {
    throw error instanceof NotTheBeginning ? elseWritten(error) : error;
  });
}

const elseWritten = (error: Error) => new IntegrityAlarm(`another program wrote to the target: ${error.message}`);

/** Goes through a log record by record, and knows what it has gone through. */
class Reader {
  #page: readonly StoredEvent[] = [];
  #next = 0;
  readonly #digest = createHash('sha256');
  readonly #last = new Map<string, number>();
  records = 0;
  /** Of the last record that was taken. */
  position = BEGINNING;

  constructor(private readonly store: Pick<EventStore, 'readAll'>) {}

  get streams(): number {
    return this.#last.size;
  }

  /** The record that comes next; undefined at the end of the log, as it is now. */
  async peek(): Promise<StoredEvent | undefined> {
    if (this.#next === this.#page.length) {
      this.#page = await this.store.readAll(this.position, PAGE);
      this.#next = 0;
    }
    return this.#page[this.#next];
  }

  take({ position, text, record: { stream, revision } }: StoredEvent): void {
    const before = this.#last.get(stream) ?? -1;
    if (revision !== before + 1)
      throw new IntegrityAlarm(`${stream} has revision ${revision} where ${before + 1} belongs`);
    this.#last.set(stream, revision);
    this.#digest.update(Buffer.from(leafHash(text), 'hex'));
    this.#next += 1;
    this.records += 1;
    this.position = position;
  }

  /** Of all that was taken so far. */
  digest(): string {
    return this.#digest.copy().digest('hex');
  }
}
