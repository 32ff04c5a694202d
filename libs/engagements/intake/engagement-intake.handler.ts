import { Inject, Injectable } from '@nestjs/common';
import { NamedPersons } from '#features/members';
import { type Kind, KINDS, type Verb, verbOf } from '#features/papers';
import { ruleSetOn } from '#features/rulebook';
import type { CommandOf } from '#kernel/command';
import type { PlainDate } from '#kernel/dates';
import type { History } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Intake, Occasion } from '#platform/commands/intake';
import type { Config } from '#platform/config';
import { fieldProblem, notFound, Problem } from '#platform/http/problems';
import { CONFIG } from '#platform/platform.module';
import type { Commands } from '../engagement-commands.js';
import { type Engagement, entriesOf } from '../engagement-events.js';
import type { SubjectNamed } from '../rules/shapes.js';
import { EngagementSealer } from './engagement-sealer.handler.js';
import type { plainCommands } from './plain-commands.js';
import { type Linking, linkOfConversion, linksOfCorrection, linksOfOpening } from './links.js';
import { referencesIn, referencesInChanges } from './references.js';
import { References } from './references.handler.js';

type EngagementRequest = CommandOf<Omit<Commands, keyof typeof plainCommands> & typeof plainCommands> | EntryCommand;

/**
 * Prepares commands of engagements: checks that what a command names exists, looks up the rule set and the posts of
 * persons, and seals personal content. Inspections and supervisions have different paths and are prepared alike.
 */
@Injectable()
abstract class EngagementIntake implements Intake<Engagement, EngagementRequest, Commands> {
  protected abstract readonly verb: Verb;

  constructor(
    private readonly references: References,
    private readonly sealer: EngagementSealer,
    private readonly persons: NamedPersons,
    @Inject(CONFIG) private readonly config: Pick<Config, 'deployment'>,
  ) {}

  /** @throws Problem | Rejection | OwnerErased | KeysUnavailable */
  async prepare(request: EngagementRequest, occasion: Occasion<Engagement>) {
    const { before, repeated, by } = occasion;
    if (request.type === 'OpenEngagement' || request.type === 'RecordConcludedEngagement') {
      if (verbOf(request.data.kind) !== this.verb) throw notOfVerb(this.verb);
      if (request.type === 'OpenEngagement') this.#mayBeKnownHere(request.data.kind, 'kind');
    } else {
      const kind = entriesOf(before.state, 'EngagementOpened')[0]?.data.kind;
      if (kind && verbOf(kind) !== this.verb) throw notFound();
    }
    if (request.type === 'CorrectEntry' && !hasConclusion(before.state))
      for (const { field, to } of request.data.changes) if (field === 'kind') this.#mayBeKnownHere(to, 'changes');
    if (!repeated) {
      await this.references.mustExist(
        request.type === 'CorrectEntry' ? referencesInChanges(request.data.changes) : referencesIn(request.data),
        by,
      );
      const linking = linksOf(request, before);
      if (linking) await this.references.mustFit(linking.act, linking.links, by);
    }
    const held = repeated ? null : await this.#held(request);
    return { command: await this.#sealed(request, occasion), facts: { ...ruleSetOf(request), ...(held && { held }) } };
  }

  /** What the register of persons says of the subjects on the day of the decision. */
  async #held(request: EngagementRequest) {
    const [subjects, day] = actOf(request);
    if (subjects.every(({ memberId }) => memberId === null)) return null;
    const held = await this.persons.held(subjects, day);
    return held.map(({ post, isCommitteeMember }) => ({ post, isCommitteeMember }));
  }

  /**
   * A planned inspection on signs of violation must stay hidden, so a server on a network refuses to record one before
   * it is concluded.
   */
  #mayBeKnownHere(kind: unknown, field: string): void {
    if (this.config.deployment !== 'connected' || kind !== 'INSP_SIGNS') return;
    const sentence = {
      vi: 'Chỉ ghi nhận được ở máy này khi cuộc đã có kết luận',
      en: 'This machine records it only once it has a conclusion',
    };
    throw new Problem('connected-machine', {
      errors: [{ in: 'body', field, code: 'not-on-connected-machine', ...sentence }],
    });
  }

  async #sealed(request: EngagementRequest, { id, before, sealedIn, envelope: { commandId } }: Occasion<Engagement>) {
    const at = { engagementId: id, commandId, format: sealedIn };
    switch (request.type) {
      case 'RecordConcludedEngagement':
        return this.sealer.wholeFile(at, request.data);
      case 'ConcludeSubjects':
        return this.sealer.conclusion(at, request.data, before.state);
      case 'DischargeObligation':
        return this.sealer.discharge(at, request.data);
      default:
        return request;
    }
  }
}

@Injectable()
export class InspectionIntake extends EngagementIntake {
  protected readonly verb = 'INSPECTION';
}

@Injectable()
export class SupervisionIntake extends EngagementIntake {
  protected readonly verb = 'SUPERVISION';
}

function linksOf(request: EngagementRequest, before: History<Engagement>): Linking | null {
  switch (request.type) {
    case 'OpenEngagement':
    case 'RecordConcludedEngagement':
      return linksOfOpening(request.data);
    case 'ConvertEngagement':
      return linkOfConversion(before.state, request.data.into, 'into');
    case 'CorrectEntry':
      return linksOfCorrection(before, request.data);
    default:
      return null;
  }
}

/** The subjects that a request names, and the day of the act that makes them subjects. */
function actOf(request: EngagementRequest): readonly [readonly SubjectNamed[], PlainDate | null] {
  switch (request.type) {
    case 'OpenEngagement':
    case 'RecordConcludedEngagement':
      return [request.data.subjects, request.data.decision.signedOn];
    case 'ChangeScope':
      return [request.data.added, request.data.decidedOn];
    default:
      return [[], null];
  }
}

/** The rule set in force on the day of the decision; null if the day or the rule set is not known. */
function ruleSetOf(request: EngagementRequest) {
  if (request.type !== 'OpenEngagement' && request.type !== 'RecordConcludedEngagement') return {};
  const { signedOn } = request.data.decision;
  return { ruleSetId: signedOn && (ruleSetOn('KTGS', signedOn)?.id ?? null) };
}

const hasConclusion = (state: Engagement): boolean => entriesOf(state, 'SubjectConcluded').length > 0;

function notOfVerb(verb: Verb): Problem {
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => verbOf(kind) === verb).join(', ');
  const sentence = { vi: `Phải là một trong: ${kinds}`, en: `Must be one of: ${kinds}` };
  return fieldProblem('body', 'kind', 'not-allowed', sentence);
}
