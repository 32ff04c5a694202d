import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import type { Openings } from '#platform/sealing/openings';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the answer holds of records; set if the reading was recorded. */
    openings?: Openings;
  }
}

/** Why the reading of an answer is recorded. */
export type ReadingKind = 'SEALED' | 'EXPORT' | 'HISTORY' | 'SEARCH' | 'NAMES';

export interface RecordedReading {
  readonly kind: ReadingKind;
  /** If set, the reading is recorded only for a query with this parameter: for a search, not for the plain list. */
  readonly onlyWith: string | null;
  /** Whether the reading is recorded only if it states a purpose; else the answer tells persons by their codes. */
  readonly onlyForPurpose: boolean;
}

const RECORDED = Symbol('recorded');

/** Headers that a handler sets for its answer. They are not sent with a problem in its place. */
const DESCRIBING = ['etag', 'content-disposition'];

/** Records what an answer holds of records, once the handler has made the answer and before it is sent. */
class SettlesOpenings implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        try {
          await http.getRequest<FastifyRequest>().openings?.settle();
          return answer;
        } catch (error) {
          for (const header of DESCRIBING) http.getResponse<FastifyReply>().removeHeader(header);
          throw error;
        }
      }),
    );
  }
}

/** Puts an interceptor around those of a handler, whatever the order of their decorators. */
const outermost =
  (interceptor: NestInterceptor): MethodDecorator =>
  (_target, _name, { value }: PropertyDescriptor) => {
    const inner = (Reflect.getMetadata(INTERCEPTORS_METADATA, value as object) as unknown[] | undefined) ?? [];
    Reflect.defineMetadata(INTERCEPTORS_METADATA, [interceptor, ...inner], value as object);
  };

/**
 * Records the reading in the log of readings before the handler runs: who reads what, and for which purpose (header
 * `Purpose`). If recording fails, the handler does not run. What the handler opens is recorded before its answer is
 * sent; if that fails, the answer is not sent. Reading sealed content requires a purpose.
 */
export const RecordsReading = (
  kind: ReadingKind,
  { onlyWith = null, onlyForPurpose = false }: Partial<Pick<RecordedReading, 'onlyWith' | 'onlyForPurpose'>> = {},
) =>
  applyDecorators(
    outermost(new SettlesOpenings()),
    SetMetadata(RECORDED, { kind, onlyWith, onlyForPurpose } satisfies RecordedReading),
    ApiExtension('x-recorded', kind),
    ApiHeader({
      name: 'Purpose',
      required: kind === 'SEALED',
      description: 'What it is read for: a code of the list `reading-purposes`; goes into the log of readings',
      schema: { type: 'string' },
    }),
  );

/** How the readings of a handler are recorded; null if they are not. */
export function recordedReading(handler: object): RecordedReading | null {
  return (Reflect.getMetadata(RECORDED, handler) as RecordedReading | undefined) ?? null;
}

/** The handler may open records, but its readings are not recorded: a fault of the program. */
export class NotRecorded extends Error {
  constructor() {
    super('a handler with @Opens() needs @RecordsReading()');
    this.name = 'NotRecorded';
  }
}

/** For `@Opens()`; exported so that a test finds the handlers that use it. @throws NotRecorded */
export function openingsOf(_: unknown, context: ExecutionContext): Openings {
  const { openings } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!openings) throw new NotRecorded();
  return openings;
}

/** The collection of what the answer opens. It is in the log of readings before the answer is sent. */
export const Opens = createParamDecorator(openingsOf);

/** The collection of what the answer opens; null if the reading is not recorded, since it states no purpose. */
export const OpensIfRecorded = createParamDecorator(
  (_: unknown, context: ExecutionContext): Openings | null =>
    context.switchToHttp().getRequest<FastifyRequest>().openings ?? null,
);
