import type { Outcome } from '#features/engagements';
import type { BodyKind, Capacity, Kind } from '#features/papers';

/**
 * A body of the demo, the organization that it leads (by name; null if it is not in the register), and the symbol of
 * its papers.
 */
export interface DemoBody {
  readonly body: BodyKind;
  readonly of: string | null;
  readonly name: string | null;
  readonly symbol: string;
}

/** A subject of one engagement: an organization, or a person in it. The id of a person is derived from `person`. */
export interface DemoSubject {
  readonly organization: string;
  readonly capacity: Capacity;
  readonly person: string | null;
  readonly outcome: Outcome;
}

/** A decision or a notice: the running number within its issuer's papers, and the day of signing. */
export type Signed = readonly [number: number, signedOn: string];

/** A concluded engagement, as in its file. */
export interface DemoEngagement {
  readonly body: DemoBody;
  readonly kind: Kind;
  readonly decision: Signed;
  readonly notice: Signed;
  readonly recordedOn: string;
  readonly subjects: readonly DemoSubject[];
}

/** A subject without an outcome has the outcome GOOD. */
type Named = string | DemoSubject;
const good = (named: Named): DemoSubject =>
  typeof named === 'string'
    ? // Work on a cell covers the cell, work on a larger organization its committee.
      {
        organization: named,
        capacity: named.startsWith('Chi bộ') ? 'ORGANIZATION' : 'COMMITTEE',
        person: null,
        outcome: 'GOOD',
      }
    : named;

export const concludedEngagement = (
  body: DemoBody,
  kind: Kind,
  decision: Signed,
  notice: Signed,
  recordedOn: string,
  subjects: readonly Named[],
): DemoEngagement => ({ body, kind, decision, notice, recordedOn, subjects: subjects.map(good) });

export const subjectWith = (outcome: Outcome, organization: string): DemoSubject => ({
  ...good(organization),
  outcome,
});

const person =
  (capacity: DemoSubject['capacity'], post: string) =>
  (organization: string, outcome: Outcome = 'GOOD'): DemoSubject => ({
    organization,
    capacity,
    outcome,
    person: `${post}, ${organization}`,
  });
export const secretary = person('SECRETARY', 'bí thư');
export const deputy = person('DEPUTY_SECRETARY', 'phó bí thư');
export const boardMember = person('MEMBER', 'cấp ủy viên');
export const member = person('MEMBER', 'đảng viên');

const paper =
  (type: string) =>
  ({ symbol }: DemoBody, [number]: Signed): string =>
    `${String(number).padStart(2, '0')}-${type}/${symbol}`;
export const decisionNumber = paper('QĐ');
/** Identifies the engagement: a notice is issued once. */
export const noticeNumber = paper('TB');

/** `Chi bộ Tổ dân phố <n>` */
export const group = (n: number): string => `Chi bộ Tổ dân phố ${n}`;
export const cell = (name: string): string => `Chi bộ ${name}`;
export const school = (name: string): string => `Chi bộ Trường ${name}`;
