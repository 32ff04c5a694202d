import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';

/** Why the reading of an answer is recorded. */
export type ReadKind = 'SEALED' | 'EXPORT' | 'HISTORY' | 'SEARCH';

export interface RecordedRoute {
  readonly kind: ReadKind;
  /** Only where the query has this parameter: a list without a search in it is none. */
  readonly onlyWith: string | null;
}

const RECORDED = Symbol('recorded');

/**
 * The reading is written to the log of readings before the handler is asked: who, what, for what purpose (header `Purpose`).
 * Where it cannot be written, nothing is read. What is sealed is read for a purpose that is stated.
 */
export const Recorded = (kind: ReadKind, { onlyWith = null }: { readonly onlyWith?: string | null } = {}) =>
  applyDecorators(
    SetMetadata(RECORDED, { kind, onlyWith } satisfies RecordedRoute),
    ApiExtension('x-recorded', kind),
    ApiHeader({
      name: 'Purpose',
      required: kind === 'SEALED',
      description: 'What it is read for: a code of the list `reading-purposes`; goes into the log of readings',
      schema: { type: 'string' },
    }),
  );

/** Null for a handler whose readings nobody records. */
export function recordedRoute(handler: object): RecordedRoute | null {
  return (Reflect.getMetadata(RECORDED, handler) as RecordedRoute | undefined) ?? null;
}
