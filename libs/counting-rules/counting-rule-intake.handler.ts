import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '#kernel/command';
import { WHOLE_STORE } from '#kernel/concern';
import type { EntryCommand } from '#kernel/entry-commands';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { approving } from '#platform/access/persons-behind';
import type { Intake, Occasion } from '#platform/commands/intake';
import { actsBeforeApproval } from './acts-before-approval.js';
import type { countingRule, State } from './counting-rule.js';

type CountingRuleRequest = CommandOf<typeof countingRule.commands> | EntryCommand;

/** Looks up which persons took part in the version to be approved. */
@Injectable()
export class CountingRuleIntake implements Intake<State, CountingRuleRequest> {
  constructor(@Inject(AUTHORITY) private readonly authority: Authority) {}

  /** @throws NotPermitted | OwnCase | ReadModelRebuilding */
  async prepare(request: CountingRuleRequest, { before: { events }, repeated, by }: Occasion<State>) {
    if (repeated || request.type !== 'ApproveCountingRule') return { command: request };
    const actor = by.actorFor(WHOLE_STORE);
    const acted = actsBeforeApproval(events, request.data.version).flatMap((revision) => events[revision] ?? []);
    const participation = { events, acted, actor, confirmed: 'CountingRuleConfirmed' };
    return { command: request, actor, facts: { approving: await approving(this.authority, participation) } };
  }
}
