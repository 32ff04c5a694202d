// Written as a dashboard builder would: typed by the committed document alone. It is compiled by
// tests/openapi/client.test.ts against the types that openapi-typescript makes, and run by
// tests/journeys/typed-client.test.ts.
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

type Problem = components['schemas']['Problem'];
export interface Place {
  readonly address: string;
  readonly clerk: Readonly<Record<string, string>>;
  readonly second: Readonly<Record<string, string>>;
  readonly ward: string;
  readonly cell: string;
}

export async function journey({ address, clerk, second, ward, cell }: Place) {
  const client = createClient<paths>({ baseUrl: address, headers: clerk });
  const other = createClient<paths>({ baseUrl: address, headers: second });
  const key = () => ({ 'Idempotency-Key': crypto.randomUUID() });
  const at = (revision: number) => ({ ...key(), 'If-Match': `"${revision}"` });

  const opened = await client.POST('/api/inspections', {
    params: { header: key() },
    body: {
      kind: 'INSP_COMPLIANCE',
      decidingBody: { organizationId: ward, body: 'COMMITTEE' },
      decision: { number: '77-QĐ/ĐU', signedOn: '2026-03-02' },
      subjects: [{ organizationId: cell, capacity: 'ORGANIZATION' }],
    },
  });
  const receipt = told(opened.data);
  const id = told(receipt.id);

  const one = await client.GET('/api/engagements/{id}', {
    params: { path: { id }, query: { after: receipt.position }, header: { Purpose: 'CASE_WORK' } },
  });
  const { engagement } = told(one.data);
  const subjectId = told(engagement.subjects[0]).subjectId;

  const concluded = await client.POST('/api/inspections/{id}/conclusion', {
    params: { path: { id }, header: at(engagement.revision) },
    body: {
      concludedOn: '2026-03-20',
      notice: { number: '78-TB/ĐU', signedOn: '2026-03-24' },
      outcomes: [{ subjectId, outcome: 'GOOD', workedAt: [cell] }],
    },
  });
  const { position, revision } = told(concluded.data);

  const review = told((await other.GET('/api/engagements/{id}/review', { params: { path: { id } } })).data);
  const own = await client.POST('/api/engagements/{id}/confirmation', {
    params: { path: { id }, header: at(revision) },
    body: { contentHash: review.contentHash },
  });
  const refused: Problem = told(own.error);
  const confirmed = await other.POST('/api/engagements/{id}/confirmation', {
    params: { path: { id }, header: at(review.revision) },
    body: { contentHash: review.contentHash },
  });

  const coverage = await client.GET('/api/coverage', {
    params: { query: { scope: ward, from: '2026-01-01', to: '2026-12-31', after: told(confirmed.data).position } },
  });
  const list = await client.GET('/api/engagements', {
    params: { query: { concludedFrom: '2026-03-24', concludedTo: '2026-03-24', after: position } },
  });
  const history = await client.GET('/api/streams/{category}/{id}/history', {
    params: { path: { category: 'engagement', id } },
  });
  const wrong = await client.GET('/api/engagements', {
    params: { query: { decidedFrom: '2026-02-01', decidedTo: '2026-01-01' } },
  });
  return {
    id,
    refused: [own.response.status, refused.code],
    covered: told(coverage.data).covered,
    listed: told(list.data).engagements.map(({ engagementId }) => engagementId),
    sentences: told(history.data).entries.map(({ sentence }) => sentence.vi),
    wrong: [wrong.response.status, told(wrong.error).errors.map(({ field }) => field)],
  };
}

/** What a request was answered with. @throws if it was answered with something else */
function told<T>(value: T | null | undefined): T {
  if (value === undefined || value === null) throw new Error('this was not in the answer');
  return value;
}
