import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { disciplineCases } from '#features/discipline';
import { engagements, Outcome } from '#features/engagements';
import type { Uuid } from '#kernel/ids';
import { inAnyScope, type Reader } from '#platform/access/reader';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { Openings } from '#platform/sealing/openings';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import { obligations, type Obligation } from './obligations.js';
import {
  casesOfEngagements,
  concludedOn,
  dischargesOn,
  inspectionsOnSigns,
  type MaybeObliging,
  type Moment,
} from './obligations.queries.js';

/** Schema version of the events that hold sealed outcomes. */
const SEALED_SCHEMA = 1;

/** Finds the obligations of conclusions. Decrypts the outcomes of persons to see whether an outcome requires an act. */
@Injectable()
export class ObligationReader {
  constructor(
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    @Inject(SEALING) private readonly sealing: Sealing,
  ) {}

  /**
   * Cost: decrypts the conclusions on persons in the organizations asked about.
   *
   * @param isAsked whether the obligations of an organization are asked about
   * @throws SealBroken | KeysUnavailable
   */
  async on(
    moment: Moment,
    reader: Reader,
    isAsked: (organizationId: Uuid) => boolean,
    openings: Openings,
  ): Promise<readonly Obligation[]> {
    const db = rowsFor(this.db, engagements, reader);
    const closing = inAnyScope(reader, 'what closes an obligation closes it for everybody');
    const closingEngagements = rowsFor(this.db, engagements, closing);
    const [conclusions, inspections, discharges, cases] = await Promise.all([
      concludedOn(db, moment),
      inspectionsOnSigns(closingEngagements, moment),
      dischargesOn(db, moment),
      casesOfEngagements(rowsFor(this.db, disciplineCases, closing), moment),
    ]);
    const asked = conclusions.filter(({ organizationId }) => isAsked(organizationId));
    const opened = await Promise.all(asked.map((conclusion) => this.#opened(conclusion, openings)));
    return obligations({
      inspections,
      discharges,
      cases,
      conclusions: opened.flatMap((conclusion) => conclusion ?? []),
    });
  }

  /** The conclusion with its outcome decrypted; null if the key of the outcome is destroyed. */
  async #opened({ stream, eventId, outcome, sealedOutcome, ...conclusion }: MaybeObliging, openings: Openings) {
    if (outcome !== null) return { ...conclusion, outcome };
    if (sealedOutcome === null) return null;
    const place = { stream, eventId, type: 'SubjectConcluded', schema: SEALED_SCHEMA, field: 'sealedOutcome' };
    const opened = await this.sealing.open(sealedOutcome, place, openings.record(stream, [conclusion.memberId]));
    return typeof opened === 'string' ? { ...conclusion, outcome: Outcome.parse(opened) } : null;
  }
}
