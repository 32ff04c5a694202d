import type { PlainDate } from '#kernel/dates';
import { idOf } from '#kernel/ids';
import type { Coded } from '#kernel/text';
import type { StoredEvent } from '#platform/event-store/event-store';
import { InMemoryTables } from '#platform/projections/in-memory';
import { CASE_STATUSES } from '../codes.js';
import { disciplineCase } from '../discipline-case.js';
import { disciplineCases } from '../discipline-cases.projection.js';
import { statusOn } from './case-record.js';
import { daysOf, type KnownCase } from './cases.queries.js';

/** Follows one case entry by entry, and tells its status after the last one. */
export class CaseStatusInMemory {
  readonly #tables = new InMemoryTables(disciplineCases, disciplineCase.catalog);

  /** @throws the error that would park the stream */
  apply(event: StoredEvent): void {
    this.#tables.apply(event);
  }

  /** Null before the first fact of the case, and if its opening is annulled. */
  on(day: PlainDate): Coded | null {
    const known = this.#known();
    const code = known && statusOn(daysOf(known), day);
    return code && { code, vi: CASE_STATUSES[code].vi, en: CASE_STATUSES[code].en };
  }

  #known(): KnownCase | null {
    const rows = this.#tables.rows();
    const [opening] = rows.cases;
    if (!opening) return null;
    return {
      caseId: idOf(opening.stream),
      opening,
      ballots: rows.ballots,
      decision: rows.decisions[0] ?? null,
      announcement: rows.announcements[0] ?? null,
      receipt: rows.receipts[0] ?? null,
      ending: rows.endings[0] ?? null,
      postponements: rows.casePostponements,
      changes: rows.decisionChanges,
    };
  }
}
