import type { Kysely } from 'kysely';
import { engagementsSeenBy, linkWarningsOf } from '#features/engagements';
import { organizations } from '#features/organizations';
import { EVERYTHING, type Reader } from '#platform/access/reader';
import { rowsFor } from '#platform/projections/rows-for';
import type { CaseRecord } from './case-record.js';

type Reading = Parameters<typeof linkWarningsOf>[2];

/** What is impossible or unusual about the conclusion from which a case arises. Cost: none if it arises from none. */
export async function sourceWarnings(
  { subject, source, openedOn }: Pick<CaseRecord, 'subject' | 'source' | 'openedOn'>,
  { db, reader, moment }: { readonly db: Kysely<unknown>; readonly reader: Reader; readonly moment: Reading['moment'] },
) {
  const { engagementId: id, subjectId } = source;
  if (id === null) return [];
  const act = { kind: null, body: null, decision: { number: null, signedOn: openedOn }, subjects: [subject] };
  const warnings = await linkWarningsOf(act, [{ how: 'SOURCE', id, subjectId, field: '' }], {
    visible: engagementsSeenBy(db, reader),
    organizations: rowsFor(db, organizations, EVERYTHING('the register is open')),
    moment,
  });
  return warnings.map(({ code, vi, en }) => ({ code, vi, en, source: null, article: null, confidence: null }));
}
