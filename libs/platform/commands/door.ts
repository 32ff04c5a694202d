import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandOf, Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Declarations } from '#kernel/event';
import { streamId, type Uuid } from '#kernel/ids';
import type { Envelope, Prepare, Receipt } from '#platform/commands/envelope';
import { StreamCommand } from '#platform/commands/stream-command.handler';

/** The one door through which people's commands come to records. */
@Injectable()
export class CommandDoor {
  constructor(private readonly bus: CommandBus) {}

  /**
   * @param id of the record, which is the stream `<category>-<id>`
   * @param asked a command, or what makes one by the record as it stands
   * @returns the receipt, once what was decided is durable
   * @throws what `Executor.execute` throws
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
