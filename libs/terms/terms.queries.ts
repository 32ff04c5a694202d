import { idOf, type Uuid } from '#kernel/ids';
import { type Db, knownAt } from '#platform/projections/rows-for';
import type { oldTotals, terms } from './terms.projection.js';
import type { LegacyLine } from './legacy-totals.js';
import { type TermRow, termsOf } from './known-terms.js';

export type TermsDb = Db<typeof terms>;
export type LegacyTotalsDb = Db<typeof oldTotals>;

/**
 * Every term known at a log position, of one ward or of all, ordered by first day. The term of a ward on a day is
 * `termOn(await termsAsOf(…), wardId, asOf)`.
 */
export async function termsAsOf(
  db: TermsDb,
  { position, organizationId }: { readonly position: bigint; readonly organizationId?: Uuid | undefined },
): Promise<readonly TermRow[]> {
  const openings = await db
    .selectFrom('openings')
    .where(knownAt(position))
    .$if(organizationId !== undefined, (q) => q.where('organizationId', '=', organizationId ?? null))
    .selectAll()
    .execute();
  if (openings.length === 0) return [];
  const streams = openings.map(({ stream }) => stream);
  const [endings, targets] = await Promise.all([
    db.selectFrom('endings').where('stream', 'in', streams).where(knownAt(position)).selectAll().execute(),
    db.selectFrom('targets').where('stream', 'in', streams).where(knownAt(position)).selectAll().execute(),
  ]);
  return termsOf({ openings, endings, targets });
}

export interface LegacyTotalsRow {
  readonly legacyTotalsId: Uuid;
  readonly organizationId: Uuid;
  readonly period: string;
  readonly source: string;
  readonly lines: readonly LegacyLine[];
  readonly remark: string | null;
}

/** Totals of old reports known at a log position, in the order of recording. */
export async function legacyTotalsKnown(
  db: LegacyTotalsDb,
  { position, organizationId }: { readonly position: bigint; readonly organizationId?: Uuid | undefined },
): Promise<readonly LegacyTotalsRow[]> {
  const rows = await db
    .selectFrom('totals')
    .where(knownAt(position))
    .$if(organizationId !== undefined, (q) => q.where('organizationId', '=', organizationId ?? null))
    .orderBy('position')
    .select(['stream', 'organizationId', 'period', 'source', 'lines', 'remark'])
    .execute();
  return rows.map(({ stream, ...row }) => ({ legacyTotalsId: idOf(stream), ...row }));
}
