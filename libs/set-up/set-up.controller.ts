import { Get } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import { isPending, proposalsIn } from '#kernel/proposal';
import { CommandDoor } from '#platform/commands/door';
import { Executor } from '#platform/commands/execute';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { Answers } from '#platform/http/openapi';
import { setUpAnswer } from './answers.js';
import { setUp } from './set-up.js';
import { SetUpIntake } from './set-up-intake.handler.js';
import { SetUpState } from './set-up-state.queries.js';

/** The set-up of the store. The first administrator and the first chair close it together. */
@CommandsOf(setUp, 'api/set-up')
export class SetUpController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: SetUpIntake,
    private readonly executor: Executor,
    private readonly state: SetUpState,
  ) {}

  /** Whether the set-up is open, who the pair is, and whether one of them proposed to close it. */
  @Get()
  @Can('read:set-up')
  @Answers(setUpAnswer)
  async read() {
    const { events, state } = await this.executor.history(setUp, this.state.stream);
    const pair = events[0]?.data as { administratorId: Uuid; chairId: Uuid } | undefined;
    return {
      state,
      administratorId: pair?.administratorId ?? null,
      chairId: pair?.chairId ?? null,
      proposal: proposalsIn('SetUp', events).find(isPending)?.entry ?? null,
    };
  }
}
