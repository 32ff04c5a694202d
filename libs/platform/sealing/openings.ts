import type { StreamId, Uuid } from '#kernel/ids';
import { SealBroken } from '#kernel/sealed';

/** A record whose content an answer holds, and the members whom the record is about. */
export interface Opened {
  readonly stream: StreamId;
  readonly members: readonly Uuid[];
}

/** A record that one answer opens. The class is not exported: `Openings` alone makes one. */
class RecordOfAnswer {
  readonly #stream: StreamId;
  readonly #add: (member: Uuid | null) => void;

  constructor(stream: StreamId, add: (member: Uuid | null) => void) {
    this.#stream = stream;
    this.#add = add;
  }

  /**
   * Called before a value of the record is opened.
   *
   * @param owner the person for whom the value is sealed, who is named with the record; null if it is no person
   * @throws SealBroken for a value of another record
   */
  opens(stream: StreamId, owner: Uuid | null): void {
    if (stream !== this.#stream) throw new SealBroken();
    this.#add(owner);
  }
}

/** The right to open the sealed values of one record for one answer. */
export type OpenedRecord = RecordOfAnswer;

/**
 * The records whose content one answer holds. The answer is sent once they are in the log of readings. A handler gets
 * this collection by `@Opens()`; only what records readings makes one.
 */
export class Openings {
  #pending = new Map<StreamId, Set<Uuid>>();

  /** @param append records what was opened, and returns once that is durable */
  constructor(private readonly append: (opened: readonly Opened[]) => Promise<void>) {}

  /**
   * Names a record whose content the answer will hold, sealed or not.
   *
   * @param members the members whom the record is about
   */
  record(stream: StreamId, members: Iterable<Uuid | null>): OpenedRecord {
    const add = (member: Uuid | null) => {
      let named = this.#pending.get(stream);
      if (!named) this.#pending.set(stream, (named = new Set()));
      if (member !== null) named.add(member);
    };
    add(null);
    for (const member of members) add(member);
    return new RecordOfAnswer(stream, add);
  }

  /**
   * Appends what was opened since the last call. Called for every answer before it is sent; an answer that is sent in
   * parts calls it before each part.
   *
   * @throws Problem `reading-not-recorded`: what was opened must then not be sent
   */
  async settle(): Promise<void> {
    const opened = Array.from(this.#pending, ([stream, members]) => ({ stream, members: [...members] }));
    this.#pending = new Map();
    if (opened.length > 0) await this.append(opened);
  }
}

/** A value that the program opens for its own work and sends to nobody. */
export class ForTheProgram {
  constructor(readonly reason: string) {
    if (reason === '') throw new RangeError('FOR_THE_PROGRAM needs a reason');
  }
}

/** Opens a value for no reader. @param reason a test lists all reasons */
export const FOR_THE_PROGRAM = (reason: string): ForTheProgram => new ForTheProgram(reason);
