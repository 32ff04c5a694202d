import { Injectable } from '@nestjs/common';
import type { CaseAmongOthers } from './case-record.js';
import { CaseReader } from './case-reader.handler.js';
import { type CasesDb, casesKnown, daysOf, type KnownCase } from './cases.queries.js';

/** Reads cases together with the days of other cases of the same subjects. */
@Injectable()
export class CaseBook {
  constructor(private readonly reader: CaseReader) {}

  /** Cost: what is sealed in each, and one look at all cases of their subjects. @throws SealBroken | KeysUnavailable */
  async read(db: CasesDb, known: bigint, cases: readonly KnownCase[]): Promise<CaseAmongOthers[]> {
    if (cases.length === 0) return [];
    const bySubject = new Map<string, KnownCase[]>();
    for (const other of await casesKnown(db, known, { ofSubjectsOf: cases.map(({ opening }) => opening) })) {
      const same = bySubject.get(subjectOf(other));
      if (same) same.push(other);
      else bySubject.set(subjectOf(other), [other]);
    }
    return Promise.all(
      cases.map(async (one) => ({
        found: await this.reader.read(one),
        others: (bySubject.get(subjectOf(one)) ?? []).filter(({ caseId }) => caseId !== one.caseId).map(daysOf),
      })),
    );
  }
}

const subjectOf = ({ opening: { memberId, organizationId } }: KnownCase): string => memberId ?? organizationId;
