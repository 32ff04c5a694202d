import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import type { CommandOf } from '#kernel/command';
import type { History } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import type { Actor } from '#kernel/record';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { personsBarredFrom, personsBehind } from '#platform/access/persons-behind';
import { CommandDoor } from '#platform/commands/door';
import type { Envelope } from '#platform/commands/envelope';
import { Executor } from '#platform/commands/execute';
import {
  type Declared,
  Gone,
  type LogFacts,
  ownStream,
  proposed,
  Purpose,
  storeDeclaration,
  StrangeThing,
  wouldSettle,
} from '#platform/commands/store-declaration';
import { IntegrityAlarm, type StoredEvent } from '#platform/event-store/event-store';
import { LogReplaced } from '#platform/event-store/log-watch';
import { Can, InTrouble } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { DECLARED } from '#platform/platform.module';
import { LogKeeper, sentenceOfTrouble } from '../log-keeper.js';

const { commands } = storeDeclaration;
const Proposal = commands.ProposeRestore.meta({ id: 'RestoreProposal' });
const Restore = commands.DeclareRestore.meta({ id: 'Restore' });
const AsideProposal = commands.ProposeSettingAside.meta({ id: 'SettingAsideProposal' });
const Aside = commands.SetStrangeThingAside.meta({ id: 'SettingAside' });

const WithReason = z.object({ reason: z.string() });
const act = { at: z.string().describe('UTC'), by: z.string(), reason: z.string() };
const logAnswer = z.strictObject({
  log: z.string(),
  purpose: Purpose,
  trouble: z
    .strictObject({
      kind: z.enum(['log-replaced', 'log-strange']),
      vi: z.string(),
      en: z.string(),
      strange: StrangeThing.nullable().describe(
        'The anomaly that two persons may set aside, as the request must name it',
      ),
      gone: Gone.nullable().describe('Events that the tables hold and the log does not; their receipts are void'),
    })
    .nullable()
    .describe('The alarm of the log; null if there is none'),
  restores: z
    .array(z.strictObject({ ...act, gone: Gone }).meta({ id: 'AcceptedRestore' }))
    .describe('Each time that two persons accepted another log, and the events lost by that; oldest first'),
  setAside: z.array(z.strictObject({ ...act, strange: StrangeThing }).meta({ id: 'SetAside' })),
});

/**
 * The state of the log, and the acts by which two persons settle an alarm. These routes also answer during an alarm.
 */
@Controller('api/log')
export class LogController {
  constructor(
    private readonly door: CommandDoor,
    private readonly executor: Executor,
    private readonly keeper: LogKeeper,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(DECLARED) private readonly declared: Declared,
  ) {}

  @Get()
  @InTrouble()
  @Can('read:log')
  @Answers(logAnswer)
  async show(): Promise<z.output<typeof logAnswer>> {
    const { trouble } = this.keeper.watch;
    const { events } = await this.executor.recorded(storeDeclaration, ownStream(this.declared.log));
    return {
      ...this.declared,
      trouble: trouble && {
        kind: trouble instanceof LogReplaced ? 'log-replaced' : 'log-strange',
        ...sentenceOfTrouble(trouble),
        strange: trouble instanceof IntegrityAlarm ? trouble.strange : null,
        gone: await this.keeper.gone(),
      },
      restores: acts(events, 'RestoreDeclared').map(({ data, ...act }) => ({ ...act, gone: Gone.parse(data.gone) })),
      setAside: acts(events, 'StrangeThingSetAside').map(({ data, ...act }) => ({
        ...act,
        strange: StrangeThing.parse(data.strange),
      })),
    };
  }

  /** One person proposes to accept the present log, although the tables were built from another log. */
  @Post('restores/proposals')
  @InTrouble()
  @Can('ProposeRestore')
  propose(@Body({ schema: Proposal }) data: z.output<typeof Proposal>, @Enveloped({ ifMatch: 'none' }) from: Envelope) {
    return this.#send({ type: 'ProposeRestore', data }, from);
  }

  /** Another person accepts the present log: the tables are rebuilt, and GET lists the events that are gone. */
  @Post('restores')
  @InTrouble()
  @Can('DeclareRestore')
  declare(@Body({ schema: Restore }) data: z.output<typeof Restore>, @Enveloped({ ifMatch: 'none' }) from: Envelope) {
    return this.#send({ type: 'DeclareRestore', data }, from);
  }

  /** One person proposes to set aside an anomaly in the log; the request names it as GET does. */
  @Post('set-aside/proposals')
  @InTrouble()
  @Can('ProposeSettingAside')
  proposeAside(
    @Body({ schema: AsideProposal }) data: z.output<typeof AsideProposal>,
    @Enveloped({ ifMatch: 'none' }) from: Envelope,
  ) {
    return this.#send({ type: 'ProposeSettingAside', data }, from);
  }

  /** Another person sets the anomaly aside: its record takes no more entries, and answers with that record say so. */
  @Post('set-aside')
  @InTrouble()
  @Can('SetStrangeThingAside')
  setAside(@Body({ schema: Aside }) data: z.output<typeof Aside>, @Enveloped({ ifMatch: 'none' }) from: Envelope) {
    return this.#send({ type: 'SetStrangeThingAside', data }, from);
  }

  async #send(command: CommandOf<typeof commands>, envelope: Envelope): Promise<CommandAnswer> {
    await this.keeper.settle(); // the act has to be about the present alarm
    const prepare = async (before: History<unknown>) => ({
      command,
      facts: { log: await this.#facts(before.events, envelope.actor) },
    });
    const receipt = await this.door.send(storeDeclaration, this.declared.log, prepare, envelope);
    await this.keeper.settle();
    return new CommandAnswer(receipt);
  }

  async #facts(events: readonly PastEvent[], actor: Actor): Promise<LogFacts> {
    const { trouble } = this.keeper.watch;
    const lost = trouble instanceof LogReplaced ? trouble.lost.slice(0, 100) : null;
    const state = {
      lost: lost?.map(({ position, leaf }) => ({ position: String(position), leafHash: leaf })) ?? null,
      strange: trouble instanceof IntegrityAlarm ? trouble.strange : null,
    };
    const wanted = wouldSettle(state);
    const proposals = events.filter((event) => wanted !== null && proposed(event) === wanted);
    return {
      ...state,
      gone: await this.keeper.gone(),
      proposers: [...(await personsBarredFrom(this.authority, proposals))],
      acting: [...(await personsBehind(this.authority, [actor]))],
    };
  }
}

const acts = (events: readonly StoredEvent[], wanted: string) =>
  events.flatMap(({ record: { type, data, recordedAt, actor } }) =>
    type === wanted ? [{ at: recordedAt, by: actor.id, reason: WithReason.parse(data).reason, data }] : [],
  );
