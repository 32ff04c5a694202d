import { sql } from 'kysely';
import type { StreamId } from '#kernel/ids';
import type { Db } from '#platform/projections/rows-for';
import type { proposals } from './proposals.projection.js';

/** A proposal that lacks agreements and was not declined. It may be outdated: the record itself tells. */
export interface OpenProposal {
  readonly stream: StreamId;
  readonly revision: number;
}

/** Proposals that may be open, as known at a log position, the latest first. */
export async function openProposals(db: Db<typeof proposals>, position: bigint): Promise<readonly OpenProposal[]> {
  return db
    .selectFrom('proposed as p')
    .where('p.knownFrom', '<=', position)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('declined as d')
            .whereRef('d.stream', '=', 'p.stream')
            .whereRef('d.proposal', '=', 'p.revision')
            .where('d.knownFrom', '<=', position)
            .select('d.revision'),
        ),
      ),
    )
    .where((eb) =>
      eb(
        eb
          .selectFrom('agreed as a')
          .whereRef('a.stream', '=', 'p.stream')
          .whereRef('a.proposal', '=', 'p.revision')
          .where('a.knownFrom', '<=', position)
          .select(sql<number>`count(*) + 1`.as('taken')),
        '<',
        eb.ref('p.persons'),
      ),
    )
    .select(['p.stream', 'p.revision'])
    .orderBy('p.position', 'desc')
    .execute();
}
