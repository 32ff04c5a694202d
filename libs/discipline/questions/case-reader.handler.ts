import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Post } from '#features/papers';
import { DisciplineForm } from '#features/rulebook';
import type { StreamId, Uuid } from '#kernel/ids';
import { type OpenedPlace, Opener } from '#platform/sealing/opener';
import type { Openings } from '#platform/sealing/openings';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import { NotImposedReason, PostponementReason } from '../codes.js';
import { Votes } from '../rules/ballot.js';
import { Note } from '../rules/shapes.js';
import type { CaseRecord } from './case-record.js';
import { bodyOf, type KnownCase, paperOf } from './cases.queries.js';

/**
 * Schema version of the event to which sealed fields are bound. A later version that only adds plain fields keeps this
 * number.
 */
export const SEALED_SCHEMA = 1;

/** Decrypts the sealed values of a case, for a permitted reader. */
@Injectable()
export class CaseReader {
  constructor(@Inject(SEALING) private readonly sealing: Sealing) {}

  /** @throws SealBroken | KeysUnavailable */
  async read(knownCase: KnownCase, openings: Openings): Promise<CaseRecord> {
    const { caseId, opening, ballots, decision, announcement, receipt, ending, postponements, changes } = knownCase;
    const values = new Values(new Opener(this.sealing, openings.record(opening.stream, [opening.memberId])));
    const { subjectClass, organizationId, memberId, isCommitteeMember, engagementId, subjectId, otherSource } = opening;
    const record = {
      caseId,
      entry: opening.revision,
      openedOn: opening.openedOn,
      ruleSetIdAtOpening: opening.ruleSetId,
      subject: { class: subjectClass, organizationId, memberId, isCommitteeMember },
      source: { engagementId, subjectId, other: otherSource },
      note: await values.text(opening.sealedNote, at(opening, 'DisciplineCaseOpened', 'sealedNote')),
      ballots: await all(ballots, async (row) => ({
        entry: row.revision,
        ballotId: row.ballotId,
        body: bodyOf(row),
        heldOn: row.heldOn,
        stage: row.stage,
        entitled: row.entitled,
        present: row.present,
        votes: row.votes ?? (await values.json(row.sealedVotes, Votes, at(row, 'BallotCounted', 'sealedVotes'))),
      })),
      decision: decision && {
        entry: decision.revision,
        ...(await values.imposed(decision, 'DisciplineDecided')),
        decidingBody: bodyOf(decision),
        votedOn: decision.votedOn,
        signedOn: decision.signedOn,
        document: paperOf(decision),
        signedAs: decision.signedAs,
        ruleSetId: decision.ruleSetId,
      },
      announcement: announcement && { entry: announcement.revision, announcedOn: announcement.announcedOn },
      receipt: receipt && { entry: receipt.revision, receivedOn: receipt.receivedOn },
      notImposed: ending && {
        entry: ending.revision,
        on: ending.endedOn,
        reason:
          ending.reason ??
          (await values.code(
            ending.sealedReason,
            NotImposedReason,
            at(ending, 'DisciplineNotImposed', 'sealedReason'),
          )),
        note: await values.text(ending.sealedNote, at(ending, 'DisciplineNotImposed', 'sealedNote')),
      },
      postponements: await all(postponements, async (row) => ({
        entry: row.revision,
        on: row.postponedOn,
        until: row.until,
        reason:
          row.reason ??
          (await values.code(row.sealedReason, PostponementReason, at(row, 'DisciplinePostponed', 'sealedReason'))),
      })),
      changes: await all(changes, async (row) => ({
        entry: row.revision,
        changedOn: row.changedOn,
        by: bodyOf(row),
        how: row.how,
        document: paperOf(row),
        metOn: row.metOn,
        signedAs: row.signedAs,
        ...(await values.imposed(row, 'DecisionChanged')),
      })),
    };
    return { ...record, erased: values.erased };
  }
}

/** Decrypts the sealed values of one case and parses each by its schema. */
class Values {
  constructor(private readonly opener: Opener) {}

  get erased() {
    return this.opener.erased;
  }

  async imposed(row: NonNullable<KnownCase['decision']> | KnownCase['changes'][number], type: string) {
    return {
      form: row.form ?? (await this.code(row.sealedForm, DisciplineForm, at(row, type, 'sealedForm'))),
      posts: row.sealedPosts === null ? [] : await this.json(row.sealedPosts, POSTS, at(row, type, 'sealedPosts')),
    };
  }

  async code<T>(value: string | null, code: z.ZodType<T>, place: OpenedPlace): Promise<T | null> {
    const opened = await this.opener.open(value, place);
    return opened === null ? null : code.parse(opened);
  }

  async json<T>(value: string | null, shape: z.ZodType<T>, place: OpenedPlace): Promise<T | null> {
    const opened = await this.opener.open(value, place);
    return opened === null ? null : shape.parse(JSON.parse(opened));
  }

  text(value: string | null, place: OpenedPlace): Promise<string | null> {
    return this.code(value, Note, place);
  }
}

const POSTS = z.array(Post);

interface Row {
  readonly stream: StreamId;
  readonly eventId: Uuid;
  readonly revision: number;
}
const at = ({ stream, eventId, revision }: Row, type: string, field: string): OpenedPlace => ({
  stream,
  eventId,
  type,
  field,
  schema: SEALED_SCHEMA,
  entry: revision,
});

const all = <T, R>(rows: readonly T[], read: (row: T) => Promise<R>): Promise<R[]> => Promise.all(rows.map(read));
