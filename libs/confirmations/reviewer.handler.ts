import { Inject, Injectable } from '@nestjs/common';
import { areOthers, type Confirmable, type Review, type returned, verdictNames } from '#kernel/confirmation';
import type { Decider, History } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import type { DataOf } from '#kernel/event';
import { type StreamId, streamId, type Uuid } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import { treeHash } from '#kernel/tree-hash';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { type Caller, NotPermitted, OwnCase } from '#platform/access/caller';
import { personsBarredFrom, personsBehind } from '#platform/access/persons-behind';
import { maySee } from '#platform/access/wall';
import type { Asked, Intake, Occasion } from '#platform/commands/intake';
import { EVENT_STORE, type EventStore } from '#platform/event-store/event-store';
import { Executor } from '#platform/commands/execute';
import { notFound } from '#platform/http/problems';
import { type ConfirmationStatus, RecordKind } from './codes.js';
import { unconfirmed } from './unconfirmed.js';

type Kind = Confirmable<unknown, string>;

/** Prepares verdicts: compares recorders with reviewers, and computes the digest of a record up to an entry. */
@Injectable()
export class Reviewer implements Intake {
  constructor(
    private readonly executor: Executor,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(AUTHORITY) private readonly authority: Authority,
  ) {}

  /**
   * A record for a reviewer, as it is or as it was at a position of the log. Cost: linear in the length of its stream.
   *
   * @param upTo the last position that counts; null: every entry
   * @throws Problem if the record does not exist or the caller may not see it
   */
  async readForReview(decider: Decider, id: Uuid, by: Caller, upTo: bigint | null = null) {
    const kind = confirmableOf(decider);
    const { confirm, confirmed, returned: sentBack } = verdictNames(kind.as);
    const stream = streamId(decider.category, id);
    const history = await this.executor.historyIf(decider, stream, (events) => maySee(decider, events, by));
    if (!history) throw notFound();
    const known = upTo === null ? history.events.length : await this.#countUpTo(decider, stream, upTo);
    if (known === 0) throw notFound();
    const events = history.events.slice(0, known);
    const review = await this.#review(kind, stream, events, []);
    const last = events.at(-1);
    const back = last?.type === sentBack ? (last.data as DataOf<typeof returned>) : null;
    const status: ConfirmationStatus = back ? 'RETURNED' : last?.type === confirmed ? 'CONFIRMED' : 'WAITING';
    return {
      recordKind: RecordKind.parse(kind.kind),
      id,
      status,
      revision: review.upTo,
      contentHash: review.contentHash,
      mayConfirm:
        known === history.events.length && (await this.#mayConfirm(review, decider, history, by.under(confirm))),
      ground: back?.ground ?? null,
      entries: [...(back?.entries ?? [])],
    };
  }

  /**
   * The compared entries are those up to the revision in If-Match. The append fails if the record has later entries.
   *
   * @throws NotPermitted | OwnCase, and what the store throws
   */
  async prepare(command: Asked, { decider, stream, before, repeated, by, envelope }: Occasion<unknown>) {
    if (repeated) return { command };
    const { actor, persons } = await this.#reviewers(decider, before, by);
    const compared = before.events.slice(0, (envelope.expectedRevision ?? -1) + 1);
    const review = await this.#review(confirmableOf(decider), stream, compared, persons);
    return { command, actor, facts: { review } };
  }

  async #countUpTo(decider: Decider, stream: StreamId, position: bigint): Promise<number> {
    return (await this.executor.recorded(decider, stream, position)).events.length;
  }

  async #mayConfirm(
    { stands, recorders }: Review,
    decider: Decider,
    history: History<unknown>,
    confirming: Caller,
  ): Promise<boolean> {
    try {
      const { persons } = await this.#reviewers(decider, history, confirming);
      return !stands && areOthers(recorders, persons);
    } catch (error) {
      if (error instanceof NotPermitted || error instanceof OwnCase) return false;
      throw error;
    }
  }

  /** The caller, and the person for whom the caller acts. @throws NotPermitted | OwnCase */
  async #reviewers(decider: Decider, history: History<unknown>, by: Caller) {
    const actor = by.actorFor(decider.concerned(history, []), 'what is recorded');
    return { actor, persons: await personsBehind(this.authority, [actor]) };
  }

  /** The unconfirmed entries, their recorders and the reviewers. */
  async #review(kind: Kind, stream: StreamId, events: readonly PastEvent[], reviewers: readonly (Uuid | null)[]) {
    const { confirmed, returned: sentBack } = verdictNames(kind.as);
    const verdicts = { confirmed, returned: sentBack, ...(kind.ended === undefined ? {} : { ended: kind.ended }) };
    const open = unconfirmed(events, ({ type }) => type, verdicts);
    return {
      upTo: events.length - 1,
      contentHash: treeHash(await this.#leavesOf(stream, events.length)),
      stands: events.at(-1)?.type === confirmed,
      recorders: [...(await personsBarredFrom(this.authority, open))],
      reviewers: [...reviewers],
    } satisfies Review;
  }

  /** Leaf hashes of the first entries, computed from the stored texts. */
  async #leavesOf(stream: StreamId, count: number): Promise<readonly string[]> {
    const leaves: string[] = [];
    while (leaves.length < count) {
      const page = await this.store.read(stream, leaves.length, Math.min(count - leaves.length, PAGE));
      if (page.length === 0) throw new Error(`${stream} has fewer than ${count} entries`);
      leaves.push(...page.map(({ text }) => leafHash(text)));
    }
    return leaves;
  }
}

const PAGE = 5_000;

function confirmableOf({ category, confirmable }: Decider): Kind {
  if (!confirmable) throw new Error(`${category} is not confirmed by a second person`);
  return confirmable;
}
