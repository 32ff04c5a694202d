import { createHash } from 'node:crypto';
import { leafHash } from '#kernel/record';
import { BEGINNING, Conflict, type EventStore, IntegrityAlarm, type StoredEvent } from './event-store.js';

/** The store that a log is copied to. */
export interface CopyTarget {
  readonly store: EventStore;
  /**
   * Marks the target as a copy in progress and declares its log. Called once, after its records were found to be the
   * first of the source.
   */
  readonly begin: () => Promise<void>;
  /**
   * Appends whole appends after everything that the target holds, in this order; each is visible before the next is
   * written.
   */
  readonly write: (events: readonly StoredEvent[]) => Promise<void>;
}

export interface CopyOptions {
  readonly source: EventStore;
  readonly target: CopyTarget;
  /** Description of the target, stored in the source's mark. */
  readonly words: string;
  /** Stops between two pages; the next copy resumes there. */
  readonly signal?: AbortSignal;
  /** Called after each page with the number of records in the target. */
  readonly onProgress?: (records: number) => void;
}

/** The content of both stores after the copy. */
export interface Copied {
  readonly records: number;
  readonly streams: number;
  /** SHA-256 over the leaf hashes of all records in order, 32 bytes each; in hex. */
  readonly digest: string;
  /** Number of records in the target before the copy. */
  readonly recordsBefore: number;
}

/** The target holds records that are not the first of this log. This copy wrote nothing to it. */
export class NotTheBeginning extends Error {
  constructor(
    /** Number of leading records that are equal in both. */
    readonly same: number,
    readonly stream: string,
    readonly revision: number,
  ) {
    super(
      `the first ${same} records are equal, but revision ${revision} of ${stream} in the target differs from the source; use an empty target`,
    );
    this.name = 'NotTheBeginning';
  }
}

const PAGE = 500;

/**
 * Copies a log to another store: the same records byte for byte in the same order, in whole appends. Before writing,
 * the target's records are compared with the source; after it, both are compared from the first record on. Then the
 * source is marked as left, and records appended meanwhile are copied, too.
 *
 * A killed copy resumes where it stopped: the target is at all times a beginning of the source.
 *
 * @returns null when `signal` stopped it
 * @throws NotTheBeginning
 * IntegrityAlarm
 * Unavailable
 * OutcomeUnknown
 * TooLarge
 */
export async function copyLog({ source, target, words, signal, onProgress }: CopyOptions): Promise<Copied | null> {
  const before = { here: new Reader(source), there: new Reader(target.store) };
  await compare(before);
  const recordsBefore = before.there.records;
  await target.begin();
  let position = before.here.position;
  let records = recordsBefore;
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
  // Copy what was appended between the last read and the mark; nothing can follow the mark.
  while (await whole.here.peek()) {
    if (!(await carry())) return null;
    await compareOwn(whole);
  }
  const { here, there } = whole;
  if (here.records !== there.records || here.digest() !== there.digest())
    throw new IntegrityAlarm(
      `the source holds ${here.records} records and the target ${there.records}, or their content differs`,
    );
  return { records: here.records, streams: here.streams, digest: there.digest(), recordsBefore };
}

interface Pair {
  readonly here: Reader;
  readonly there: Reader;
}

/** Reads both stores up to the end of the target. @throws NotTheBeginning */
async function compare({ here, there }: Pair): Promise<void> {
  for (let its = await there.peek(); its; its = await there.peek()) {
    const ours = await here.peek();
    if (ours?.text !== its.text || ours.endsAppend !== its.endsAppend)
      throw new NotTheBeginning(there.records, its.record.stream, its.record.revision);
    here.take(ours);
    there.take(its);
  }
}

/** Compares after writing: a difference comes from another writer. @throws IntegrityAlarm */
async function compareOwn(pair: Pair): Promise<void> {
  await compare(pair).catch((error: unknown) => {
    throw error instanceof NotTheBeginning ? elseWritten(error) : error;
  });
}

const elseWritten = (error: Error) => new IntegrityAlarm(`another program wrote to the target: ${error.message}`);

/** Reads a log record by record and keeps counts and digest of the records taken. */
class Reader {
  #page: readonly StoredEvent[] = [];
  #next = 0;
  readonly #digest = createHash('sha256');
  readonly #last = new Map<string, number>();
  records = 0;
  /** Position of the last record taken. */
  position = BEGINNING;

  constructor(private readonly store: Pick<EventStore, 'readAll'>) {}

  get streams(): number {
    return this.#last.size;
  }

  /** The next record; undefined at the current end of the log. */
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

  /** Digest of all records taken so far. */
  digest(): string {
    return this.#digest.copy().digest('hex');
  }
}
