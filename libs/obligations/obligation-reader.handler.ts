import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { casesKnown, disciplineCases } from '#features/discipline';
import { engagements, Outcome } from '#features/engagements';
import { SamePersons } from '#features/members';
import { answeringOn, endsOn, linesKnown, organizations } from '#features/organizations';
import type { Uuid } from '#kernel/ids';
import { EVERYTHING, inAnyScope, type Reader } from '#platform/access/reader';
import type { Moment as AnswerMoment } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { Openings } from '#platform/sealing/openings';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import { obligations, type Obligation } from './obligations.js';
import {
  casesOfEngagements,
  concludedOn,
  disbandingCases,
  dischargesOn,
  inspectionsOnSigns,
  type MaybeObliging,
} from './obligations.queries.js';

/** Schema version of the events that hold sealed outcomes. */
const SEALED_SCHEMA = 1;

/** Finds the obligations of conclusions. Decrypts the outcomes of persons to see whether an outcome requires an act. */
@Injectable()
export class ObligationReader {
  constructor(
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    @Inject(SEALING) private readonly sealing: Sealing,
    private readonly same: SamePersons,
  ) {}

  /**
   * Cost: decrypts the conclusions on persons in the organizations asked about.
   *
   * @param isAsked whether the obligations of an organization are asked about
   * @throws SealBroken | KeysUnavailable
   */
  async on(
    moment: Pick<AnswerMoment, 'asOf' | 'position' | 'checkpoints'>,
    reader: Reader,
    isAsked: (organizationId: Uuid) => boolean,
    openings: Openings,
  ): Promise<readonly Obligation[]> {
    const personOf = await this.same.at(moment);
    const all = inAnyScope(reader, 'an obligation passes to whoever answers for its organization, and closes for all');
    const db = rowsFor(this.db, engagements, all);
    const register = rowsFor(this.db, organizations, EVERYTHING('the register is open'));
    const [conclusions, inspections, discharges, cases, answering, ends, kin] = await Promise.all([
      concludedOn(db, moment),
      inspectionsOnSigns(db, moment),
      dischargesOn(db, moment),
      casesKnown(rowsFor(this.db, disciplineCases, all), moment.position),
      answeringOn(register, moment),
      endsOn(register, moment),
      linesKnown(register, moment.position),
    ]);
    const isAnswered = ({ organizationId }: { readonly organizationId: Uuid }) =>
      isAsked(organizationId) || answering(organizationId).organizationIds.some(isAsked);
    const opened = await Promise.all(
      conclusions.filter(isAnswered).map((conclusion) => this.#opened(conclusion, openings)),
    );
    return obligations({
      inspections,
      discharges,
      cases: casesOfEngagements(cases, moment),
      conclusions: opened.flatMap((conclusion) => conclusion ?? []),
      disbandments: {
        cases: disbandingCases(cases, moment).filter(isAnswered),
        ends: ends
          .filter(isAnswered)
          .map(({ organizationId, how, effectiveOn: on, revision: entry }) => ({ organizationId, how, on, entry })),
      },
      kin,
      personOf,
      answering,
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
