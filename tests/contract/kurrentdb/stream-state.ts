import { END_OF_STREAM, eventOfRun, type LoggedEvent, type Run } from './events.js';

/** The metadata in `$$<stream>`. The keys are the server's. */
export interface StreamMeta {
  readonly $tb?: number;
  readonly $maxCount?: number;
  /** In seconds. */
  readonly $maxAge?: number;
  readonly $acl?: Acl | string;
}

/** The accounts that may read, write, delete, read metadata and write metadata. */
export type Acl = Partial<Record<'$r' | '$w' | '$d' | '$mr' | '$mw', string | readonly string[]>>;

export class StreamState {
  readonly events: LoggedEvent[] = [];
  readonly runs: Run[] = [];
  last = -1n;
  tombstoned = false;
  meta: StreamMeta = {};

  get softDeleted(): boolean {
    return (this.meta.$tb ?? 0) >= Number(END_OF_STREAM);
  }

  at(revision: bigint): LoggedEvent | undefined {
    const likely = this.events[Number(revision - (this.events[0]?.revision ?? 0n))];
    return likely?.revision === revision ? likely : this.events.find((event) => event.revision === revision);
  }

  /** Whether truncation, count or age hides an event from readers of the stream. `$all` still shows the event. */
  isHidden({ revision, ticks }: LoggedEvent): boolean {
    const { $tb, $maxCount, $maxAge } = this.meta;
    return (
      ($tb !== undefined && Number(revision) < $tb) ||
      ($maxCount !== undefined && Number(revision) <= Number(this.last) - $maxCount) ||
      ($maxAge !== undefined && Number(ticks) / 10_000 < Date.now() - $maxAge * 1_000)
    );
  }

  /** The events visible to a reader of the stream. */
  visible(): readonly LoggedEvent[] {
    const events = this.runs.length === 0 ? this.events : this.written();
    const { $tb, $maxCount, $maxAge } = this.meta;
    const limited = ($tb ?? $maxCount ?? $maxAge) !== undefined;
    return limited ? events.filter((event) => !this.isHidden(event)) : events;
  }

  private written(): LoggedEvent[] {
    const inRuns = this.runs.flatMap((run) => Array.from({ length: run.count }, (_, i) => eventOfRun(run, i)));
    return [...inRuns, ...this.events].sort((a, b) => Number(a.revision - b.revision));
  }
}

export const metastreamOf = (stream: string): string => `$$${stream}`;
export const isMetastream = (stream: string): boolean => stream.startsWith('$$');
export const originalOf = (metastream: string): string => metastream.slice(2);

/** The metadata in an event of a metastream; empty if it is not a JSON object, as on the server. */
export function metaIn(event: LoggedEvent | undefined): StreamMeta {
  if (event?.type !== '$metadata') return {};
  try {
    const meta: unknown = JSON.parse(Buffer.from(event.data).toString('utf8'));
    return typeof meta === 'object' && meta !== null ? meta : {};
  } catch {
    return {};
  }
}
