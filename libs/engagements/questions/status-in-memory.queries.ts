import type { PlainDate } from '#kernel/dates';
import type { Coded } from '#kernel/text';
import type { StoredEvent } from '#platform/event-store/event-store';
import { InMemoryTables } from '#platform/projections/in-memory';
import { engagement } from '../engagement.js';
import { engagements } from '../engagements.projection.js';
import { engagementOn } from './engagement-on-day.js';
import { type Warning, warningsOf } from './remarks.js';
import { STATUSES } from './statuses.js';

/** Follows one engagement entry by entry, and tells its status after the last one. */
export class EngagementStatusInMemory {
  readonly #tables = new InMemoryTables(engagements, engagement.catalog);

  /** @throws the error that would park the stream */
  apply(event: StoredEvent): void {
    this.#tables.apply(event);
  }

  /** Null if the engagement is not opened, or its opening is annulled. */
  on(day: PlainDate): Coded | null {
    const { openings, ...rest } = this.#tables.rows();
    const [opening] = openings;
    if (!opening) return null;
    const code = engagementOn({ opening, ...rest }, day).status;
    return { code, vi: STATUSES[code].vi, en: STATUSES[code].en };
  }

  /** The warnings that follow from a rule of the rulebook. */
  warnings(day: PlainDate): readonly Warning[] {
    const { openings, ...rest } = this.#tables.rows();
    const [opening] = openings;
    if (!opening) return [];
    const beside = { lives: new Map(), nameOf: () => null };
    return warningsOf(opening, engagementOn({ opening, ...rest }, day), beside).filter(({ source }) => source !== null);
  }
}
