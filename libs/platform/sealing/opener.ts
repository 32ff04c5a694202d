import { type ErasedField, erasedField } from '#kernel/erased';
import type { OpenedRecord } from './openings.js';
import type { SealedPlace, Sealing } from './sealing.js';

/** A value of one record: its place, and the entry that an answer names. */
export interface OpenedPlace extends SealedPlace {
  readonly entry: number;
}

/** Opens the sealed values of one record for an answer, and collects those that were erased. */
export class Opener {
  readonly #erased: ErasedField[] = [];

  /** @param record the record of the values, in the collection of the answer that will hold them */
  constructor(
    private readonly sealing: Sealing,
    private readonly record: OpenedRecord,
  ) {}

  /**
   * @returns null when there was no value, or its key was destroyed: then `erased` names it
   * @throws SealBroken
   * KeysUnavailable
   */
  async open(value: string | null, { entry, ...place }: OpenedPlace): Promise<string | null> {
    if (value === null) return null;
    const opened = await this.sealing.open(value, place, this.record);
    if (typeof opened === 'string') return opened;
    this.#erased.push(erasedField(entry, place.field, opened.on));
    return null;
  }

  /** The erased values so far, in the order of the entries. */
  get erased(): readonly ErasedField[] {
    return [...this.#erased].sort((a, b) => a.entry - b.entry || (a.field < b.field ? -1 : a.field > b.field ? 1 : 0));
  }
}
