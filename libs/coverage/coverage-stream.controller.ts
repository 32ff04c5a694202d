import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Headers, Inject, type MessageEvent, type OnModuleDestroy, Query, Req, Sse } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { finalize, from, type Observable } from 'rxjs';
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
import { OpenStreams } from './open-streams.handler.js';
import { figuresOf, ruleNamed } from './questions/coverage-answer.js';
import { CoverageQuestions } from './questions/coverage.queries.js';
import { asAllowed, figuresVisibleTo } from './questions/official.queries.js';

const StreamQuery = z.strictObject(asking);
type StreamQuery = z.output<typeof StreamQuery>;

/**
 * Interval of heartbeats. They keep proxies from closing the connection. A lost reader is noticed after this time at
 * most.
 */
const HEARTBEAT_MS = 15_000;
/** Pause after a push, so that entries recorded in quick succession cause only one push. */
const REST_MS = 250;
const RETRY_MS = 3000;
const EXAMPLE = 'id: 42/2026-03-31\nevent: figures\ndata: {"covered":43,"total":122}\n\n';

interface Figures {
  readonly position: bigint;
  readonly answer: { readonly asOf: PlainDate };
}

interface Asker {
  readonly by: Caller;
  readonly request: FastifyRequest;
}

const idOf = ({ position, answer }: Figures): string => `${position}/${answer.asOf}`;

/** Server-sent events with the figures of coverage. */
@Controller('api/coverage')
export class CoverageStreamController implements OnModuleDestroy {
  #isEnded = false;
  readonly #rests = new Set<AbortController>();
  readonly #open = new OpenStreams();

  constructor(
    private readonly questions: CoverageQuestions,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    private readonly watch: LogWatch,
  ) {}

  /**
   * Streams today's figures as server-sent events. Pushes them again whenever an entry or a new day changes them. The
   * id of a pushed event is a log position and a day. A reader that reconnects with this id as `Last-Event-ID` gets
   * figures at once if position or day has changed. The stream ends when the session or the permission ends, or when
   * the log is in trouble. The next connection is then answered with the reason. A person has a few streams at a time.
   */
  @Sse('stream')
  @Can('read:coverage')
  @ApiOkResponse({
    description: 'Events `figures`',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  async stream(
    @Query({ schema: StreamQuery }) query: StreamQuery,
    @By() by: Caller,
    @Req() request: FastifyRequest,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Observable<MessageEvent>> {
    const first = await this.#figures(query, by); // refuse a wrong query before the stream begins
    const end = this.#open.begin(by.personId);
    request.raw.socket.once('close', end); // the generator notices only at its next event
    return from(this.#events(query, { by, request }, first, lastEventId === idOf(first))).pipe(finalize(end));
  }

  /** Ends all streams, so that shutdown does not wait for readers. */
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
      const next = await this.#figures(query, asker.by); // a new day changes the figures, too
      if (!(await this.#mayStillAsk(asker))) return; // the permission may have ended during the computation
      if (JSON.stringify(next.answer) !== JSON.stringify(last.answer)) yield figures(next);
      else if (!hasMoved) yield { type: 'alive', data: {} };
      last = next;
      if (hasMoved) await this.#resting(REST_MS);
    }
  }

  /**
   * Whether the stream may go on. Session, permission and log are checked before each push, because each of them may
   * fail while the stream is open.
   */
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
    const question = await this.questions.resolve(asAllowed(query, by));
    const answer = {
      ...figuresVisibleTo(by, figuresOf(question, question.evaluate())),
      rule: ruleNamed(question.rule),
      asOf: question.moment.asOf,
    };
    return { position: question.moment.position, answer };
  }

  /** Waits until the read models pass a position; false if the heartbeat is due, or the stream ends, before that. */
  async #moved(position: bigint): Promise<boolean> {
    const moved = this.knowledge.waitFor(position + 1n, READ_MODELS, HEARTBEAT_MS).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotCaughtUp) return false;
        throw error;
      },
    );
    const over = new AbortController(); // cancels the timer of the heartbeat
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

const figures = (current: Figures): MessageEvent => ({
  type: 'figures',
  id: idOf(current),
  retry: RETRY_MS,
  data: current.answer,
});
