import { leafHash } from '#kernel/record';
import type { StoredEvent } from './event-store.js';
import { LogReplaced } from './log-watch.js';

type Known = Pick<StoredEvent, 'position' | 'text'>;

export interface SamenessParts {
  /** Grows with every connection that was lost. */
  readonly breaks: () => number;
  readonly at: (position: bigint) => Promise<StoredEvent | null>;
}

/**
 * Whether the server still holds what this program knows of the log. A server that comes back may have been restored from
 * an older copy, and says nothing of it: so before the first append after a lost connection it is asked for the last event
 * that is known here. A connection that is taken up again by itself, between two appends, makes none of them fail.
 */
export class Sameness {
  private known: Known | undefined;
  private asked = 0;
  private asking: { readonly breaks: number; readonly answer: Promise<void> } | undefined;

  constructor(private readonly parts: SamenessParts) {}

  /** An event was read, or its append acknowledged. */
  saw({ position, text }: Known): void {
    if (!this.known || position > this.known.position) this.known = { position, text };
  }

  forget(): void {
    this.known = undefined;
    this.asking = undefined;
  }

  /** @throws LogReplaced | Unavailable */
  async assert(): Promise<void> {
    const breaks = this.parts.breaks();
    if (breaks === this.asked || !this.known) return;
    if (this.asking?.breaks !== breaks) this.asking = { breaks, answer: this.assertHas(this.known) };
    await this.asking.answer;
    this.asked = Math.max(this.asked, breaks);
  }

  /** @throws LogReplaced | Unavailable */
  async assertHas({ position, text }: Known): Promise<void> {
    const there = await this.parts.at(position);
    if (there?.text !== text) throw new LogReplaced([{ position, leaf: leafHash(text) }]);
  }
}
