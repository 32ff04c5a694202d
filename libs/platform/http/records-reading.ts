import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';

/** Why the reading of an answer is recorded. */
export type ReadingKind = 'SEALED' | 'EXPORT' | 'HISTORY' | 'SEARCH';

export interface RecordedReading {
  readonly kind: ReadingKind;
  /** Recorded only when the query has this parameter: a list without a search is not. */
  readonly onlyWith: string | null;
}

const RECORDED = Symbol('recorded');

/**
 * Records the reading in the log of readings before the handler runs: who, what, for which purpose (header `Purpose`).
 * When that fails, nothing is read. Reading sealed content requires a stated purpose.
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

/** Null for a handler whose readings are not recorded. */
export function recordedReading(handler: object): RecordedReading | null {
  return (Reflect.getMetadata(RECORDED, handler) as RecordedReading | undefined) ?? null;
}
