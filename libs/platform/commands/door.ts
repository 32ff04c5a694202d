import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandOf, Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Declarations } from '#kernel/event';
import { streamId, type Uuid } from '#kernel/ids';
import type { Envelope, Prepare, Receipt } from '#platform/commands/envelope';
import { StreamCommand } from '#platform/commands/stream-command.handler';

/** The only way by which commands of people reach records. */
@Injectable()
export class CommandDoor {
  constructor(private readonly bus: CommandBus) {}

  /**
   * @param id of the record, whose stream is `<category>-<id>`
   * @param asked a command, or a function that makes the command from the current state of the record
   * @returns the receipt, when the events are durable
   * @throws errors of `Executor.execute`
   */
  send<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    id: Uuid,
    asked: CommandOf<C> | EntryCommand | Prepare<S, C>,
    envelope: Envelope,
  ): Promise<Receipt> {
    return this.bus.execute(new StreamCommand(decider, streamId(decider.category, id), asked, envelope));
  }
}
