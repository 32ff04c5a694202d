import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { pastEvent } from '#kernel/catalog';
import { type Concerned, concernedBy } from '#kernel/concern';
import { areOthers, type Review, type returned } from '#kernel/confirmation';
import type { Decider } from '#kernel/decider';
import type { DataOf } from '#kernel/event';
import { streamId, type Uuid } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import { treeHash } from '#kernel/tree-hash';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { type Caller, inScope, NotPermitted, OwnCase } from '#platform/access/caller';
import { personsBehind } from '#platform/access/persons-behind';
import type { StoredEvent } from '#platform/event-store/event-store';
import type { Envelope } from '#platform/event-store/envelope';
import { Executor } from '#platform/event-store/execute';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { notFound } from '#platform/http/problems';
import { CommandAnswer } from '#platform/http/stream-command';
import type { ConfirmationStatus, RecordKind } from './codes.js';
import { unconfirmed, type Verdicts } from './unconfirmed.js';

/** A kind of record, with the types of its verdicts. */
export interface Confirmable extends Verdicts {
  readonly recordKind: RecordKind;
  readonly decider: Decider;
}

/** Compares who recorded with who confirms, and says what a record is, up to an entry. */
@Injectable()
export class Reviewer {
  constructor(
    private readonly bus: CommandBus,
    private readonly executor: Executor,
    @Inject(AUTHORITY) private readonly authority: Authority,
  ) {}

  /**
   * A record as it stands, for whoever is to compare it. Cost: the length of its stream.
   *
   * @param confirming the caller under the permission to confirm
   * @throws Problem where there is none that the caller may see
   */
  async look(of: Confirmable, id: Uuid, by: Caller, confirming: Caller) {
    const { events, concerned } = await this.#record(of, id, by);
    if (!by.scope.everything && !concerned.organizations.some((one) => inScope(by.scope, one))) throw notFound();
    const review = await this.#review(of, events, []);
    const last = events.at(-1)?.record;
    const sentBack = last?.type === of.returned ? (last.data as DataOf<typeof returned>) : null;
    const status: ConfirmationStatus = sentBack ? 'RETURNED' : last?.type === of.confirmed ? 'CONFIRMED' : 'WAITING';
    return {
      recordKind: of.recordKind,
      id,
      status,
      revision: review.upTo,
      contentHash: review.contentHash,
      mayConfirm: await this.#mayConfirm(review, concerned, confirming),
      ground: sentBack?.ground ?? null,
      entries: [...(sentBack?.entries ?? [])],
    };
  }

  /**
   * What is compared are the entries up to If-Match; that they are all, the log sees to.
   *
   * @throws Problem | Rejection | NotPermitted | OwnCase, and what the store throws
   */
  async send(of: Confirmable, id: Uuid, command: Order, envelope: Envelope, by: Caller): Promise<CommandAnswer> {
    const { events, concerned } = await this.#record(of, id, by);
    const { actor, persons } = await this.#reviewers(concerned, by).catch(async (error: unknown) => {
      if (!(error instanceof NotPermitted)) throw error;
      await this.authority.refresh(); // what was granted a moment ago may not be known yet
      return this.#reviewers(concerned, by);
    });
    const compared = events.slice(0, (envelope.expectedRevision ?? -1) + 1);
    const facts = { review: await this.#review(of, compared, persons) };
    const stream = streamId(of.decider.category, id);
    const sent = new StreamCommand(of.decider, stream, command, { ...envelope, actor, facts });
    return new CommandAnswer(await this.bus.execute(sent));
  }

  async #record({ decider }: Confirmable, id: Uuid, by: Caller) {
    const { events } = await this.executor.recorded(decider, streamId(decider.category, id));
    const past = events.map(({ record }) => pastEvent(decider.catalog, record));
    const only = decider.concerns.shownOnlyTo?.(past) ?? null;
    if (events.length === 0 || (only !== null && !only.includes(by.personId))) throw notFound();
    return { events, concerned: concernedBy(decider.concerns, past, []) };
  }

  async #mayConfirm({ stands, recorders }: Review, concerned: Concerned, confirming: Caller): Promise<boolean> {
    try {
      const { persons } = await this.#reviewers(concerned, confirming);
      return !stands && areOthers(recorders, persons);
    } catch (error) {
      if (error instanceof NotPermitted || error instanceof OwnCase) return false;
      throw error;
    }
  }

  /** Who acts by what the record concerns, and for whom. @throws NotPermitted | OwnCase */
  async #reviewers(concerned: Concerned, by: Caller) {
    const actor = by.actorFor(concerned, 'what is recorded');
    return { actor, persons: await personsBehind(this.authority, [actor]) };
  }

  /** What is not confirmed yet, by whom it was recorded and for whom. */
  async #review(of: Confirmable, events: readonly StoredEvent[], reviewers: readonly (Uuid | null)[]) {
    const open = unconfirmed(events, ({ record }) => record.type, of);
    const recorders = await personsBehind(
      this.authority,
      open.map(({ record }) => record.actor),
    );
    return {
      upTo: events.length - 1,
      contentHash: treeHash(events.map(({ text }) => leafHash(text))),
      stands: events.at(-1)?.record.type === of.confirmed,
      recorders: [...recorders],
      reviewers: [...reviewers],
    } satisfies Review;
  }
}

interface Order {
  readonly type: string;
  readonly data: object;
}
