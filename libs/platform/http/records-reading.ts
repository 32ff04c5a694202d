import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';

/** Why the reading of an answer is recorded. */
export type ReadingKind = 'SEALED' | 'EXPORT' | 'HISTORY' | 'SEARCH';

export interface RecordedReading {
  readonly kind: ReadingKind;
  /** Only where the query has this parameter: a list without a search in it is none. */
  readonly onlyWith: string | null;
}

const RECORDED = Symbol('recorded');

/**
 * The reading is written to the log of readings before the handler is asked: who, what, for what purpose (header `Purpose`).
 * Where it cannot be written, nothing is read. What is sealed is read for a purpose that is stated.
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

/** Null for a handler whose readings nobody records. */
export function recordedReading(handler: object): RecordedReading | null {
  return (Reflect.getMetadata(RECORDED, handler) as RecordedReading | undefined) ?? null;
}
