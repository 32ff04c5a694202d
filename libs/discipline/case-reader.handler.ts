import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Post } from '#features/engagements';
import { DisciplineForm } from '#features/rulebook';
import type { Instant } from '#kernel/dates';
import type { StreamId, Uuid } from '#kernel/ids';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import { Votes } from './ballot.js';
import type { CaseRecord } from './case-record.js';
import { Note } from './case-shapes.js';
import { bodyOf, type KnownCase, paperOf } from './cases.queries.js';
import { NotImposedReason, PostponementReason } from './codes.js';

/** The events whose fields are sealed, in the version that they are written in. */
export const SEALED_SCHEMA = 1;

/** Opens what is sealed in a case, for a reader who may know it. */
@Injectable()
export class CaseReader {
  constructor(@Inject(SEALING) private readonly sealing: Sealing) {}

  /** @throws SealBroken | KeysUnavailable */
  async read(known: KnownCase): Promise<CaseRecord> {
    const erased: Instant[] = [];
    const at: At = (row, type, field) => ({ ...placeOf(row, type, field), erased });
    const { caseId, opening, ballots, decision, announcement, receipt, ending, postponements, changes } = known;
    const { subjectClass, organizationId, memberId, isCommitteeMember, engagementId, subjectId, otherSource } = opening;
    const told = {
      ...{ caseId, entry: opening.revision, openedOn: opening.openedOn, ruleSetIdAtOpening: opening.ruleSetId },
      subject: { class: subjectClass, organizationId, memberId, isCommitteeMember },
      source: { engagementId, subjectId, other: otherSource },
      note: await this.#text(opening.sealedNote, at(opening, 'DisciplineCaseOpened', 'sealedNote')),
      ballots: await all(ballots, async (row) => ({
        ...{ entry: row.revision, ballotId: row.ballotId, body: bodyOf(row), heldOn: row.heldOn, stage: row.stage },
        ...{ entitled: row.entitled, present: row.present },
        votes: row.votes ?? (await this.#json(row.sealedVotes, Votes, at(row, 'BallotCounted', 'sealedVotes'))),
      })),
      decision: decision && {
        ...{ entry: decision.revision, ...(await this.#imposed(decision, 'DisciplineDecided', at)) },
        ...{ decidingBody: bodyOf(decision), votedOn: decision.votedOn, signedOn: decision.signedOn },
        ...{ document: paperOf(decision), ruleSetId: decision.ruleSetId },
      },
      announcement: announcement && { entry: announcement.revision, announcedOn: announcement.announcedOn },
      receipt: receipt && { entry: receipt.revision, receivedOn: receipt.receivedOn },
      notImposed: ending && {
        ...{ entry: ending.revision, on: ending.endedOn },
        reason:
          ending.reason ??
          (await this.#code(ending.sealedReason, NotImposedReason, at(ending, 'DisciplineNotImposed', 'sealedReason'))),
        note: await this.#text(ending.sealedNote, at(ending, 'DisciplineNotImposed', 'sealedNote')),
      },
      postponements: await all(postponements, async (row) => ({
        ...{ entry: row.revision, on: row.postponedOn, until: row.until },
        reason:
          row.reason ??
          (await this.#code(row.sealedReason, PostponementReason, at(row, 'DisciplinePostponed', 'sealedReason'))),
      })),
      changes: await all(changes, async (row) => ({
        ...{ entry: row.revision, changedOn: row.changedOn, by: bodyOf(row), how: row.how, document: paperOf(row) },
        ...(await this.#imposed(row, 'DecisionChanged', at)),
      })),
    };
    return { ...told, erasedAt: erased.sort()[0] ?? null };
  }

  async #imposed(row: NonNullable<KnownCase['decision']> | KnownCase['changes'][number], type: string, at: At) {
    return {
      form: row.form ?? (await this.#code(row.sealedForm, DisciplineForm, at(row, type, 'sealedForm'))),
      posts: row.sealedPosts === null ? [] : await this.#json(row.sealedPosts, POSTS, at(row, type, 'sealedPosts')),
    };
  }

  async #code<T>(value: string | null, code: z.ZodType<T>, place: Place): Promise<T | null> {
    const opened = await this.#open(value, place);
    return opened === null ? null : code.parse(opened);
  }

  async #json<T>(value: string | null, shape: z.ZodType<T>, place: Place): Promise<T | null> {
    const opened = await this.#open(value, place);
    return opened === null ? null : shape.parse(JSON.parse(opened));
  }

  async #open(value: string | null, { erased, ...place }: Place): Promise<string | null> {
    if (value === null) return null;
    const { content, erasedAt } = await this.sealing.open(value, place);
    if (erasedAt !== null) erased.push(erasedAt);
    return content;
  }

  #text(value: string | null, place: Place): Promise<string | null> {
    return this.#code(value, Note, place);
  }
}

const POSTS = z.array(Post);
/** Where a value stands, and where it is noted that it was erased. */
type Place = Parameters<Sealing['open']>[1] & { readonly erased: Instant[] };
type At = (row: { stream: StreamId; eventId: Uuid }, type: string, field: string) => Place;

const placeOf = ({ stream, eventId }: { stream: StreamId; eventId: Uuid }, type: string, field: string) => ({
  ...{ stream, eventId, type, field, schema: SEALED_SCHEMA },
});

const all = <T, R>(rows: readonly T[], read: (row: T) => Promise<R>): Promise<R[]> => Promise.all(rows.map(read));
