import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { CommandOf } from '#kernel/command';
import type { EntryCommand } from '#kernel/entry-commands';
import { EVERYTHING } from '#platform/access/reader';
import type { Intake, Occasion } from '#platform/commands/intake';
import { OneAtATime } from '#platform/commands/one-at-a-time';
import { EVENT_STORE, type EventStore } from '#platform/event-store/event-store';
import { APP_DB, READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { KNOWLEDGE, type Knowledge } from '#platform/projections/serving';
import type { term } from './term.js';
import { terms } from './terms.projection.js';
import { termsAsOf, type TermsDb } from './terms.queries.js';
import { WardIntake } from './ward-intake.handler.js';

type TermRequest = CommandOf<typeof term.commands> | EntryCommand;

/** Longest wait for the read model to include the end of the log. */
const PATIENCE_MS = 5000;

/**
 * Reads the days of the other terms, with which a term must not overlap. The commands on terms run one after the other
 * over all processes, so that no other term changes between this reading and the append.
 */
@Injectable()
export class TermIntake implements Intake<unknown, TermRequest> {
  readonly #terms: TermsDb;
  readonly #alone: OneAtATime;

  constructor(
    private readonly wards: WardIntake,
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'head'>,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
    @Inject(READ_DB) db: Kysely<unknown>,
    @Inject(APP_DB) appDb: Kysely<unknown>,
  ) {
    this.#terms = rowsFor(db, terms, EVERYTHING('terms are open'));
    this.#alone = new OneAtATime(appDb, 'terms');
  }

  /** @throws Unavailable if another process has been changing terms for long */
  during<T>(_: TermRequest, run: () => Promise<T>): Promise<T> {
    return this.#alone.run(run);
  }

  /** @throws what `WardIntake.prepare` throws | NotCaughtUp | Unavailable */
  async prepare(command: TermRequest, occasion: Occasion<unknown>) {
    const prepared = await this.wards.prepare(command, occasion);
    if (occasion.repeated || command.type === 'SetTarget') return prepared;
    const end = await this.store.head();
    await this.knowledge.waitFor(end, [terms.name], PATIENCE_MS);
    const all = await termsAsOf(this.#terms, { position: end });
    const otherTerms = all
      .filter(({ termId }) => termId !== occasion.id)
      .map(({ organizationId, name, startsOn, endsOn, endAssumed }) => ({
        organizationId,
        name,
        startsOn,
        endsOn,
        endAssumed,
      }));
    return { command, facts: { ...prepared.facts, otherTerms } };
  }
}
