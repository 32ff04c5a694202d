import {
  type sendUnaryData,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { type Faults, strikes } from './faults.js';
import type { MemoryLog, NewEvent } from './memory-log.js';
import { deletedError, expectedOf, proposedEvent, rpcError, streamName, written, wrongVersion } from './messages.js';

/** What the server takes in one append up to version 25.0. */
const MAX_APPEND_SIZE = 1024 * 1024;

type AppendCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>;

/** The write side of the streams service: append to one stream, delete, tombstone. */
export class Appends {
  constructor(
    private readonly log: MemoryLog,
    private readonly faults: Faults,
  ) {}

  readonly append = (call: AppendCall, answer: sendUnaryData<streams.AppendResp>): void => {
    let options: streams.AppendReq.Options | undefined;
    const events: NewEvent[] = [];
    call.on('data', (request: streams.AppendReq) => {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (message) events.push(proposedEvent(message));
    });
    call.on('end', () => {
      const refusal = this.refusal(call, events);
      if (refusal || !options) answer(refusal ?? rpcError(status.INVALID_ARGUMENT, 'no options'));
      else this.answer(options, events, answer);
    });
    call.on('error', () => undefined);
  };

  readonly delete = (
    call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
    answer: sendUnaryData<streams.DeleteResp>,
  ): void => {
    this.log.delete(streamName(call.request.getOptions()?.getStreamIdentifier()), false);
    answer(null, new streams.DeleteResp());
  };

  readonly tombstone = (
    call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
    answer: sendUnaryData<streams.TombstoneResp>,
  ): void => {
    this.log.delete(streamName(call.request.getOptions()?.getStreamIdentifier()), true);
    answer(null, new streams.TombstoneResp());
  };

  private refusal(call: AppendCall, events: readonly NewEvent[]): ServiceError | undefined {
    if (call.metadata.get('requires-leader')[0] === 'true' && strikes(this.faults, 'notLeader')) {
      const [host = '', port = ''] = call.getHost().split(':');
      const leader = { 'leader-endpoint-host': host, 'leader-endpoint-port': port };
      return rpcError(status.NOT_FOUND, 'Leader info available', 'not-leader', leader);
    }
    if (strikes(this.faults, 'notReady')) return rpcError(status.UNAVAILABLE, 'Server Is Not Ready');
    if (strikes(this.faults, 'timeOutBeforeWrite')) return timedOut();
    const size = events.reduce((sum, { data, meta, type }) => sum + data.length + meta.length + 2 * type.length, 0);
    if (size <= MAX_APPEND_SIZE) return undefined;
    return rpcError(
      status.INVALID_ARGUMENT,
      `Maximum Append Size of ${MAX_APPEND_SIZE} Exceeded.`,
      'maximum-append-size-exceeded',
      { 'maximum-append-size': String(MAX_APPEND_SIZE) },
    );
  }

  private answer(
    options: streams.AppendReq.Options,
    events: readonly NewEvent[],
    answer: sendUnaryData<streams.AppendResp>,
  ): void {
    const stream = streamName(options.getStreamIdentifier());
    const expected = expectedOf(options);
    const outcome = this.log.append(stream, expected, events);
    if (strikes(this.faults, 'dieAfterWrite')) process.kill(process.pid, 'SIGKILL');
    else if (strikes(this.faults, 'swallowReplies')) return;
    else if (strikes(this.faults, 'timeOutAfterWrite')) answer(timedOut());
    else if (outcome.kind === 'deleted') answer(deletedError(stream));
    else if (outcome.kind === 'conflict') answer(null, wrongVersion(expected, outcome.actual));
    else answer(null, written(outcome.revision + (strikes(this.faults, 'wrongRevision') ? 1n : 0n), outcome.position));
  }
}

const timedOut = (): ServiceError => rpcError(status.ABORTED, 'Operation timed out: ');
