import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Openings } from '#platform/sealing/openings';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the answer holds of records; set if the reading was recorded. */
    openings?: Openings;
  }
}

/** Why the reading of an answer is recorded. */
export type ReadingKind = 'SEALED' | 'EXPORT' | 'HISTORY' | 'SEARCH';

export interface RecordedReading {
  readonly kind: ReadingKind;
  /** If set, the reading is recorded only for a query with this parameter: for a search, not for the plain list. */
  readonly onlyWith: string | null;
}

const RECORDED = Symbol('recorded');

/**
 * Records the reading in the log of readings before the handler runs: who reads what, and for which purpose (header
 * `Purpose`). If recording fails, the handler does not run. Reading sealed content requires a purpose.
 */
export const RecordsReading = (kind: ReadingKind, { onlyWith = null }: { readonly onlyWith?: string | null } = {}) =>
  applyDecorators(
    SetMetadata(RECORDED, { kind, onlyWith } satisfies RecordedReading),
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
