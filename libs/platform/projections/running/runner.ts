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
import { type ObservedEnd, LogSeen } from './log-end.js';

export interface RunnerOptions {
  /** Connects as the product's role; needs one connection for the lease and one for each projection. */
  readonly pool: pg.Pool;
  readonly store: EventStore;
  /** Every event type of the program, including `projectionOperations`. */
  readonly catalog: Catalog;
  readonly projections: readonly AnyProjection[];
  /** Called when the runner stops: the log holds an unknown event, or the store broke a guarantee. */
  readonly onFatal?: (error: Error) => void;
  /**
   * Resolves when a problem of the log is settled, or when `over` aborts; then the runner starts again. Without it the
   * runner stops at such a problem.
   */
  readonly untilSettled?: (over: AbortSignal) => Promise<void>;
  /** Called for each error after which the runner retries. Contains no personal data. */
  readonly warn?: (sentence: string, error: string) => void;
  /** Default 2000 events. */
  readonly batchSize?: number;
  /** Maximum time without a sign of life before a leader is replaced; default 10 s. */
  readonly leaseMs?: number;
  /** Interval at which requests to rebuild are read; default 500 ms. */
  readonly lookMs?: number;
  /** Interval between comparisons of tables and log; default one hour. */
  readonly compareMs?: number;
  readonly moveCheckpoint?: MoveCheckpoint;
}

export interface RunnerHealth {
  readonly role: 'stopped' | 'standby' | 'leading' | 'failed';
  /** Name and code of the current error, and since when if known; null when there is none. */
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
 * Runs the projections. Any number of runners may share a database: one leads, the others stand by. Errors of database
 * and store are retried without limit; an unknown event type stops the runner.
 */
export class Runner {
  /** Progress of this process's own checkpoints. */
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

  /** Finishes the current batch and releases the lease. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  /**
   * The checkpoints of some read models, from memory while this process is the leader. Null when it is not, or when a
   * position is uncertain.
   */
  checkpoints(of: readonly Served[]): readonly Checkpoint[] | null {
    return this.isHeld() ? (this.lead?.checkpoints(of) ?? null) : null;
  }

  /** How far this process has read the log, while it is the leader; otherwise null. */
  end(): ObservedEnd | null {
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
        : 'the projections cannot advance; retrying';
    this.options.warn?.(sentence, short);
  }
}
