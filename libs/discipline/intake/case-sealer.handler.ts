import { Inject, Injectable } from '@nestjs/common';
import type { Post } from '#features/papers';
import type { DisciplineForm } from '#features/rulebook';
import { canonicalJson } from '#kernel/canonical-json';
import type { CommandOf } from '#kernel/command';
import { streamId, type Uuid } from '#kernel/ids';
import type { SealFormat } from '#kernel/sealed';
import { SEALING, Sealing, type SealingPlace } from '#platform/sealing/sealing';
import { disciplineCase } from '../discipline-case.js';
import { SEALED_SCHEMA } from '../questions/case-reader.handler.js';
import { assertVotes } from '../rules/ballot.js';
import { assertForm } from '../rules/forms.js';
import type { commands } from '../case-commands.js';
import type { Subject } from '../rules/shapes.js';
import type { Plain } from './plain-commands.js';

type Command<K extends keyof typeof commands> = Extract<CommandOf<typeof commands>, { type: K }>;

/** The place of the only event of the command. Sealed values are bound to this place. */
interface EventPlace {
  readonly caseId: Uuid;
  readonly commandId: Uuid;
  readonly format?: SealFormat | undefined;
}

/**
 * Turns plain requests into commands. Content about a person is sealed under the key of the person, a note under the
 * key of the case. The decider cannot read sealed values, so they are checked here first, by the same rules.
 */
@Injectable()
export class CaseSealer {
  constructor(@Inject(SEALING) private readonly sealing: Sealing) {}

  /** @throws OwnerErased | KeysUnavailable */
  async opening(
    at: EventPlace,
    { note, ...data }: Plain<'OpenDisciplineCase'>,
  ): Promise<Command<'OpenDisciplineCase'>> {
    const sealedNote = await this.#ofCase(note, at, 'DisciplineCaseOpened');
    return { type: 'OpenDisciplineCase', data: { ...data, sealedNote } };
  }

  /** @throws Rejection | OwnerErased | KeysUnavailable */
  async ballot(at: EventPlace, subject: Subject, plain: Plain<'CountBallot'>): Promise<Command<'CountBallot'>> {
    const { votes, ...data } = plain;
    assertVotes(subject.class, votes, plain);
    const sealedVotes = await this.#ofPerson(canonicalJson(votes), subject, at, 'BallotCounted', 'sealedVotes');
    return { type: 'CountBallot', data: { ...data, votes: sealedVotes ? null : votes, sealedVotes } };
  }

  /** @throws Rejection | OwnerErased | KeysUnavailable */
  async decision(
    at: EventPlace,
    subject: Subject,
    plain: Plain<'DecideDiscipline'>,
  ): Promise<Command<'DecideDiscipline'>> {
    const { form, posts, ...data } = plain;
    assertForm(subject.class, form, posts);
    const imposed = await this.#imposed(form, posts, subject, at, 'DisciplineDecided');
    return { type: 'DecideDiscipline', data: { ...data, ...imposed } };
  }

  /** @throws OwnerErased | KeysUnavailable */
  async noDiscipline(
    at: EventPlace,
    subject: Subject,
    { reason, note, ...data }: Plain<'ImposeNoDiscipline'>,
  ): Promise<Command<'ImposeNoDiscipline'>> {
    const type = 'DisciplineNotImposed';
    const sealedReason = await this.#ofPerson(reason, subject, at, type, 'sealedReason');
    const sealedNote = await this.#ofCase(note, at, type);
    return {
      type: 'ImposeNoDiscipline',
      data: { ...data, reason: sealedReason ? null : reason, sealedReason, sealedNote },
    };
  }

  /** @throws OwnerErased | KeysUnavailable */
  async postponement(
    at: EventPlace,
    subject: Subject,
    { reason, ...data }: Plain<'PostponeDiscipline'>,
  ): Promise<Command<'PostponeDiscipline'>> {
    const sealedReason = await this.#ofPerson(reason, subject, at, 'DisciplinePostponed', 'sealedReason');
    return { type: 'PostponeDiscipline', data: { ...data, reason: sealedReason ? null : reason, sealedReason } };
  }

  /** @throws Rejection | OwnerErased | KeysUnavailable */
  async change(at: EventPlace, subject: Subject, plain: Plain<'ChangeDecision'>): Promise<Command<'ChangeDecision'>> {
    const { form, posts, ...data } = plain;
    if (form !== null) assertForm(subject.class, form, posts);
    const imposed =
      form === null
        ? { form, sealedForm: null, sealedPosts: null }
        : await this.#imposed(form, posts, subject, at, 'DecisionChanged');
    return { type: 'ChangeDecision', data: { ...data, ...imposed } };
  }

  async #imposed(form: DisciplineForm, posts: readonly Post[], subject: Subject, at: EventPlace, type: string) {
    const sealedForm = await this.#ofPerson(form, subject, at, type, 'sealedForm');
    const sealedPosts = await this.#ofPerson(canonicalJson(posts), subject, at, type, 'sealedPosts');
    return { form: sealedForm ? null : form, sealedForm, sealedPosts };
  }

  /** The sealed content; null if the subject is an organization, whose content is stored in clear. */
  async #ofPerson(content: string, { memberId }: Subject, at: EventPlace, type: string, field: string) {
    return memberId === null
      ? null
      : this.sealing.seal(content, { kind: 'person', id: memberId }, place(at, type, field));
  }

  async #ofCase(note: string | null, at: EventPlace, type: string) {
    return note === null
      ? null
      : this.sealing.seal(note, { kind: 'case', id: at.caseId }, place(at, type, 'sealedNote'));
  }
}

const place = ({ caseId, commandId, format }: EventPlace, type: string, field: string): SealingPlace => ({
  stream: streamId(disciplineCase.category, caseId),
  commandId,
  ordinal: 0,
  type,
  schema: SEALED_SCHEMA,
  field,
  format,
});
