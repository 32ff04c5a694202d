import { Inject, Injectable } from '@nestjs/common';
import { SetUpState } from '#features/set-up';
import type { CommandOf } from '#kernel/command';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { approving } from '#platform/access/persons-behind';
import type { Intake, Occasion } from '#platform/commands/intake';
import { Unavailable } from '#platform/event-store/event-store';
import { KNOWLEDGE, type Knowledge } from '#platform/http/time-travel';
import { type Closings, periodClosing } from './period-closing.js';
import { refuse } from './refusals.js';
import { PeriodFigures } from './period-figures.queries.js';

type PeriodCommand = Extract<CommandOf<typeof periodClosing.commands>, { type: 'PreparePeriod' | 'ClosePeriod' }>;

/** Longest wait for the read models to reach the end of the log. */
const PATIENCE_MS = 5000;

/** Computes the figures of a period that is prepared. Looks up which persons took part in a period that is closed. */
@Injectable()
export class PeriodIntake implements Intake<Closings, PeriodCommand> {
  constructor(
    private readonly figures: PeriodFigures,
    private readonly setUp: SetUpState,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
  ) {}

  async prepare(command: PeriodCommand, occasion: Occasion<Closings>) {
    if (occasion.repeated) return { command };
    return command.type === 'PreparePeriod' ? this.#preparing(command, occasion) : this.#closing(command, occasion);
  }

  /**
   * Computes the figures of the last day of the period from everything recorded by now. The figures will be published,
   * so this waits until the log is read to its end.
   *
   * @throws Rejection SetUpNotClosed | Unavailable if the log is not read to its end in time
   */
  async #preparing(command: PeriodCommand, { id }: Occasion<Closings>) {
    if (await this.setUp.isOpen()) refuse('SetUpNotClosed');
    // For days in the wrong order no figures are computed; the decider refuses them.
    const { from, to } = command.data;
    const figures = from <= to ? await this.figures.of(id, command.data, await this.#end()) : null;
    return { command, facts: figures ? { preparing: { organizationId: id, figures } } : {} };
  }

  async #end(): Promise<bigint> {
    const end = await this.knowledge.seenSince(new Date(), PATIENCE_MS);
    if (!end) throw new Unavailable('the end of the log was not read in time; prepare the figures again');
    return end.position;
  }

  async #closing(command: PeriodCommand, { id, before: { events }, by }: Occasion<Closings>) {
    const actor = by.actorFor({ organizations: [id], members: [] });
    const since = events.findLastIndex(({ type }) => type === 'PeriodClosed') + 1;
    const participation = { events, acted: events.slice(since), actor, confirmed: 'PeriodConfirmed' };
    return { command, actor, facts: { approving: await approving(this.authority, participation) } };
  }
}
