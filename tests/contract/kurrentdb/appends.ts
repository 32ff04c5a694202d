import {
  type sendUnaryData,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { Calls } from './calls.js';
import type { AppendOutcome, NewEvent } from './events.js';
import { type Faults, strikes } from './faults.js';
import type { MemoryLog } from './memory-log.js';
import {
  deletedError,
  expectedOf,
  notLeader,
  proposedEvent,
  rpcError,
  streamName,
  written,
  wrongVersion,
  wrongVersionError,
} from './messages.js';

/** The server's default limit of one append, for versions up to 25.0. */
export const MAX_APPEND_SIZE = 1024 * 1024;

type AppendCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>;
type DeleteCall = ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>;
type TombstoneCall = ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>;

/** The write side of the streams service: append to one stream, delete, tombstone. */
export class Appends {
  private readonly faults: Faults;

  /** @param wrote called with the stream that was written, or whose metadata were written */
  constructor(
    private readonly log: MemoryLog,
    private readonly calls: Calls,
    private readonly maxAppendSize: number,
    private readonly wrote: (stream: string) => void,
  ) {
    this.faults = log.faults;
  }

  readonly append = (call: AppendCall, answer: sendUnaryData<streams.AppendResp>): void => {
    let options: streams.AppendReq.Options | undefined;
    const events: NewEvent[] = [];
    call.on('data', (request: streams.AppendReq) => {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (message) events.push(proposedEvent(message));
    });
    call.on('end', () => {
      if (strikes(this.faults, 'hangAppends')) return;
      const refusal = options ? this.refusal(call, options, events) : rpcError(status.INVALID_ARGUMENT, 'no options');
      if (refusal || !options) answer(refusal ?? null);
      else this.write(call, options, events, answer);
    });
    call.on('error', () => undefined);
  };

  readonly delete = (call: DeleteCall, answer: sendUnaryData<streams.DeleteResp>): void => {
    this.remove(call, call.request.getOptions(), false, (error, position) => {
      const at = new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position);
      answer(error, new streams.DeleteResp().setPosition(at));
    });
  };

  readonly tombstone = (call: TombstoneCall, answer: sendUnaryData<streams.TombstoneResp>): void => {
    this.remove(call, call.request.getOptions(), true, (error, position) => {
      const at = new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position);
      answer(error, new streams.TombstoneResp().setPosition(at));
    });
  };

  private remove(
    call: DeleteCall | TombstoneCall,
    options: streams.DeleteReq.Options | streams.TombstoneReq.Options | undefined,
    hard: boolean,
    answer: (error: ServiceError | null, position: string) => void,
  ): void {
    const stream = streamName(options?.getStreamIdentifier());
    const refusal = this.calls.refusal(call, stream, 'delete');
    if (refusal) {
      answer(refusal, '0');
      return;
    }
    const expected = options ? expectedOf(options) : 'any';
    const outcome = this.log.delete(stream, expected, hard);
    this.log.whenShown(() => {
      if (outcome.kind === 'deleted') answer(deletedError(stream), '0');
      else if (outcome.kind === 'conflict') answer(wrongVersionError(stream, expected, outcome.actual), '0');
      else answer(null, String(outcome.position));
    });
  }

  private refusal(
    call: AppendCall,
    options: streams.AppendReq.Options,
    events: readonly NewEvent[],
  ): ServiceError | undefined {
    const denied = this.calls.refusal(call, streamName(options.getStreamIdentifier()), 'write');
    if (denied) return denied;
    if (call.metadata.get('requires-leader')[0] === 'true' && strikes(this.faults, 'notLeader'))
      return notLeader(call.getHost());
    if (strikes(this.faults, 'notReady')) return rpcError(status.UNAVAILABLE, 'Server Is Not Ready');
    if (strikes(this.faults, 'timeOutBeforeWrite')) return timedOut();
    const size = events.reduce((sum, { data, meta, type }) => sum + data.length + meta.length + 2 * type.length, 0);
    if (size <= this.maxAppendSize) return undefined;
    return rpcError(
      status.INVALID_ARGUMENT,
      `Maximum Append Size of ${this.maxAppendSize} Exceeded.`,
      'maximum-append-size-exceeded',
      { 'maximum-append-size': String(this.maxAppendSize) },
    );
  }

  private write(
    call: AppendCall,
    options: streams.AppendReq.Options,
    events: readonly NewEvent[],
    answer: sendUnaryData<streams.AppendResp>,
  ): void {
    const stream = streamName(options.getStreamIdentifier());
    const outcome = this.log.append(stream, expectedOf(options), events);
    this.wrote(stream);
    this.log.whenShown(() => {
      this.answer(call, options, outcome, answer);
    });
  }

  private answer(
    call: AppendCall,
    options: streams.AppendReq.Options,
    outcome: AppendOutcome,
    answer: sendUnaryData<streams.AppendResp>,
  ): void {
    const stream = streamName(options.getStreamIdentifier());
    if (strikes(this.faults, 'dieAfterWrite')) process.kill(process.pid, 'SIGKILL');
    else if (strikes(this.faults, 'swallowReplies')) return;
    else if (this.calls.end(call, answer)) return;
    else if (strikes(this.faults, 'timeOutAfterWrite')) answer(timedOut());
    else if (outcome.kind === 'deleted') answer(deletedError(stream));
    else if (outcome.kind === 'conflict') answer(null, wrongVersion(expectedOf(options), outcome.actual));
    else answer(null, written(outcome.revision + (strikes(this.faults, 'wrongRevision') ? 1n : 0n), outcome.position));
  }
}

const timedOut = (): ServiceError => rpcError(status.ABORTED, 'Operation timed out: ');
