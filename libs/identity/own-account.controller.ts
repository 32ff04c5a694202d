import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { OwnAccount as OnOwnAccount } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { SecurityEvents } from '#platform/http/security-events';
import { AccountActs } from './account-acts.handler.js';
import { AccountPersons } from './account-persons.handler.js';
import { sessionTokenOf } from './authenticator.handler.js';
import { byOthers, OwnAccount } from './own-account.handler.js';
import { NewPassword, ownAccountAnswer, ownSessionsAnswer } from './shapes.js';

/** The own account of whoever is signed in; also open to a session that must first choose a password. */
@Controller('api/account')
export class OwnAccountController {
  constructor(
    private readonly own: OwnAccount,
    private readonly accountActs: AccountActs,
    private readonly persons: AccountPersons,
    private readonly security: SecurityEvents,
  ) {}

  @Get()
  @OnOwnAccount()
  @Answers(ownAccountAnswer)
  async account(@By() { personId }: Caller, @Req() request: FastifyRequest) {
    const who = await this.own.who(personId, sessionTokenOf(request));
    const acts = await this.own.acts(personId);
    const isMember = await this.persons.isKnownAs(personId);
    return { ...who, isMember, acts, actsSince: byOthers(acts, who.lastSignedIn) };
  }

  /** Chooses a password; the other sessions of the person end. */
  @Post('password')
  @HttpCode(204)
  @OnOwnAccount()
  async choose(
    @Body({ schema: NewPassword }) { current, password }: z.output<typeof NewPassword>,
    @By() { personId }: Caller,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.accountActs.choose({ personId, current, password }, request);
    this.security.done(request, 'credential-chosen');
  }

  @Get('sessions')
  @OnOwnAccount()
  @Answers(ownSessionsAnswer)
  async sessions(@By() { personId }: Caller, @Req() request: FastifyRequest) {
    return { sessions: await this.own.sessionsOf(personId, sessionTokenOf(request)) };
  }

  @Delete('sessions/:sessionId')
  @HttpCode(204)
  @OnOwnAccount()
  async end(
    @Param('sessionId', { schema: Uuid }) sessionId: Uuid,
    @By() { personId }: Caller,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.own.endSession(personId, sessionId);
    this.security.done(request, 'session-ended', { sessionId });
  }
}
