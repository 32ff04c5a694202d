import { Injectable } from '@nestjs/common';
import { hiddenAmong } from '#features/engagements';
import type { Uuid } from '#kernel/ids';
import type { Openings } from '#platform/sealing/openings';
import type { CaseAmongOthers } from './case-record.js';
import { CaseReader } from './case-reader.handler.js';
import { type VisibleCases, casesKnown, daysOf, type KnownCase } from './cases.queries.js';

/** Reads cases, each together with the days of the other cases of its subject. */
@Injectable()
export class CaseBook {
  constructor(private readonly reader: CaseReader) {}

  /**
   * Leaves out the source of a case if the source is an engagement that the reader may not see. Cost: decrypts the
   * sealed values of each case; one query for all cases of the subjects.
   *
   * @throws SealBroken | KeysUnavailable
   */
  async read(
    { others, engagements }: VisibleCases,
    position: bigint,
    cases: readonly KnownCase[],
    openings: Openings,
  ): Promise<CaseAmongOthers[]> {
    if (cases.length === 0) return [];
    const bySubject = new Map<string, KnownCase[]>();
    for (const other of await casesKnown(others, position, { ofSubjectsOf: cases.map(({ opening }) => opening) })) {
      const same = bySubject.get(subjectOf(other));
      if (same) same.push(other);
      else bySubject.set(subjectOf(other), [other]);
    }
    const sources = cases.map(({ opening }) => opening.engagementId);
    const hidden = await hiddenAmong(engagements, sources);
    return Promise.all(
      cases.map(async (knownCase) => ({
        record: await this.reader.read(withoutSource(knownCase, hidden), openings),
        others: (bySubject.get(subjectOf(knownCase)) ?? [])
          .filter(({ caseId }) => caseId !== knownCase.caseId)
          .map(daysOf),
      })),
    );
  }
}

function withoutSource(knownCase: KnownCase, hidden: ReadonlySet<Uuid>): KnownCase {
  const { opening } = knownCase;
  if (opening.engagementId === null || !hidden.has(opening.engagementId)) return knownCase;
  return { ...knownCase, opening: { ...opening, engagementId: null, subjectId: null } };
}

const subjectOf = ({ opening: { memberId, organizationId } }: KnownCase): string => memberId ?? organizationId;
