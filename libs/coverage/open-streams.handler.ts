import type { Uuid } from '#kernel/ids';
import { Problem } from '#platform/http/problems';

/** Streams of figures that one person may have open at a time: some windows on some machines. */
export const MOST_STREAMS = 10;
const RETRY_AFTER_S = 30;

/** Counts the open streams of each person. Each process counts for itself. */
export class OpenStreams {
  readonly #open = new Map<Uuid, number>();

  /** @returns a function that ends the count of this stream @throws Problem `too-many-requests` */
  begin(personId: Uuid): () => void {
    const open = this.#open.get(personId) ?? 0;
    if (open >= MOST_STREAMS)
      throw new Problem('too-many-requests', { headers: { 'retry-after': `${RETRY_AFTER_S}` } });
    this.#open.set(personId, open + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#open.get(personId) ?? 1) - 1;
      if (left > 0) this.#open.set(personId, left);
      else this.#open.delete(personId);
    };
  }
}
