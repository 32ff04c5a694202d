import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { allNamesakes, organizations, register } from '#features/organizations';
import { pastEvent } from '#kernel/catalog';
import type { Uuid } from '#kernel/ids';
import { type InnerTwin, pairsRuledOut, pairText } from '#kernel/twins';
import type { Reader } from '#platform/access/reader';
import { ORGANIZATION } from '#platform/commands/twin-check';
import { Executor } from '#platform/commands/execute';
import { READ_DB } from '#platform/platform.module';
import { knownAt, rowsFor } from '#platform/projections/rows-for';
import { byPlace, isAfter, type PairPlace, placeOf, type SuspectedPair } from './twins.queries.js';

/** Organizations that may be one, from the registers themselves: names and lives are compared as a command does. */
@Injectable()
export class RegisterTwins {
  constructor(
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    private readonly executor: Executor,
  ) {}

  /** Pairs as known at a log position, in order. Cost: the registers, which are read from the log. */
  async suspected(reader: Reader, position: bigint, after?: PairPlace): Promise<readonly SuspectedPair[]> {
    const streams = await rowsFor(this.db, organizations, reader)
      .selectFrom('beginnings')
      .where(knownAt(position))
      .distinct()
      .orderBy('stream')
      .select('stream')
      .execute();
    const pairs: SuspectedPair[] = [];
    for (const { stream } of streams) {
      const { events } = await this.executor.recorded(register, stream);
      const past = events
        .filter((event) => event.position <= position)
        .map(({ record }) => pastEvent(register.catalog, record));
      const ruledOut = pairsRuledOut(register.twins?.as ?? '', past);
      const { state } = register.append(register.empty, past);
      const open = allNamesakes(state).filter(({ item, twin }) => !ruledOut.has(pairText(item, twin)));
      pairs.push(...open.map(pairOf));
    }
    return pairs.filter((pair) => !after || isAfter(placeOf(pair), after)).sort(byPlace);
  }
}

function pairOf({ item, twin, name }: InnerTwin): SuspectedPair {
  const [first, second] = [item, twin].sort() as [Uuid, Uuid];
  const one = (id: Uuid) => ({ category: ORGANIZATION, id });
  return { kind: 'ORGANIZATION', first: one(first), second: one(second), number: null, day: null, name };
}
