import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { erasure, ownersShown } from '#features/erasure';
import { namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import { areOthers } from '#kernel/confirmation';
import { dayOf } from '#kernel/dates';
import type { Decider } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { categoryOf, idOf } from '#kernel/ids';
import { type KnownNames, mentionedBy, namesIn, NO_NAMES } from '#kernel/names';
import { isPending, type Proposal, proposalNames, proposalsIn } from '#kernel/proposal';
import { sentenceOf, type StreamKind } from '#kernel/sentences';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { type Caller, NotPermitted, OwnCase } from '#platform/access/caller';
import { approving } from '#platform/access/persons-behind';
import { EVERYTHING } from '#platform/access/reader';
import { maySee } from '#platform/access/wall';
import { Executor } from '#platform/commands/execute';
import { type DayRange, isWithin } from '#kernel/day-ranges';
import { memberNames, PERSON_NAMES, type PersonNames } from '#platform/http/persons';
import type { Moment } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { PROPOSING } from './kinds.js';
import type { OpenProposal } from './proposals.queries.js';
import { sentencesOf } from './sentences.js';

const deciders: ReadonlyMap<string, Decider> = new Map(PROPOSING.map((decider) => [decider.category, decider]));

/** Reads what is proposed from the records themselves, and whether the caller may agree to it. */
@Injectable()
export class ProposalReader {
  private readonly names: OrganizationsDb;

  constructor(
    private readonly executor: Executor,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(READ_DB) db: Kysely<unknown>,
    @Inject(PERSON_NAMES) private readonly members: PersonNames,
  ) {
    this.names = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  /**
   * The first of those that are neither carried out nor outdated, of records that the caller may see. An erasure is told
   * only to those who may know of its owner.
   */
  async pending(
    found: readonly OpenProposal[],
    { most, days }: { readonly most: number; readonly days: DayRange },
    moment: Moment,
    by: Caller,
  ) {
    const owners = found.map(({ stream }) => stream).filter((stream) => categoryOf(stream) === erasure.category);
    const shown = await ownersShown(this.executor, owners.map(idOf), by);
    const all = [];
    for (const { stream, revision } of found) {
      if (all.length === most) break;
      if (categoryOf(stream) === erasure.category && !shown.has(idOf(stream))) continue;
      const decider = deciders.get(categoryOf(stream));
      const kind = sentencesOf(categoryOf(stream));
      if (!decider?.takes || !kind) continue;
      const { events } = await this.executor.recorded(decider, stream);
      const history = await this.executor.history(decider, stream);
      const proposal = proposalsIn(decider.takes.as, history.events).find(({ entry }) => entry === revision);
      if (!proposal || !isPending(proposal) || !maySee(decider, history.events, by)) continue;
      const recordedAt = events[revision]?.record.recordedAt ?? moment.knownAt;
      if (!isWithin(days, dayOf(recordedAt))) continue;
      all.push({
        stream,
        id: idOf(stream),
        entry: revision,
        recordedAt,
        sentence: await this.#sentence(kind, history.events, proposal, moment, by),
        persons: proposal.persons,
        lacking: proposal.persons - proposal.taken.length,
        by: proposal.taken.flatMap(({ actor }) => actor?.id ?? []),
        mayAgree: await this.#mayAgree(decider, history, proposal, by),
      });
    }
    return all;
  }

  async #sentence(
    kind: StreamKind,
    past: readonly PastEvent[],
    { taken: [event] }: Proposal,
    moment: Moment,
    by: Caller,
  ) {
    if (!event) throw new Error('a proposal has no entry');
    const told = (known: KnownNames) => sentenceOf(kind, event, (entry) => past[entry], namesIn(kind, past, known));
    const mentioned = mentionedBy(told);
    const names = await namesOf(this.names, moment, [...mentioned.organizations]);
    // The list records no reading, so persons are told by their codes.
    const member = await memberNames(this.members, mentioned.members, by, null);
    return told({ ...NO_NAMES, organization: (id) => names.get(id), member });
  }

  async #mayAgree(
    decider: Decider,
    history: Awaited<ReturnType<Executor['history']>>,
    { entry, taken }: Proposal,
    by: Caller,
  ): Promise<boolean> {
    const { agree, agreed } = proposalNames(decider.takes?.as ?? '');
    try {
      const step = { type: agreed, schema: 1, data: { proposal: entry } };
      const actor = by.under(agree).actorFor(decider.concerned(history, [step]));
      const participation = { events: history.events, acted: taken, actor, confirmed: '' };
      const { before, approvers } = await approving(this.authority, participation);
      return areOthers(before, approvers);
    } catch (error) {
      if (error instanceof NotPermitted || error instanceof OwnCase) return false;
      throw error;
    }
  }
}
