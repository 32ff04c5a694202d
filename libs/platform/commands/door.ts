import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Json } from '#kernel/canonical-json';
import type { CommandOf, Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Declarations } from '#kernel/event';
import type { PastEvent } from '#kernel/effective';
import { streamId, type Uuid } from '#kernel/ids';
import { type PersonNamed, personsIn } from '#kernel/persons';
import { ACCOUNT_HOLDERS, type AccountHolders, PERSON_REGISTER, type PersonRegister } from '#platform/access/persons';
import type { Envelope, Prepare, Receipt } from '#platform/commands/envelope';
import { StreamCommand } from '#platform/commands/stream-command.handler';

/** The only way by which commands of people reach records. */
@Injectable()
export class CommandDoor {
  constructor(
    private readonly bus: CommandBus,
    @Inject(PERSON_REGISTER) private readonly register: PersonRegister,
    @Inject(ACCOUNT_HOLDERS) private readonly accounts: AccountHolders,
  ) {}

  /**
   * Those of the persons whom a command names that nobody has entered in the register. A person to whom something is
   * given to do may be the holder of an account instead. What the record named before is not asked about: records of
   * older releases name persons who were never entered, and such an entry can still be corrected.
   *
   * @param past the entries of the record, corrected and annulled ones included
   * @throws Unavailable
   */
  async unknownPersons(
    named: readonly PersonNamed[],
    past: readonly Pick<PastEvent, 'data'>[],
  ): Promise<readonly PersonNamed[]> {
    if (named.length === 0) return [];
    const missing = await this.register.missing(new Set(named.map(({ id }) => id)));
    if (missing.size === 0) return [];
    const before = new Set(past.flatMap(({ data }) => personsIn(data as Json).map(({ id }) => id)));
    const unknown = named.filter(({ id }) => missing.has(id) && !before.has(id));
    const acting = unknown.flatMap(({ id, as }) => (as === 'person' ? [id] : []));
    const holders = acting.length === 0 ? NOBODY : await this.accounts.among(acting);
    return unknown.filter(({ id, as }) => as === 'member' || !holders.has(id));
  }

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

const NOBODY: ReadonlySet<Uuid> = new Set();
