import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandOf, Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Declarations } from '#kernel/event';
import type { StreamId } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { NotPermitted } from '#platform/access/caller';
import { type Envelope, NoSuchRecord, type Prepare, type Receipt } from './envelope.js';
import { Executor } from './execute.js';

/** A command to one stream on the command bus, with its envelope. */
export class StreamCommand<S, C extends Schemas, E extends Declarations> extends Command<Receipt> {
  constructor(
    readonly decider: Decider<S, C, E>,
    readonly stream: StreamId,
    readonly asked: CommandOf<C> | EntryCommand | Prepare<S, C>,
    readonly envelope: Envelope,
  ) {
    super();
  }
}

/** The only handler of commands to streams, so that authorization, idempotency and metrics have one place. */
@CommandHandler(StreamCommand)
export class StreamCommandHandler implements ICommandHandler<StreamCommand<unknown, Schemas, Declarations>, Receipt> {
  constructor(
    private readonly executor: Executor,
    @Inject(AUTHORITY) private readonly authority: Authority,
  ) {}

  /**
   * This process may not know grants and organizations that were recorded a moment ago. A refusal for lack of
   * permission is therefore checked again after a refresh, and so is a missing record, which must look like a hidden
   * record.
   */
  async execute({ decider, stream, asked, envelope }: StreamCommand<unknown, Schemas, Declarations>): Promise<Receipt> {
    try {
      return await this.executor.execute(decider, stream, asked, envelope);
    } catch (error) {
      if (!(error instanceof NotPermitted || error instanceof NoSuchRecord)) throw error;
      await this.authority.refresh();
      return this.executor.execute(decider, stream, asked, envelope);
    }
  }
}
