import { Inject, Injectable } from '@nestjs/common';
import { isPerson, type Kind } from '#features/papers';
import type { CommandOf } from '#kernel/command';
import { streamId, type Uuid } from '#kernel/ids';
import type { SealFormat } from '#kernel/sealed';
import { SEALING, type Sealing, type SealingPlace } from '#platform/sealing/sealing';
import { engagement } from '../engagement.js';
import type { Commands } from '../engagement-commands.js';
import { type Engagement, entriesOf } from '../engagement-events.js';
import type { Finding } from '../rules/asked-shapes.js';
import { checkOutcomeOfKind } from '../rules/conclusion.js';
import { refuse } from '../rules/refusals.js';
import type { SubjectNamed } from '../rules/shapes.js';
import { checkSubjects } from '../rules/subjects.js';
import { firstConclusionOf } from '../rules/whole-file.js';
import type { Plain, PlainFinding } from './plain-commands.js';

type Command<K extends keyof Commands> = Extract<CommandOf<Commands>, { type: K }>;
type Named = Pick<SubjectNamed, 'capacity' | 'memberId'>;

/** The command whose events sealed values are bound to. */
interface CommandPlace {
  readonly engagementId: Uuid;
  readonly commandId: Uuid;
  readonly format?: SealFormat | undefined;
}

/** Schema version of the events to which sealed values are bound. */
export const SEALED_SCHEMA = 1;

/**
 * Turns plain requests into commands. The outcome and the remedies of a person are sealed under the key of the person,
 * a note under the key of the engagement. The decider cannot read sealed values, so they are checked here first, by the
 * same rules.
 */
@Injectable()
export class EngagementSealer {
  constructor(@Inject(SEALING) private readonly sealing: Sealing) {}

  /** @param before state of the engagement before the command @throws Rejection | OwnerErased | KeysUnavailable */
  async conclusion(
    at: CommandPlace,
    plain: Plain<'ConcludeSubjects'>,
    before: Engagement,
  ): Promise<Command<'ConcludeSubjects'>> {
    const roster = checkSubjects(before);
    const kind = entriesOf(before, 'EngagementOpened')[0]?.data.kind;
    const outcomes = plain.outcomes.map(async ({ subjectId, ...finding }, ordinal) => {
      const on = roster.get(subjectId);
      if (!on || !kind) return refuse('NoSuchSubject', { subjectId });
      return { subjectId, ...(await this.#finding(at, ordinal, kind, on.subject, finding)) };
    });
    return { type: 'ConcludeSubjects', data: { ...plain, outcomes: await Promise.all(outcomes) } };
  }

  /** @throws Rejection | OwnerErased | KeysUnavailable */
  async wholeFile(
    at: CommandPlace,
    plain: Plain<'RecordConcludedEngagement'>,
  ): Promise<Command<'RecordConcludedEngagement'>> {
    const first = firstConclusionOf(plain);
    const subjects = plain.subjects.map(async (subject, i) => {
      const { organizationId, capacity, memberId, isCommitteeMember, post, notice, ...finding } = subject;
      const sealed = await this.#finding(at, first + i, plain.kind, subject, finding);
      return { organizationId, capacity, memberId, isCommitteeMember, post, notice, ...sealed };
    });
    return { type: 'RecordConcludedEngagement', data: { ...plain, subjects: await Promise.all(subjects) } };
  }

  /** @throws OwnerErased | KeysUnavailable */
  async discharge(
    at: CommandPlace,
    { note, ...data }: Plain<'DischargeObligation'>,
  ): Promise<Command<'DischargeObligation'>> {
    const there = place(at, 0, 'ObligationDischarged', 'note');
    const sealed = note === null ? null : await this.sealing.seal(note, { kind: 'case', id: at.engagementId }, there);
    return { type: 'DischargeObligation', data: { ...data, note: sealed } };
  }

  async #finding(
    at: CommandPlace,
    ordinal: number,
    kind: Kind,
    { capacity, memberId }: Named,
    { outcome, remedies, ...open }: PlainFinding,
  ): Promise<Finding> {
    if (outcome !== null) checkOutcomeOfKind(outcome, kind);
    // The decider refuses a person without a member id, and a member id for an organization.
    const person = isPerson(capacity) ? memberId : null;
    const there = (field: string) => place(at, ordinal, 'SubjectConcluded', field);
    return {
      ...open,
      outcome: person === null ? outcome : null,
      sealedOutcome:
        person === null || outcome === null
          ? null
          : await this.sealing.seal(outcome, { kind: 'person', id: person }, there('sealedOutcome')),
      remedies: await Promise.all(
        remedies.map(async ({ what, dueOn }, i) => ({
          what: await this.sealing.seal(what, { kind: 'case', id: at.engagementId }, there(`remedies.${i}.what`)),
          dueOn,
        })),
      ),
    };
  }
}

const place = (at: CommandPlace, ordinal: number, type: string, field: string): SealingPlace => ({
  stream: streamId(engagement.category, at.engagementId),
  commandId: at.commandId,
  format: at.format,
  ordinal,
  type,
  schema: SEALED_SCHEMA,
  field,
});
