import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandOf } from '#kernel/command';
import type { EntryCommand } from '#kernel/entry-commands';
import { type Kind, KINDS, type Verb, verbOf } from '#features/papers';
import { newStreamId, streamId, type Uuid } from '#kernel/ids';
import { ruleSetOn } from '#features/rulebook';
import type { Config } from '#platform/config';
import type { Envelope } from '#platform/event-store/envelope';
import { Executor } from '#platform/event-store/execute';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { fieldProblem, notFound, Problem } from '#platform/http/problems';
import { CommandAnswer } from '#platform/http/stream-command';
import { CONFIG } from '#platform/platform.module';
import { engagement } from '../engagement.js';
import type { Commands } from '../engagement-commands.js';
import { type Engagement, entriesOf } from '../engagement-events.js';
import { EngagementSealer } from './engagement-sealer.handler.js';
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
    @Inject(CONFIG) private readonly config: Pick<Config, 'deployment'>,
  ) {}

  /** @throws Problem | Rejection, and what the store throws */
  async open(verb: Verb, asked: Opening | Asked['RecordConcludedEngagement'], envelope: Envelope) {
    const { kind, decision } = asked.data;
    if (verbOf(kind) !== verb) throw notOfVerb(verb);
    if (asked.type === 'OpenEngagement') this.#mayBeKnownHere(kind, 'kind');
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
    if (asked.type === 'CorrectEntry' && !concluded(state))
      for (const { field, to } of asked.data.changes) if (field === 'kind') this.#mayBeKnownHere(to, 'changes');
    if (!repeated)
      await this.references.mustExist(
        asked.type === 'CorrectEntry' ? referencesInChanges(asked.data.changes) : referencesIn(asked.data),
      );
    return this.#send(id, await this.#sealed(id, asked, envelope.commandId, state), envelope);
  }

  /** An inspection on signs is not to be known of before its notice, so a machine that others can reach learns of none. */
  #mayBeKnownHere(kind: unknown, field: string): void {
    if (this.config.deployment !== 'connected' || kind !== 'INSP_SIGNS') return;
    const sentence = { vi: 'Chỉ ghi nhận được khi đã kết luận', en: 'Can be recorded only once it is concluded' };
    throw new Problem('connected-machine', {
      errors: [{ in: 'body', field, code: 'not-on-connected-machine', ...sentence }],
    });
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

const concluded = (state: Engagement): boolean => entriesOf(state, 'SubjectConcluded').length > 0;

function notOfVerb(verb: Verb): Problem {
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => verbOf(kind) === verb).join(', ');
  const sentence = { vi: `Phải là một trong: ${kinds}`, en: `Must be one of: ${kinds}` };
  return fieldProblem('body', 'kind', 'not-allowed', sentence);
}
