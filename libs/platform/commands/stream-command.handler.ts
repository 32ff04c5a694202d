import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandOf, Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Declarations } from '#kernel/event';
import type { StreamId } from '#kernel/ids';
import { proposalNames, proposalsIn } from '#kernel/proposal';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { approving } from '#platform/access/persons-behind';
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
    const made = this.#agreeing(decider, asked, envelope);
    try {
      return await this.executor.execute(decider, stream, made, envelope);
    } catch (error) {
      if (!(error instanceof NotPermitted || error instanceof NoSuchRecord)) throw error;
      await this.authority.refresh();
      return this.executor.execute(decider, stream, made, envelope);
    }
  }

  /** Adds to the agreement to a proposal who took part in it, which the decision needs. */
  #agreeing(
    { takes }: Pick<Decider, 'takes'>,
    asked: StreamCommand<unknown, Schemas, Declarations>['asked'],
    { actor: sender }: Envelope,
  ): StreamCommand<unknown, Schemas, Declarations>['asked'] {
    if (!takes) return asked;
    return async (before, repeated, sealedIn) => {
      const made = typeof asked === 'function' ? await asked(before, repeated, sealedIn) : { command: asked };
      if (repeated || made.command.type !== proposalNames(takes.as).agree) return made;
      const { proposal } = made.command.data as { readonly proposal: number };
      const { events } = before;
      const acted = proposalsIn(takes.as, events).find(({ entry }) => entry === proposal)?.taken ?? [];
      const participation = { events, acted, actor: made.actor ?? sender, confirmed: '' };
      return { ...made, facts: { ...made.facts, agreeing: await approving(this.authority, participation) } };
    };
  }
}
