import type { Uuid } from '#kernel/ids';
import type { Caller, ReadScope } from './caller.js';

/** Who reads: for what they may read, and for what is shown to a few persons only. */
export interface Reader {
  readonly scope: ReadScope;
  readonly personId: Uuid;
}

/** Who reads under the permission of the route. Cost: the organizations that they may read of. */
export const readerOf = (caller: Caller): Reader => ({ scope: caller.scope, personId: caller.personId });
