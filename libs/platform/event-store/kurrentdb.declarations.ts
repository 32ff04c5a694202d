import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { StreamId, Uuid } from '#kernel/ids';
import { type LogDeclaration, LogLeft, NO_STREAM } from './event-store.js';
import type { ProposedEvent, RecordedEvent } from './kurrentdb.codec.js';
import type { KurrentNames } from './kurrentdb.names.js';
import { pause } from './kurrentdb.pauses.js';
import type { KurrentReader } from './kurrentdb.reader.js';
import { streamRead } from './kurrentdb.wire.js';
import type { KurrentWriter } from './kurrentdb.writer.js';

/** Milliseconds for which a read of the declaration counts as current. */
const FRESH = 1_000;

const Declared = z.object({ log: Uuid, acceptsInjectedClock: z.boolean() });
const Left = z.object({ leftFor: z.string() });

/** What the stream of the declaration holds, and its last revision. */
interface DeclarationState {
  readonly declared: z.output<typeof Declared> | null;
  readonly leftFor: string | null;
  readonly revision: number;
}

/**
 * The declaration of the log, in a stream of its own. The server cannot make an append to one stream depend on another
 * stream. Every program therefore reads the declaration before it appends, at most once a second. `leave` writes the
 * mark of a left log and waits that long: when it returns, no program appends any more.
 */
export class Declarations {
  private checked = -Infinity;
  private checking: Promise<void> | undefined;
  private leftFor: string | null = null;

  constructor(
    private readonly names: KurrentNames,
    private readonly reader: KurrentReader,
    private readonly writer: KurrentWriter,
  ) {}

  async read(): Promise<LogDeclaration | null> {
    const { declared, leftFor } = await this.state();
    return declared && { log: declared.log, leftFor };
  }

  /** @param whose returns the log that the first record names; null if there is no record */
  async declare(log: Uuid, acceptsInjectedClock: boolean, whose: () => Promise<string | null>): Promise<void> {
    for (;;) {
      const { declared, revision } = await this.state();
      if (declared?.log === log && declared.acceptsInjectedClock === acceptsInjectedClock) return;
      const recorded = await whose();
      const other = recorded !== null && (declared?.log ?? recorded) !== log ? (declared?.log ?? recorded) : null;
      if (other !== null)
        throw new Error(`the store holds log ${other}, not ${log}; check the store's address and prefix`);
      if (recorded !== null && declared)
        throw new Error(`log ${log} has records and its declaration differs in acceptsInjectedClock`);
      if (await this.write(revision, 'LogDeclared', { log, acceptsInjectedClock })) return;
    }
  }

  /** @param closing ends the wait */
  async leave(leftFor: string, closing: AbortSignal): Promise<void> {
    for (;;) {
      const { declared, revision } = await this.state();
      if (!declared) throw new TypeError('a log without a declaration cannot be marked as left');
      if (await this.write(revision, 'LogLeft', { leftFor })) break;
    }
    this.leftFor = leftFor;
    await pause(FRESH, closing);
  }

  /** @throws LogLeft | Unavailable */
  async assertInUse(): Promise<void> {
    if (this.leftFor === null && performance.now() - this.checked >= FRESH) {
      this.checking ??= this.check().finally(() => (this.checking = undefined));
      await this.checking;
    }
    if (this.leftFor !== null) throw new LogLeft(this.leftFor);
  }

  /** Takes an event of the declaration's stream from a reader. */
  seen(event: RecordedEvent): void {
    if (event.type === 'LogLeft') this.leftFor = Left.parse(dataOf(event)).leftFor;
  }

  private async check(): Promise<void> {
    const readAt = performance.now();
    this.leftFor = (await this.state()).leftFor;
    this.checked = readAt;
  }

  private async state(): Promise<DeclarationState> {
    const events = await this.reader.ask(streamRead(this.names.log, 0n, 1_000));
    let state: DeclarationState = { declared: null, leftFor: null, revision: NO_STREAM };
    for (const event of events) {
      const revision = Number(event.revision);
      if (event.type === 'LogDeclared') state = { ...state, revision, declared: Declared.parse(dataOf(event)) };
      else if (event.type === 'LogLeft') state = { ...state, revision, leftFor: Left.parse(dataOf(event)).leftFor };
      else state = { ...state, revision };
    }
    return state;
  }

  /** Returns whether the event was written; false if another program was first. */
  private async write(expected: number, type: string, data: object): Promise<boolean> {
    const event: ProposedEvent = { id: randomUUID(), type, data: bytes(data), metadata: bytes({ v: '1' }) };
    const answer = await this.writer.send(this.names.log, expected, [event], this.names.log as StreamId);
    return answer.kind === 'written';
  }
}

const bytes = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
const dataOf = (event: RecordedEvent): unknown => JSON.parse(Buffer.from(event.data).toString('utf8'));
