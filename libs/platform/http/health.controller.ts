import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from './actor.js';

/** Whether the parts of the system that a request needs are available. */
export interface Health {
  readonly ready: boolean;
  /** The state of each part by name; no secrets, no addresses. */
  readonly parts: Readonly<Record<string, unknown>>;
}
export type AskHealth = () => Promise<Health>;
export const HEALTH = Symbol('health');

/** Liveness and readiness, for monitoring. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(@Inject(HEALTH) private readonly health: AskHealth) {}

  @Get('health/live')
  @Public()
  live() {
    return { alive: true };
  }

  @Get('health/ready')
  @Public()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.health();
    if (!health.ready) void reply.code(503);
    return health;
  }
}
