import { expect } from '@jest/globals';
import { Body, Controller, Get, Global, Module, Param, Post, type Provider, Query, type Type } from '@nestjs/common';
import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import { text } from '#kernel/text';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { CallerUnknown } from '#platform/access/by';
import { AUTHENTICATOR, type Authenticator } from '#platform/access/identity';
import {
  ClockSkew,
  Conflict,
  LogLeft,
  OutcomeUnknown,
  StreamSetAside,
  TooLarge,
  Unavailable,
} from '#platform/event-store/event-store';
import { type Envelope, KeyReused, StaleRevision } from '#platform/commands/envelope';
import { Can } from '#platform/http/actor';
import { LogWatch } from '#platform/event-store/log-watch';
import { HttpModule } from '#platform/http/http.module';
import { createLogger } from '#platform/http/logging';
import { cursor, paging } from '#platform/http/paging';
import { fieldProblem, notFound, PROBLEM_JSON, ProblemBody } from '#platform/http/problems';
import { createServer } from '#platform/http/server';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { question } from '#platform/http/time-travel';
import { NotCaughtUp, ReadModelRebuilding } from '#platform/projections/serving';
import { KeysUnavailable, KeyWornOut, OwnerErased } from '#platform/sealing/key-ring';

export const ID = Uuid.parse('11111111-1111-4111-8111-111111111111');
export const STREAM = streamId('thing', ID);
const KEY = '22222222-2222-4222-8222-222222222222';
const Rename = z
  .strictObject({ name: text(20), on: PlainDate, parts: z.array(z.strictObject({ no: z.int().min(1) })).max(3) })
  .meta({ id: 'Rename' });
const ListQuery = question({ ...paging });
export const places = cursor('things by name', z.string());

/** Errors that a handler may throw, one for each address. */
const ERRORS: Readonly<Record<string, () => Error>> = {
  rejection: () => new Rejection('NotOpen', { vi: 'Chưa mở', en: 'Not open' }, { status: 'none' }),
  stale: () => new StaleRevision(STREAM, 3, 7),
  reused: () => new KeyReused(ID),
  conflict: () => new Conflict(STREAM, 1, 2),
  unknown: () => new OutcomeUnknown(STREAM),
  unavailable: () => new Unavailable('password=secret'),
  large: () => new TooLarge(300_000, 262_144),
  late: () => new NotCaughtUp(9n, 7n),
  rebuilding: () => new ReadModelRebuilding('things', null),
  skew: () => new ClockSkew(STREAM, 90),
  left: () => new LogLeft('KurrentDB at secret:2113'),
  aside: () => new StreamSetAside('secret-1'),
  keyless: () => new KeysUnavailable(new Error('the name Nguyễn Văn A is wrong')),
  erased: () => new OwnerErased(PlainDate.parse('2026-01-02')),
  worn: () => new KeyWornOut(),
  absent: () => notFound(),
  nameless: () => new CallerUnknown(),
  fault: () => new Error('the name Nguyễn Văn A is wrong'),
};

@Controller('api/things')
class ThingsController {
  @Post(':id/renaming')
  @Can('RenameThing')
  rename(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Rename }) _data: z.output<typeof Rename>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    const stream = streamId('thing', id);
    const revision = (envelope.expectedRevision ?? 0) + 1;
    return new CommandAnswer({ stream, revision, eventIds: [], position: 9n, leafHashes: [], repeated: revision > 1 });
  }

  @Post(':id/closure')
  @Can('CloseThing')
  close(@Enveloped() envelope: Envelope) {
    return { seen: envelope.expectedRevision };
  }

  @Get()
  @Can('read:things')
  list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    return { limit: query.limit, at: places.read(query.cursor) ?? null };
  }

  @Get('errors/:kind')
  @Can('read:things')
  fail(@Param('kind') kind: string): never {
    throw ERRORS[kind]?.() ?? fieldProblem('path', 'kind', 'unknown', { vi: 'Không có', en: 'None' });
  }

  @Get('forgotten')
  forgotten() {
    return 'nobody said who may read this';
  }
}

/** Every caller may do everything here: permissions are tested with the access feature. */
const anybody: Authenticator = {
  authenticate: () => Promise.resolve({ personId: ID, kind: 'person', permissions: null, secondFactor: false }),
};
const everything: Authority = {
  secondFactorRoles: new Set(),
  heldRoles: () => [{ role: 'clerk', organizationId: null, delegation: null }],
  isUnder: () => true,
  under: () => new Set(),
  recordsOf: (personId) => new Set([personId]),
  delegatorOf: () => null,
  isSigner: () => false,
  tiedTo: () => new Set(),
  delegatorsTo: () => new Set(),
  refresh: () => Promise.resolve(),
};
const everybody = [
  { provide: AUTHENTICATOR, useValue: anybody },
  { provide: AUTHORITY, useValue: everything },
];
@Global()
@Module({ providers: everybody, exports: everybody })
class EverybodyModule {}

/** A body that the renaming of a thing accepts. */
export const good = { name: 'Chi bộ 1', on: '2026-01-02', parts: [{ no: 1 }] };

/**
 * Starts the HTTP layer of the product around a controller. @returns the log lines, and functions that send requests
 *
 * @param controller default: that of things
 * @param providers what is injected into the controller
 */
export async function thingsServer(controller: Type = ThingsController, providers: readonly Provider[] = []) {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  const http = HttpModule.with({
    logger,
    watch: new LogWatch(),
    knowledge: {
      setAside: () => [],
      checkpoints: () => Promise.resolve({ checkpoints: [], served: 0n, knownAt: null }),
      onMove: () => () => undefined,
      waitFor: () => Promise.resolve(),
      reach: () => Promise.resolve(),
      end: () => Promise.resolve({ position: 0n, at: null }),
      seenSince: () => Promise.resolve(null),
      behind: () => Promise.resolve({ positions: 0n, seconds: 0, unseenSince: null }),
      streamsBetween: () => null,
    },
    health: () => Promise.resolve({ ready: false, parts: {}, details: {} }),
    costlyPerMinute: 100,
    metrics: true,
    documented: true,
  });
  @Module({ imports: [EverybodyModule, http], controllers: [controller], providers: [...providers] })
  class Root {}
  const app = await createServer(Root, { logger, bodyLimit: 2000, documented: [] });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const post = (payload: unknown, headers: Record<string, string> = {}, url = `/api/things/${ID}/renaming`) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', 'idempotency-key': KEY, ...headers },
      payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
    });
  return { app, lines, post };
}
export type ThingsServer = Awaited<ReturnType<typeof thingsServer>>;
type Response = Awaited<ReturnType<ThingsServer['post']>>;

/** The problem document of an answer; fails if the answer is none. */
export const problem = (response: Response, status: number, code: string) => {
  expect(response.statusCode).toBe(status);
  expect(response.headers['content-type']).toBe(PROBLEM_JSON);
  const body = ProblemBody.parse(response.json());
  expect(body).toMatchObject({ status, code });
  return body;
};
/** Every wrong field that an answer names: where it is, its path, and the reason. */
export const fields = (response: Response) =>
  problem(response, 422, 'invalid-request').errors.map((e) => `${e.in} ${e.field} ${e.code}`);
