import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { SecurityEvents } from '#platform/http/security-events';
import { AccountBook, type NewAccount } from './accounts.handler.js';
import { SessionBook } from './sessions.handler.js';
import {
  AccountOpening,
  accountsAnswer,
  issuedAnswer,
  NewPassword,
  openedAnswer,
  ServiceOpening,
  TokenIssue,
} from './shapes.js';

/** Accounts that may sign in. Their permissions come from grants, which are recorded acts. */
@Controller('api')
export class AccountsController {
  constructor(
    private readonly accounts: AccountBook,
    private readonly sessions: SessionBook,
    private readonly security: SecurityEvents,
  ) {}

  @Post('accounts')
  @Can('OpenAccount')
  @ApiCreatedResponse({ standardSchema: openedAnswer, description: 'The account and its person' })
  open(@Body({ schema: AccountOpening }) data: z.output<typeof AccountOpening>, @Req() request: FastifyRequest) {
    return this.#open({ kind: 'person', ...data }, request);
  }

  @Post('accounts/:id/disabling')
  @HttpCode(204)
  @Can('DisableAccount')
  async disable(@Param('id', { schema: Uuid }) id: Uuid, @Req() request: FastifyRequest): Promise<void> {
    await this.accounts.disable(id);
    this.security.done(request, 'account-disabled', { accountId: id });
  }

  @Post('accounts/:id/password')
  @HttpCode(204)
  @Can('RequestAccountReset')
  async setPassword(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: NewPassword }) { password }: z.output<typeof NewPassword>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.accounts.setPassword(id, password);
    this.security.done(request, 'password-set', { accountId: id });
  }

  /** Opens a service account: a program has no password; each of its tokens is limited to stated permissions. */
  @Post('service-accounts')
  @Can('OpenAccount')
  @ApiCreatedResponse({ standardSchema: openedAnswer, description: 'The account and the id that roles are granted to' })
  openService(@Body({ schema: ServiceOpening }) data: z.output<typeof ServiceOpening>, @Req() request: FastifyRequest) {
    return this.#open({ kind: 'service', password: null, ...data }, request);
  }

  @Post('service-accounts/:id/tokens')
  @Can('IssueToken')
  @ApiCreatedResponse({ standardSchema: issuedAnswer, description: 'A token; this is the only answer that holds it' })
  async issue(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: TokenIssue }) { permissions, days }: z.output<typeof TokenIssue>,
    @Req() request: FastifyRequest,
  ) {
    await this.accounts.mustBeService(id);
    const endsAt = new Date(Date.now() + days * 86_400_000).toISOString();
    const issued = await this.sessions.issueToken(id, permissions, endsAt);
    this.security.done(request, 'token-issued', { accountId: id, tokenId: issued.tokenId });
    return issued;
  }

  @Delete('service-accounts/:id/tokens/:tokenId')
  @HttpCode(204)
  @Can('RevokeToken')
  async revoke(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('tokenId', { schema: Uuid }) tokenId: Uuid,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.accounts.revokeToken(id, tokenId);
    this.security.done(request, 'token-revoked', { accountId: id, tokenId });
  }

  @Get('accounts')
  @Can('read:accounts')
  @Answers(accountsAnswer)
  async list() {
    return { accounts: await this.accounts.list() };
  }

  async #open(account: NewAccount, request: FastifyRequest) {
    const opened = await this.accounts.add(account);
    this.security.done(request, 'account-opened', { accountId: opened.accountId });
    return opened;
  }
}
