import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { Caller } from '#platform/access/caller';
import { AUTHENTICATOR, type Authenticator } from '#platform/access/identity';
import { Public } from './actor.js';

/** Whether the parts of the system that a request needs are available. */
export interface Health {
  readonly ready: boolean;
  /** The state of each part by name, in codes: for everybody. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** More about some of these parts, such as positions of the log: for holders of `read:metrics`. */
  readonly details: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
export type AskHealth = () => Promise<Health>;
export const HEALTH = Symbol('health');

/** Longest wait for the session of the caller. */
const PATIENCE_MS = 1000;

/** Liveness and readiness, for monitoring. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    @Inject(HEALTH) private readonly health: AskHealth,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(AUTHORITY) private readonly authority: Authority,
  ) {}

  @Get('health/live')
  @Public()
  live() {
    return { alive: true };
  }

  @Get('health/ready')
  @Public()
  async ready(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Pick<Health, 'ready' | 'parts'>> {
    const [{ ready, parts, details }, mayKnow] = await Promise.all([this.health(), this.#mayKnowDetails(request)]);
    if (!ready) void reply.code(503);
    if (!mayKnow) return { ready, parts };
    const names = [...new Set([...Object.keys(parts), ...Object.keys(details)])];
    return {
      ready,
      parts: Object.fromEntries(names.map((name) => [name, Object.assign({}, parts[name], details[name])])),
    };
  }

  /** Whoever cannot be identified, also because the database is away, gets what everybody gets. */
  async #mayKnowDetails(request: FastifyRequest): Promise<boolean> {
    try {
      const identity = await Promise.race([
        this.authenticator.authenticate(request),
        sleep(PATIENCE_MS, null, { ref: false }),
      ]);
      return identity !== null && new Caller(identity, 'read:metrics', this.authority).isPermitted();
    } catch {
      return false;
    }
  }
}
