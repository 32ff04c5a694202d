import { leafHash } from '#kernel/record';
import type { StoredEvent } from './event-store.js';
import { LogReplaced } from './log-watch.js';

type KnownEvent = Pick<StoredEvent, 'position' | 'text'>;

export interface SamenessParts {
  /** Grows with every lost connection. */
  readonly breaks: () => number;
  readonly at: (position: bigint) => Promise<StoredEvent | null>;
}

/**
 * Checks that the server still holds what this program has read of the log. After an outage the server may have been
 * restored from an older copy, and it does not say so. The last known event is therefore read before the first append
 * after a lost connection. Lost connections are counted, because a connection may break and recover between two
 * appends.
 */
export class Sameness {
  private last: KnownEvent | undefined;
  private asked = 0;
  private asking: { readonly breaks: number; readonly answer: Promise<void> } | undefined;

  constructor(private readonly parts: SamenessParts) {}

  /** Remembers the latest event that was read or acknowledged. */
  saw({ position, text }: KnownEvent): void {
    if (!this.last || position > this.last.position) this.last = { position, text };
  }

  forget(): void {
    this.last = undefined;
    this.asking = undefined;
  }

  /** @throws LogReplaced | Unavailable */
  async assert(): Promise<void> {
    const breaks = this.parts.breaks();
    if (breaks === this.asked || !this.last) return;
    if (this.asking?.breaks !== breaks) this.asking = { breaks, answer: this.assertHas(this.last) };
    await this.asking.answer;
    this.asked = Math.max(this.asked, breaks);
  }

  /** @throws LogReplaced | Unavailable */
  async assertHas({ position, text }: KnownEvent): Promise<void> {
    const stored = await this.parts.at(position);
    if (stored?.text !== text) throw new LogReplaced([{ position, leaf: leafHash(text) }]);
  }
}
