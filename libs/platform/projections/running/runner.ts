import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type Catalog, UnknownEvent } from '#kernel/catalog';
import { type EventStore, IntegrityAlarm } from '#platform/event-store/event-store';
import { LogReplaced } from '#platform/event-store/log-watch';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import { withoutContent } from '#platform/projections/declaring/row-refused';
import { Progress } from '#platform/projections/serving/progress';
import type { Checkpoint, Served } from '#platform/projections/writing/checkpoint';
import { FenceLost, type MoveCheckpoint, type Status } from '#platform/projections/writing/generation';
import { logTime } from '#platform/projections/writing/log-time';
import { Leader } from './leader.js';
import { acquireLease, type Lease } from './lease.js';
import { type LogEnd, LogSeen } from './log-end.js';

export interface RunnerOptions {
  /** As the product's role; it needs a connection for the leadership and one for each projection. */
  readonly pool: pg.Pool;
  readonly store: EventStore;
  /** Every event type of the program, `projectionOperations` included. */
  readonly catalog: Catalog;
  readonly projections: readonly AnyProjection[];
  /** Told when the runner stops for good: the log holds what this program does not know, or the store broke a promise. */
  readonly onFatal?: (error: Error) => void;
  /** Resolves when a trouble of the log is settled, or it is over; then the runner begins anew. Without it, it stops. */
  readonly untilSettled?: (over: AbortSignal) => Promise<void>;
  /** Told of each trouble that the runner goes on after. No personal data. */
  readonly warn?: (sentence: string, error: string) => void;
  /** Default 2000 events. */
  readonly batchSize?: number;
  /** How long a leader may show no life; default 10 s. */
  readonly leaseMs?: number;
  /** How often orders to rebuild are looked for; default 500 ms. */
  readonly lookMs?: number;
  /** How often tables and log are compared; default one hour. */
  readonly compareMs?: number;
  readonly moveCheckpoint?: MoveCheckpoint;
}

export interface RunnerHealth {
  readonly role: 'stopped' | 'standby' | 'leading' | 'failed';
  /** Name and code of the trouble that the runner is in, and since when where that is known; null when all is well. */
  readonly trouble: { readonly error: string; readonly since: Date | null } | null;
  readonly generations: readonly {
    readonly projection: string;
    readonly version: number;
    readonly generation: number;
    readonly status: Status;
    readonly position: bigint;
    readonly parked: number;
  }[];
}

/**
 * Keeps the read models. Start as many as you like on one database: one leads, the others wait to take over. Whatever
 * the database or the store do, it tries again; only an event that the program does not know stops it for good.
 */
export class Runner {
  /** Moves of this process's own checkpoints. */
  readonly progress = new Progress();
  private readonly ending = new AbortController();
  private running: Promise<void> | null = null;
  private role: RunnerHealth['role'] = 'stopped';
  private trouble: RunnerHealth['trouble'] = null;
  private lead: Leader | null = null;
  private seen: LogSeen | null = null;
  private isHeld = (): boolean => false;

  constructor(private readonly options: RunnerOptions) {}

  start(): void {
    this.running ??= this.run(this.ending.signal);
  }

  /** Lets the batch under way finish and hands the lead over. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  /**
   * Where the tables of some read models stand: known without asking the database while this process leads, since nobody
   * else moves them. Null where it does not, may not any more, or is not sure.
   */
  checkpoints(of: readonly Served[]): readonly Checkpoint[] | null {
    return this.isHeld() ? (this.lead?.checkpoints(of) ?? null) : null;
  }

  /** How far this process has seen the log, while it leads; null where it does not, or may not any more. */
  end(): LogEnd | null {
    return this.isHeld() ? (this.seen?.end() ?? null) : null;
  }

  health(): RunnerHealth {
    const generations = (this.lead?.writers() ?? []).map(({ generation: g }) => ({
      projection: g.projection,
      version: g.version,
      generation: g.generation,
      status: g.status,
      position: g.position,
      parked: g.parked.size,
    }));
    const [held] = this.lead?.troubles() ?? [];
    const trouble = this.trouble ?? (held ? { error: withoutContent(held), since: null } : null);
    return { role: this.role, trouble, generations };
  }

  private async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        this.role = 'standby';
        const leadership = await acquireLease(this.options.pool, this.options.leaseMs ?? 10_000, signal);
        if (!leadership) break;
        await this.leadWhile(leadership, signal, () => {
          failures = 0;
          this.trouble = null;
        });
      } catch (error) {
        if (error instanceof UnknownEvent || error instanceof IntegrityAlarm || error instanceof LogReplaced) {
          this.fail(error);
          if (error instanceof UnknownEvent || !this.options.untilSettled) return;
          await this.options.untilSettled(signal);
          continue;
        }
        this.note(error);
        failures += 1;
        await sleep(Math.min(50 * 2 ** failures, 5000), undefined, { signal }).catch(() => undefined);
      }
    }
    this.role = 'stopped';
  }

  private async leadWhile(leadership: Lease, end: AbortSignal, allIsWell: () => void): Promise<void> {
    const signal = AbortSignal.any([end, leadership.lost]);
    const projections = [logTime, ...this.options.projections];
    this.role = 'leading';
    this.isHeld = leadership.isHeld;
    const seen = await LogSeen.of(this.options.pool, leadership.epoch, (error) => {
      this.note(error);
    });
    const moved = () => {
      allIsWell();
      this.progress.moved();
    };
    this.lead = new Leader(
      { ...this.options, seen, projections, epoch: leadership.epoch },
      signal,
      moved,
      (after, events) => {
        this.progress.passed(after, events);
      },
    );
    this.seen = seen;
    try {
      await this.lead.run();
    } finally {
      this.lead = null;
      this.seen = null;
      await seen.finish();
      await leadership.resign();
    }
  }

  private fail(error: Error): void {
    this.role = 'failed';
    this.trouble = { error: error.message, since: new Date() };
    this.options.onFatal?.(error);
  }

  private note(error: unknown): void {
    const short = withoutContent(error);
    if (this.trouble?.error !== short) this.trouble = { error: short, since: this.trouble?.since ?? new Date() };
    const sentence =
      error instanceof FenceLost
        ? 'another process took over the projections'
        : 'projections stand still, trying again';
    this.options.warn?.(sentence, short);
  }
}
