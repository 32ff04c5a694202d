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

/** Milliseconds for which a program goes by what it has read of the declaration. */
const FRESH = 1_000;

const Declared = z.object({ log: Uuid, acceptsInjectedClock: z.boolean() });
const Left = z.object({ leftFor: z.string() });

/** What the stream of the declaration says, and its last revision. */
interface Said {
  readonly declared: z.output<typeof Declared> | null;
  readonly leftFor: string | null;
  readonly revision: number;
}

/**
 * Whose log it is, in a stream of its own. An append to one stream cannot depend on another one, so every program reads
 * the mark of a log that was left before it sends anything, at most once a second, and whoever sets the mark waits for
 * as long: when `leave` has answered, no program takes the log for one in use.
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
    const { declared, leftFor } = await this.said();
    return declared && { log: declared.log, leftFor };
  }

  /** @param whose tells the log of the first record, null where there is none */
  async declare(log: Uuid, acceptsInjectedClock: boolean, whose: () => Promise<string | null>): Promise<void> {
    for (;;) {
      const { declared, revision } = await this.said();
      if (declared?.log === log && declared.acceptsInjectedClock === acceptsInjectedClock) return;
      const recorded = await whose();
      const other = recorded !== null && (declared?.log ?? recorded) !== log ? (declared?.log ?? recorded) : null;
      if (other !== null) throw new Error(`this is the log ${other}, not ${log}`);
      if (recorded !== null && declared) throw new Error(`the log ${log} was declared otherwise, and has records`);
      if (await this.write(revision, 'LogDeclared', { log, acceptsInjectedClock })) return;
    }
  }

  /** @param closing ends the wait */
  async leave(leftFor: string, closing: AbortSignal): Promise<void> {
    for (;;) {
      const { declared, revision } = await this.said();
      if (!declared) throw new TypeError('a log that nobody has declared cannot be left');
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

  /** Takes an event of the stream of the declaration that somebody has come across. */
  seen(event: RecordedEvent): void {
    if (event.type === 'LogLeft') this.leftFor = Left.parse(dataOf(event)).leftFor;
  }

  private async check(): Promise<void> {
    const asked = performance.now();
    this.leftFor = (await this.said()).leftFor;
    this.checked = asked;
  }

  private async said(): Promise<Said> {
    const events = await this.reader.ask(streamRead(this.names.log, 0n, 1_000));
    let said: Said = { declared: null, leftFor: null, revision: NO_STREAM };
    for (const event of events) {
      const revision = Number(event.revision);
      if (event.type === 'LogDeclared') said = { ...said, revision, declared: Declared.parse(dataOf(event)) };
      else if (event.type === 'LogLeft') said = { ...said, revision, leftFor: Left.parse(dataOf(event)).leftFor };
      else said = { ...said, revision };
    }
    return said;
  }

  /** Whether it was written: somebody else may have been quicker. */
  private async write(expected: number, type: string, data: object): Promise<boolean> {
    const event: ProposedEvent = { id: randomUUID(), type, data: bytes(data), metadata: bytes({ v: '1' }) };
    const answer = await this.writer.send(this.names.log, expected, [event], this.names.log as StreamId);
    return answer.kind === 'written';
  }
}

const bytes = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
const dataOf = (event: RecordedEvent): unknown => JSON.parse(Buffer.from(event.data).toString('utf8'));
