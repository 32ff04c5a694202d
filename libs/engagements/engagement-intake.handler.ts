import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandOf, EntryCommand } from '#kernel/decider';
import { newStreamId, streamId, type Uuid } from '#kernel/ids';
import { ruleSetOn } from '#features/rulebook';
import { type Envelope, Executor } from '#platform/event-store/execute';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { fieldProblem, notFound, type Problem } from '#platform/http/problems';
import { CommandAnswer } from '#platform/http/stream-command';
import { type Kind, KINDS, type Verb, verbOf } from './codes.js';
import type { Commands } from './engagement-commands.js';
import { type Engagement, entriesOf } from './engagement-events.js';
import { EngagementSealer } from './engagement-sealer.handler.js';
import { engagement } from './engagement.js';
import type { Plain, plainCommands } from './plain-commands.js';
import { References } from './references.handler.js';
import { referencesIn, referencesInChanges } from './references.js';

type Opening = Extract<CommandOf<Commands>, { type: 'OpenEngagement' }>;
type Sealed = keyof typeof plainCommands;
type Change = Exclude<CommandOf<Commands>, { type: 'OpenEngagement' | Sealed }> | EntryCommand;
type Asked = { readonly [K in Sealed]: { readonly type: K; readonly data: Plain<K> } };
type SealedChange = Asked['ConcludeSubjects' | 'DischargeObligation'];

/**
 * Takes what clerks ask of engagements to the log: what they name must exist, the rule set is looked up, what is to be
 * sealed is sealed. A request sent again is judged by the record as it was before it, so it makes the same command.
 */
@Injectable()
export class EngagementIntake {
  constructor(
    private readonly bus: CommandBus,
    private readonly executor: Executor,
    private readonly references: References,
    private readonly sealer: EngagementSealer,
  ) {}

  /** @throws Problem | Rejection, and what the store throws */
  async open(verb: Verb, asked: Opening | Asked['RecordConcludedEngagement'], envelope: Envelope) {
    const { kind, decision } = asked.data;
    if (verbOf(kind) !== verb) throw notOfVerb(verb);
    const id = newStreamId(engagement.category, envelope.actor.id, envelope.commandId);
    const { repeated } = await this.#recorded(id, envelope);
    if (!repeated) await this.references.mustExist(referencesIn(asked.data));
    const command =
      asked.type === 'OpenEngagement' ? asked : await this.sealer.wholeFile(id, envelope.commandId, asked.data);
    const ruleSetId = decision.signedOn && (ruleSetOn('KTGS', decision.signedOn)?.id ?? null);
    return this.#send(id, command, { ...envelope, facts: { ruleSetId } }, id);
  }

  /** @throws Problem | Rejection, and what the store throws */
  async change(verb: Verb, id: Uuid, asked: Change | SealedChange, envelope: Envelope): Promise<CommandAnswer> {
    const { state, events, repeated } = await this.#recorded(id, envelope);
    const kind = entriesOf(state, 'EngagementOpened')[0]?.data.kind;
    if (events.length === 0 || (kind && verbOf(kind) !== verb)) throw notFound();
    if (!repeated)
      await this.references.mustExist(
        asked.type === 'CorrectEntry' ? referencesInChanges(asked.data.changes) : referencesIn(asked.data),
      );
    return this.#send(id, await this.#sealed(id, asked, envelope.commandId, state), envelope);
  }

  async #sealed(id: Uuid, asked: Change | SealedChange, commandId: Uuid, before: Engagement) {
    switch (asked.type) {
      case 'ConcludeSubjects':
        return this.sealer.conclusion(id, commandId, asked.data, before);
      case 'DischargeObligation':
        return this.sealer.discharge(id, commandId, asked.data);
      default:
        return asked;
    }
  }

  #recorded(id: Uuid, { commandId }: Envelope) {
    return this.executor.recorded(engagement, streamId(engagement.category, id), commandId);
  }

  async #send(id: Uuid, command: CommandOf<Commands> | EntryCommand, envelope: Envelope, begun?: Uuid) {
    const stream = streamId(engagement.category, id);
    return new CommandAnswer(await this.bus.execute(new StreamCommand(engagement, stream, command, envelope)), begun);
  }
}

function notOfVerb(verb: Verb): Problem {
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => verbOf(kind) === verb).join(', ');
  const sentence = { vi: `Phải là một trong: ${kinds}`, en: `Must be one of: ${kinds}` };
  return fieldProblem('body', 'kind', 'not-allowed', sentence);
}
