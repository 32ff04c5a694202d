import type { Uuid } from './ids.js';

/** Whom an entry of a record touches: for who may act on the record, and who may read of it. */
export interface Concerned {
  /** Organizations that act or are acted on. */
  readonly organizations: readonly Uuid[];
  /** Persons who are acted on; those who act for a body are not among them. */
  readonly members: readonly Uuid[];
}

export const NOBODY: Concerned = { organizations: [], members: [] };
