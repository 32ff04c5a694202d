import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Headers, Inject, type MessageEvent, type OnModuleDestroy, Query, Req, Sse } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { from, type Observable } from 'rxjs';
import { z } from 'zod';
import type { PlainDate } from '#kernel/dates';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { AUTHENTICATOR, type Authenticator } from '#platform/access/identity';
import { LogWatch } from '#platform/event-store/log-watch';
import { Can } from '#platform/http/actor';
import { Problem } from '#platform/http/problems';
import { KNOWLEDGE, type Knowledge } from '#platform/http/time-travel';
import { NotCaughtUp } from '#platform/projections/serving';
import { asking } from './coverage.controller.js';
import { READ_MODELS } from './facts/resident-facts.queries.js';
import { figuresOf, ruleNamed } from './questions/coverage-told.js';
import { CoverageQuestions } from './questions/coverage.queries.js';
import { asAllowed, asToldTo } from './questions/official.queries.js';

const StreamQuery = z.strictObject(asking);
type StreamQuery = z.output<typeof StreamQuery>;

/** A sign of life for whatever stands between; also the longest that a reader who left goes unnoticed. */
const HEARTBEAT_MS = 15_000;
/** What is recorded in quick succession is told once. */
const REST_MS = 250;
const RETRY_MS = 3000;

interface Figures {
  readonly position: bigint;
  readonly told: { readonly asOf: PlainDate };
}

interface Asker {
  readonly by: Caller;
  readonly request: FastifyRequest;
}

const idOf = ({ position, told }: Figures): string => `${position}/${told.asOf}`;

/** Figures as they change. */
@Controller('api/coverage')
export class CoverageStreamController implements OnModuleDestroy {
  #isEnded = false;
  readonly #rests = new Set<AbortController>();

  constructor(
    private readonly questions: CoverageQuestions,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    private readonly watch: LogWatch,
  ) {}

  /**
   * The figures of today, then again whenever what is recorded, or a new day, changes them (server-sent events). The id of
   * an event is a position of the log and a day: a reader who comes back with it as `Last-Event-ID` is told at once where
   * the log has moved on since, or the day has. It ends when a session or a right does, or the log is in trouble: whoever comes back is
   * answered why.
   */
  @Sse('stream')
  @Can('read:coverage')
  @ApiOkResponse({ description: 'Events `figures`', content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async stream(
    @Query({ schema: StreamQuery }) query: StreamQuery,
    @By() by: Caller,
    @Req() request: FastifyRequest,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Observable<MessageEvent>> {
    const first = await this.#figures(query, by); // a wrong question is refused before a stream begins
    return from(this.#events(query, { by, request }, first, lastEventId === idOf(first)));
  }

  /** A server that stops does not wait for its readers. */
  onModuleDestroy(): void {
    this.#isEnded = true;
    for (const rest of this.#rests) rest.abort();
  }

  async *#events(query: StreamQuery, asker: Asker, first: Figures, isKnown: boolean): AsyncGenerator<MessageEvent> {
    if (!isKnown) yield figures(first);
    let last = first;
    while (!this.#isOver()) {
      const hasMoved = await this.#moved(last.position);
      if (this.#isOver() || !(await this.#mayStillAsk(asker))) return;
      const next = await this.#figures(query, asker.by); // a new day changes figures, too
      if (!(await this.#mayStillAsk(asker))) return; // a right may have ended while they were reckoned
      if (JSON.stringify(next.told) !== JSON.stringify(last.told)) yield figures(next);
      else if (!hasMoved) yield { type: 'alive', data: {} };
      last = next;
      if (hasMoved) await this.#resting(REST_MS);
    }
  }

  /** Whether the session still is one, the right still holds and the log is sound: each may end while somebody reads. */
  async #mayStillAsk({ by, request }: Asker): Promise<boolean> {
    if (this.watch.trouble) return false;
    try {
      await this.authenticator.authenticate(request);
    } catch (error) {
      if (error instanceof Problem && error.code === 'unauthenticated') return false;
      throw error;
    }
    return by.isPermitted();
  }

  #isOver(): boolean {
    return this.#isEnded;
  }

  async #figures(query: StreamQuery, by: Caller): Promise<Figures> {
    const laid = await this.questions.lay(asAllowed(query, by));
    const told = {
      ...asToldTo(by, figuresOf(laid, laid.evaluate())),
      rule: ruleNamed(laid.rule),
      asOf: laid.moment.asOf,
    };
    return { position: laid.moment.position, told };
  }

  /** Whether the tables went past a position before it is time for a sign of life, or for the end. */
  async #moved(position: bigint): Promise<boolean> {
    const moved = this.knowledge.waitFor(position + 1n, READ_MODELS, HEARTBEAT_MS).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotCaughtUp) return false;
        throw error;
      },
    );
    const over = new AbortController(); // what is waited for leaves no timer behind
    try {
      return await Promise.race([moved, this.#resting(HEARTBEAT_MS, over).then(() => false)]);
    } finally {
      over.abort();
    }
  }

  async #resting(ms: number, over = new AbortController()): Promise<void> {
    if (this.#isEnded) return;
    this.#rests.add(over);
    await sleep(ms, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
    this.#rests.delete(over);
  }
}

const figures = (one: Figures): MessageEvent => ({
  type: 'figures',
  id: idOf(one),
  retry: RETRY_MS,
  data: one.told,
});
