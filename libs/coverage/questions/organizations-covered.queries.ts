import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { organizations, type OrganizationsDb, placesOf } from '#features/organizations';
import { KINDS } from '#features/papers';
import { dayText } from '#kernel/day-text';
import type { Uuid } from '#kernel/ids';
import { compareVietnamese } from '#kernel/vietnamese';
import { inScope, type ReadScope } from '#platform/access/caller';
import type { Cell } from '#platform/http/csv';
import { EVERYTHING } from '#platform/access/reader';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { CLAUSES, LINEAGES, STATES } from '../codes.js';
import type { Coverage } from '../coverage.js';
import type { DecidingAct, OrganizationCovered } from '../rules/explain.js';
import type { OrganizationLeftOut } from '../rules/states.js';
import { ActConclusions, type ConclusionDays } from './act-conclusions.queries.js';
import type { ResolvedQuestion } from './coverage.queries.js';
import type { ListVisibility } from './official.queries.js';

export type Status = 'uncovered' | 'covered' | 'all' | 'left-out';
interface Place {
  readonly covered: boolean;
  readonly name: string;
  readonly organizationId: Uuid;
}

/**
 * The organizations behind a figure, with their names. Those not covered come first; then by name in Vietnamese order.
 */
@Injectable()
export class CoveredOrganizations {
  readonly #db: OrganizationsDb;
  readonly #conclusions: ActConclusions;

  constructor(@Inject(READ_DB) db: Kysely<unknown>) {
    this.#conclusions = new ActConclusions(db);
    this.#db = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  /** @param visibility organizations and acts that the caller may see */
  async page(
    question: ResolvedQuestion,
    status: Status,
    { limit, after }: { limit: number; after: Place | undefined },
    visibility: ListVisibility,
  ) {
    const sorted = await this.#named(question, status, visibility);
    const from = after === undefined ? 0 : sorted.findIndex((organization) => inOrder(organization, after) > 0);
    const page = from < 0 ? [] : sorted.slice(from, from + limit);
    const last = page.at(-1);
    const concludedOn = await this.#conclusions.daysOf(
      page.flatMap(({ by, inspection, supervision }) => [by, inspection, supervision].flatMap((act) => act ?? [])),
      question.moment.position,
    );
    const isEnd = last === undefined || from + limit >= sorted.length;
    return {
      organizations: page.map(
        ({ organizationId, name, type, parentId, parentName, covered, state, ended, by, inspection, supervision }) => ({
          organizationId,
          name,
          type,
          parentId,
          parentName,
          covered,
          state,
          ended,
          by: actTold(by, concludedOn),
          inspection: actTold(inspection, concludedOn),
          supervision: actTold(supervision, concludedOn),
        }),
      ),
      next: isEnd ? null : { covered: last.covered, name: last.name, organizationId: last.organizationId },
    };
  }

  /** Rows for a spreadsheet, in the words that committees use. */
  async rows(question: ResolvedQuestion, status: Status, visibility: ListVisibility): Promise<Cell[][]> {
    const sorted = await this.#named(question, status, visibility);
    return sorted.map(({ name, parentName, covered, state, by, organizationId }) => [
      name,
      parentName,
      covered ? 'Đã được' : state === 'UNCOVERED' ? 'Chưa' : `Không tính: ${STATES[state].vi}`,
      by ? dayText(by.day).vi : null,
      by && KINDS[by.kind].vi,
      by && clauseOf(by),
      organizationId,
    ]);
  }

  async #named({ moment, evaluate }: ResolvedQuestion, status: Status, { names, acts }: ListVisibility) {
    const all = listed(evaluate(), status); // compute first, because the facts may be updated while names are loaded
    const wanted = all
      .filter(({ organizationId }) => inScope(names, organizationId))
      .map((organization) => withActs(organization, acts));
    const places = await placesOf(
      this.#db,
      moment,
      wanted.flatMap(({ organizationId, ended }) => [organizationId, ...(ended?.into ?? [])]),
    );
    const nameOf = (organizationId: Uuid) => places.get(organizationId)?.name ?? organizationId;
    return wanted
      .map(({ ended, ...organization }) => ({
        ...organization,
        ...(places.get(organization.organizationId) ?? nowhere()),
        ended: ended && {
          on: ended.on,
          how: ended.how,
          into: ended.into.map((organizationId) => ({ organizationId, name: nameOf(organizationId) })),
        },
      }))
      .sort(inOrder);
  }
}

type Listed = OrganizationCovered & Pick<OrganizationLeftOut, 'ended'>;

function listed(answer: Coverage, status: Status): Listed[] {
  if (status === 'left-out') return answer.leftOut().map((one) => ({ ...one, ...NOT_COVERED }));
  return answer
    .organizations()
    .filter(({ covered }) => status === 'all' || covered === (status === 'covered'))
    .map((one) => ({ ...one, ended: null }));
}
const NOT_COVERED = { covered: false, by: null, inspection: null, supervision: null };

/**
 * Leaves out the act if it is on an organization outside the caller's scope. That the organization is covered stays
 * visible.
 */
function withActs<O extends OrganizationCovered>(covered: O, acts: ReadScope): O {
  const visible = (act: DecidingAct | null) => (act && inScope(acts, act.subjectOrganizationId) ? act : null);
  return {
    ...covered,
    by: visible(covered.by),
    inspection: visible(covered.inspection),
    supervision: visible(covered.supervision),
  };
}

const nowhere = () => ({
  name: 'Tổ chức đảng chưa rõ tên',
  type: null,
  parentId: null,
  parentName: null,
});

const inOrder = (a: Place, b: Place): number =>
  Number(a.covered) - Number(b.covered) ||
  compareVietnamese(a.name, b.name) ||
  (a.organizationId < b.organizationId ? -1 : a.organizationId > b.organizationId ? 1 : 0);

const clauseOf = ({ clause, lineage }: DecidingAct): string =>
  lineage === null ? CLAUSES[clause].vi : `${CLAUSES[clause].vi} (${LINEAGES[lineage].vi})`;

const actTold = (act: DecidingAct | null, concludedOn: ConclusionDays) =>
  act && {
    engagementId: act.engagementId,
    subjectId: act.subjectId,
    kind: act.kind,
    body: act.body,
    concludedOn: concludedOn(act),
    countsOn: act.day,
    clause: act.clause,
    lineage: act.lineage,
    through: [...act.through],
    subjectOrganizationId: act.subjectOrganizationId,
    confirmed: act.confirmed,
    afterEnd: act.afterEnd,
  };
