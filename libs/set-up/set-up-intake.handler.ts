import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { access } from '#features/access';
import { idOf, itemId, streamId, type Uuid } from '#kernel/ids';
import type { Intake } from '#platform/commands/intake';
import { Executor } from '#platform/commands/execute';
import { type Declared, ofProgram } from '#platform/commands/store-declaration';
import { DECLARED } from '#platform/platform.module';
import { setUp } from './set-up.js';
import { SetUpState } from './set-up-state.queries.js';

/** Role of the two persons who set a store up, granted by the program and withdrawn at the end of the set-up. */
const FOUNDER = 'founder';
/** Wait before an interrupted withdrawal is tried again. */
const AGAIN_MS = 30_000;

/** Finds the set-up of this store. When it is closed, withdraws the role by which the pair entered the register. */
@Injectable()
export class SetUpIntake implements Intake, OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly executor: Executor,
    private readonly state: SetUpState,
    @Inject(DECLARED) private readonly declared: Declared,
  ) {}

  recordOf(): Uuid {
    return this.declared.log;
  }

  async done(): Promise<void> {
    await this.withdrawFounders();
  }

  /** Completes a withdrawal that a crash interrupted. While the log cannot be used, it is tried again. */
  async onApplicationBootstrap(): Promise<void> {
    await this.withdrawFounders().catch(() => {
      this.#timer = setTimeout(() => void this.onApplicationBootstrap(), AGAIN_MS).unref();
    });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.#timer);
  }

  /** Withdraws the role of the pair if the set-up is closed. Repeating it changes nothing. */
  async withdrawFounders(): Promise<void> {
    const { events, state } = await this.executor.history(setUp, this.state.stream);
    if (state !== 'CLOSED') return;
    const { administratorId, chairId } = events[0]?.data as { administratorId: Uuid; chairId: Uuid };
    for (const person of [administratorId, chairId]) {
      const stream = streamId(access.category, person);
      const { state: rights } = await this.executor.history(access, stream);
      for (const { grantId, role } of rights.grants) {
        if (role !== FOUNDER || rights.withdrawn.has(grantId)) continue;
        const command = { type: 'WithdrawRole' as const, data: { grantId, reason: null } };
        await this.executor.execute(access, stream, command, ofProgram(itemId(stream, idOf(this.state.stream), 0)));
      }
    }
  }
}
