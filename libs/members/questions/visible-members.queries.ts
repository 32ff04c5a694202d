import { type Kysely, sql, type SqlBool } from 'kysely';
import { idOf, streamId, type Uuid } from '#kernel/ids';
import type { Reader } from '#platform/access/reader';
import { knownAt, rowsFor } from '#platform/projections/rows-for';
import { member } from '../member.js';
import { members } from '../members.projection.js';

/** A person whom a reader may see. */
export interface VisibleMember {
  readonly memberId: Uuid;
  readonly number: number;
}

/**
 * The persons whom a reader may see, of all or of some, in the register at a log position, in the order of their numbers.
 * Cost: one query.
 */
export async function visibleMembers(
  db: Kysely<unknown>,
  reader: Reader,
  position: bigint,
  among?: readonly Uuid[],
): Promise<readonly VisibleMember[]> {
  const streams = among?.map((id) => streamId(member.category, id)) ?? [];
  const rows = await rowsFor(db, members, reader)
    .selectFrom('entered')
    .where(knownAt(position))
    .$if(among !== undefined, (q) => q.where(sql<SqlBool>`${sql.ref('stream')} = any(${streams}::text[])`))
    .orderBy('number')
    .select(['stream', 'number'])
    .execute();
  return rows.map(({ stream, number }) => ({ memberId: idOf(stream), number }));
}
