import { Body, Controller, Delete, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Can, InTrouble, OwnAccount as OnOwnAccount, Public } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { SecurityEvents } from '#platform/http/security-events';
import { AccountBook } from './accounts.handler.js';
import { addressOf, sessionTokenOf } from './authenticator.handler.js';
import { OwnAccount } from './own-account.handler.js';
import { SessionBook } from './sessions.handler.js';
import { begunAnswer, SignIn, whoAnswer } from './shapes.js';

/** Sign-in and sign-out for programs; browsers have their own pages. */
@Controller('api/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionBook,
    private readonly accounts: AccountBook,
    private readonly own: OwnAccount,
    private readonly security: SecurityEvents,
  ) {}

  @Post()
  @Public()
  @ApiCreatedResponse({ standardSchema: begunAnswer, description: 'Signed in' })
  async signIn(
    @Body({ schema: SignIn }) { username, password, code }: z.output<typeof SignIn>,
    @Req() request: FastifyRequest,
  ) {
    const begun = await this.sessions.signIn(username, password, addressOf(request), new Date(), code);
    const { token, endsAt, personId, displayName, mustChoose, lastSignedIn } = begun;
    this.security.done(request, 'signed-in', { personId });
    const accountActs = await this.own.actsSince(personId, lastSignedIn);
    return { token, endsAt, personId, displayName, mustChoose, lastSignedIn, accountActs };
  }

  @Get('current')
  @InTrouble()
  @Can('read:code-lists')
  @Answers(whoAnswer)
  async who(@By() { identity }: Caller) {
    const { personId, kind, permissions } = identity;
    return {
      personId,
      kind,
      displayName: await this.accounts.nameOf(personId),
      permissions: permissions && [...permissions],
    };
  }

  /** Ends the session whose token the request carries; does nothing if the request carries none. */
  @Delete('current')
  @HttpCode(204)
  @OnOwnAccount()
  async signOut(@Req() request: FastifyRequest): Promise<void> {
    const token = sessionTokenOf(request);
    if (token === null) return;
    await this.sessions.end(token);
    this.security.done(request, 'signed-out');
  }
}
