import { linkWarningsOf } from '#features/engagements';
import type { CaseRecord } from './case-record.js';

/** What is impossible or unusual about the conclusion from which a case arises. Cost: none if it arises from none. */
export async function sourceWarnings(
  { subject, source, openedOn }: Pick<CaseRecord, 'subject' | 'source' | 'openedOn'>,
  reading: Parameters<typeof linkWarningsOf>[2],
) {
  const { engagementId: id, subjectId } = source;
  if (id === null) return [];
  const act = { kind: null, body: null, decision: { number: null, signedOn: openedOn }, subjects: [subject] };
  const warnings = await linkWarningsOf(act, [{ how: 'SOURCE', id, subjectId, field: '' }], reading);
  return warnings.map(({ code, vi, en }) => ({ code, vi, en, source: null, article: null, confidence: null }));
}
