import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type StreamId, streamId } from '#kernel/ids';
import { Executor } from '#platform/commands/execute';
import type { Declared } from '#platform/commands/store-declaration';
import { DECLARED } from '#platform/platform.module';
import { setUp } from './set-up.js';

/** Log positions of the beginning and the end of the set-up; null for what has not happened. */
interface Known {
  readonly begunAt: bigint | null;
  readonly closedAt: bigint | null;
}

/** How long this process may not know that another has begun the set-up of a store. */
const REMEMBERED_MS = 5000;

/**
 * How far the set-up of the store is. Cost: one read of a short stream while the set-up is open, and every five seconds
 * in a ward's store without one; otherwise memory.
 */
@Injectable()
export class SetUpState implements OnApplicationBootstrap {
  #remembered: { readonly known: Known; readonly until: number } | null = null;

  constructor(
    private readonly executor: Executor,
    @Inject(DECLARED) private readonly declared: Declared,
  ) {}

  /** Reads the stream once, so that later questions do not depend on the log. Questions read it if this fails. */
  async onApplicationBootstrap(): Promise<void> {
    await this.known().catch(() => undefined);
  }

  get stream(): StreamId {
    return streamId(setUp.category, this.declared.log);
  }

  /**
   * Whether the set-up is open.
   *
   * @param position log position up to which events count; absent: all
   * @throws Unavailable
   */
  async isOpen(position?: bigint): Promise<boolean> {
    const { begunAt, closedAt } = await this.known();
    const counts = (at: bigint | null) => at !== null && (position === undefined || at <= position);
    return counts(begunAt) && !counts(closedAt);
  }

  /** @throws Unavailable */
  async known(): Promise<Known> {
    if (this.#remembered && performance.now() < this.#remembered.until) return this.#remembered.known;
    const { events } = await this.executor.recorded(setUp, this.stream);
    const at = (name: string) => events.find(({ record }) => record.type === name)?.position ?? null;
    const known = { begunAt: at('SetUpBegun'), closedAt: at('SetUpClosed') };
    // A set-up does not open again, and a demo store has none. In another process it may begin at any time.
    const isFinal = known.closedAt !== null || this.declared.purpose === 'DEMO';
    if (isFinal || known.begunAt === null)
      this.#remembered = { known, until: isFinal ? Infinity : performance.now() + REMEMBERED_MS };
    return known;
  }
}
