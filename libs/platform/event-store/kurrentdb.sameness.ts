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
 * Checks that the server still holds what this program has read of the log. A server may come back restored from an
 * older copy without saying so, so after a lost connection the last known event is read before the next append. A
 * connection may break and recover between two appends without failing either.
 */
export class Sameness {
  private last: KnownEvent | undefined;
  private asked = 0;
  private asking: { readonly breaks: number; readonly answer: Promise<void> } | undefined;

  constructor(private readonly parts: SamenessParts) {}

  /** Remembers an event that was read or whose append was acknowledged. */
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
