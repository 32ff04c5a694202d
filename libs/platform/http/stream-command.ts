import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { callerOf } from '#platform/access/by';
import { maySee } from '#platform/access/wall';
import type { Envelope, Receipt } from '#platform/commands/envelope';
import { idempotencyKey } from './idempotency.js';
import { expectedRevision, type IfMatch } from './preconditions.js';

interface Options {
  /** `required` for a stream on which one person works; `optional` for the register, which many persons change. */
  readonly ifMatch: IfMatch;
}

/** The envelope of a request's command. @throws Problem for a header that is missing or malformed */
export function envelopeOf(request: FastifyRequest, { ifMatch }: Options): Envelope {
  const caller = callerOf(request);
  return {
    commandId: idempotencyKey(request.headers['idempotency-key']),
    actor: caller.actor,
    correlationId: request.id as Uuid, // made by `requestId`
    causationId: null,
    expectedRevision: expectedRevision(request.headers['if-match'], ifMatch),
    facts: {},
    maySee: (kind, past) => maySee(kind, past, caller),
    authorize: (concerned, about) => caller.actorFor(concerned, about),
  };
}

const envelope = createParamDecorator((options: Options, context: ExecutionContext) =>
  envelopeOf(context.switchToHttp().getRequest<FastifyRequest>(), options),
);

/** The receipt of a command. A route that creates something adds the id of the new thing. */
export const ReceiptBody = z
  .strictObject({
    stream: z.string(),
    revision: z.int().min(-1).describe('Revision of the last event; also in ETag, for If-Match'),
    eventIds: z.array(z.uuid()).describe('Ids of the recorded events; empty if the command changed nothing'),
    position: z
      .string()
      .regex(/^\d+$/)
      .describe('Position of the last event, for the parameter `after`; valid in this store only'),
    leafHashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).describe('RFC 9162 leaf hashes, one for each event'),
    id: z.uuid().optional().describe('The id of the thing that the command created'),
  })
  .meta({ id: 'Receipt' });
export type ReceiptBody = z.output<typeof ReceiptBody>;

/** The answer to a command. A repeated request gets the same body, with the header Idempotency-Replayed. */
export class CommandAnswer {
  constructor(
    readonly receipt: Receipt,
    readonly id?: Uuid,
  ) {}

  toJSON(): ReceiptBody {
    const { stream, revision, eventIds, position, leafHashes } = this.receipt;
    return {
      stream,
      revision,
      eventIds: [...eventIds],
      position: String(position),
      leafHashes: [...leafHashes],
      ...(this.id === undefined ? {} : { id: this.id }),
    };
  }
}

/**
 * Passes the envelope of a command to a handler: `Idempotency-Key` (required), `If-Match`, and the id of the request as
 * correlation id. Also adds these headers and the receipt to the API's document.
 */
export const Enveloped =
  (options: Options = { ifMatch: 'required' }) =>
  (target: object, method: string | symbol, index: number): void => {
    envelope(options)(target, method, index);
    const handler = Object.getOwnPropertyDescriptor(target, method);
    if (!handler) return;
    const describe = (decorator: MethodDecorator) => decorator(target, method, handler);
    describe(
      ApiHeader({
        name: 'Idempotency-Key',
        required: true,
        description: 'A UUID of your choice; keep it when you send the same request again',
        schema: { type: 'string', format: 'uuid' },
      }),
    );
    if (options.ifMatch !== 'none')
      describe(
        ApiHeader({
          name: 'If-Match',
          required: options.ifMatch === 'required',
          description: 'The revision of the record that you have read, in double quotes',
          schema: { type: 'string', pattern: '^"(0|[1-9]\\d{0,9})"$' },
        }),
      );
    describe(ApiCreatedResponse({ standardSchema: ReceiptBody, description: 'The events are recorded and durable' }));
  };
