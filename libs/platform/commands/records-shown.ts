import type { Decider } from '#kernel/decider';
import type { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { Executor } from './execute.js';
import { personsOfRecord } from './record-by-id.js';

/** Records that are looked up at a time. */
const ABREAST = 16;

/** A record by its id, which may be of any of these kinds. */
export interface RecordNamed {
  readonly id: Uuid;
  readonly kinds: readonly Decider[];
}

/**
 * Which records a caller may be told of by a row that only names them, such as a reading of the record or an erasure of
 * its content: none that the caller may not see, and none about the caller. Remembers its answers, so make one for each
 * request.
 */
export class RecordsShown {
  readonly #known = new Map<string, boolean>();

  constructor(
    private readonly executor: Executor,
    private readonly by: Caller,
  ) {}

  /** Looks records up. Cost: two reads of the store for each kind of a record that is not known yet. */
  async prepare(records: Iterable<RecordNamed>): Promise<void> {
    const wanted = new Map([...records].map((one) => [keyOf(one), one]));
    const left = [...wanted].filter(([key]) => !this.#known.has(key));
    const work = async () => {
      for (let one = left.pop(); one; one = left.pop()) {
        const [key, { id, kinds }] = one;
        const persons = await personsOfRecord(this.executor, kinds, id, this.by);
        this.#known.set(key, persons === null || (persons !== 'hidden' && !this.by.isAbout(persons)));
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, work));
  }

  /**
   * Whether a row may name a record; true for an id of no such record. `prepare` comes first.
   *
   * @param persons whom the row is about, besides the persons of the record
   */
  isShown(record: RecordNamed, persons: readonly Uuid[]): boolean {
    return this.#known.get(keyOf(record)) === true && !this.by.isAbout(persons);
  }
}

const keyOf = ({ id, kinds }: RecordNamed): string => [...kinds.map(({ category }) => category), id].join(' ');
