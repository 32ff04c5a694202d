/** The expected revision of an append; -1n is a stream without events. */
export type Expected = bigint | 'any' | 'stream_exists';

export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly meta: Uint8Array;
}

export interface LoggedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  /** 100 ns ticks since the Unix epoch, as in the protocol. */
  readonly ticks: bigint;
}

/** Many equal events of a foreign stream, kept as one entry to save memory and time. */
export interface Run {
  readonly stream: string;
  readonly count: number;
  /** Position of the first event of the run. */
  readonly revision: bigint;
  readonly position: bigint;
  readonly ticks: bigint;
}

export type AppendOutcome =
  | { readonly kind: 'ok'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'conflict'; readonly actual: bigint }
  | { readonly kind: 'deleted' };

/** The revision of a tombstone, and the value of `$tb` of a stream that was soft-deleted. */
export const END_OF_STREAM = 2n ** 63n - 1n;

/** Since the Unix epoch, in ticks. */
export const now = (): bigint => BigInt(Date.now()) * 10_000n;

const HEADER = 64n;

/** The size of an event in the log, in bytes. */
export const sizeOf = ({ stream, type, data, meta }: Omit<LoggedEvent, 'position' | 'revision' | 'ticks'>): bigint =>
  HEADER + BigInt(stream.length + type.length + data.length + meta.length);

const FOREIGN = { type: 'ForeignRecorded', json: true, data: Buffer.from('{"n":1}'), meta: Buffer.from('{}') };

/** The event of a run at an index within the run. */
export function eventOfRun(run: Run, index: number): LoggedEvent {
  const position = run.position + BigInt(index) * sizeOfRunEvent(run);
  return {
    id: `f0000000-0000-4000-8000-${position.toString(16).padStart(12, '0')}`,
    type: FOREIGN.type,
    json: FOREIGN.json,
    data: FOREIGN.data,
    meta: FOREIGN.meta,
    stream: run.stream,
    revision: run.revision + BigInt(index),
    position,
    ticks: run.ticks,
  };
}

export const sizeOfRunEvent = (run: Pick<Run, 'stream'>): bigint =>
  sizeOf({
    id: '',
    type: FOREIGN.type,
    json: FOREIGN.json,
    data: FOREIGN.data,
    meta: FOREIGN.meta,
    stream: run.stream,
  });
