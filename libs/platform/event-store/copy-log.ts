import { createHash } from 'node:crypto';
import { leafHash } from '#kernel/record';
import { BEGINNING, Conflict, type EventStore, IntegrityAlarm, type StoredEvent } from './event-store.js';

/** The store that a log is copied to. */
export interface CopyTarget {
  readonly store: EventStore;
  /**
   * Marks the target as an unfinished copy and declares its log. Called once, after the records of the target were
   * found to be the first records of the source.
   */
  readonly begin: () => Promise<void>;
  /**
   * Writes whole appends after the records of the target, in the given order. Each append is visible before the next
   * append is written.
   */
  readonly write: (events: readonly StoredEvent[]) => Promise<void>;
}

export interface CopyOptions {
  readonly source: EventStore;
  readonly target: CopyTarget;
  /** Description of the target. The source keeps it as the place to which its log was moved. */
  readonly words: string;
  /** Stops the copy between two pages. The next copy resumes at that place. */
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

/** The records of the target are not the first records of this log. The copy wrote nothing to the target. */
export class NotTheBeginning extends Error {
  constructor(
    /** Number of equal records at the beginning of both logs. */
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
 * Copies a log to another store: the same records, byte for byte, in the same order and in whole appends. Before
 * writing, the records of the target are compared with the source. After writing, both logs are compared from the first
 * record on. Then the source is marked as left, and records that were appended to it during the copy are copied, too.
 *
 * The target is a beginning of the source at all times, so a copy that was killed resumes where it stopped.
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
  // Copy the records that were appended between the last read and the mark. No record can follow the mark.
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

/** Compares both logs after writing. A difference can only come from another writer. @throws IntegrityAlarm */
async function compareOwn(pair: Pair): Promise<void> {
  await compare(pair).catch((error: unknown) => {
    throw error instanceof NotTheBeginning ? elseWritten(error) : error;
  });
}

const elseWritten = (error: Error) => new IntegrityAlarm(`another program wrote to the target: ${error.message}`);

/** Reads a log record by record. Keeps the number and the digest of the records taken. */
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
