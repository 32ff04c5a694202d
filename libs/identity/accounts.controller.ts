import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { SecurityEvents } from '#platform/http/security-events';
import { AccountActs, senderOf } from './account-acts.handler.js';
import { AccountPersons } from './account-persons.handler.js';
import * as shapes from './shapes.js';

/** Accounts that may sign in. Their permissions come from grants, which are recorded acts, as these are. */
@Controller('api')
export class AccountsController {
  constructor(
    private readonly persons: AccountPersons,
    private readonly acts: AccountActs,
    private readonly security: SecurityEvents,
  ) {}

  @Post('accounts')
  @Can('OpenAccount')
  @ApiCreatedResponse({ standardSchema: shapes.openedAnswer, description: 'The account, and what to pass on' })
  async open(
    @Body({ schema: shapes.AccountOpening }) data: z.output<typeof shapes.AccountOpening>,
    @Req() request: FastifyRequest,
  ) {
    const opened = await this.acts.open({ ...data, kind: 'person' }, senderOf(request));
    this.security.done(request, 'account-opened', { accountId: opened.accountId });
    return opened;
  }

  @Post('accounts/:id/disabling')
  @HttpCode(204)
  @Can('DisableAccount')
  async disable(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: shapes.Disabling }) { reason }: z.output<typeof shapes.Disabling>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.acts.disable(id, reason, senderOf(request));
    this.security.done(request, 'account-disabled', { accountId: id });
  }

  /** Resets the credential of another person, or asks for it if that takes two persons. */
  @Post('accounts/:id/credential')
  @Can('RequestAccountReset')
  @ApiCreatedResponse({ standardSchema: shapes.shownAnswer, description: 'What to pass on to the person' })
  async reset(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: shapes.ResetRequest }) asked: z.output<typeof shapes.ResetRequest>,
    @Req() request: FastifyRequest,
  ) {
    const shown = await this.acts.requestReset(id, { ...asked, reset: 'CREDENTIAL' }, senderOf(request));
    this.security.done(request, shown.request === null ? 'credential-issued' : 'reset-requested', { accountId: id });
    return shown;
  }

  /** Removes the second factor of another person who lost it, or asks for it if that takes two persons. */
  @Post('accounts/:id/second-factor-removal')
  @Can('RequestAccountReset')
  @ApiCreatedResponse({ standardSchema: shapes.shownAnswer, description: 'Done, or the request to agree to' })
  async removeSecondFactor(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: shapes.ResetRequest }) asked: z.output<typeof shapes.ResetRequest>,
    @Req() request: FastifyRequest,
  ) {
    const shown = await this.acts.requestReset(id, { ...asked, reset: 'SECOND_FACTOR' }, senderOf(request));
    this.security.done(request, shown.request === null ? 'second-factor-removed' : 'reset-requested', {
      accountId: id,
    });
    return shown;
  }

  /** Agrees, as the second person, to an opening or a reset. */
  @Post('accounts/:id/agreement')
  @Can('AgreeToAccountReset')
  @ApiCreatedResponse({ standardSchema: shapes.shownAnswer, description: 'The second half, to pass on to the person' })
  async agree(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: shapes.Agreement }) agreement: z.output<typeof shapes.Agreement>,
    @Req() request: FastifyRequest,
  ) {
    const shown = await this.acts.agree(id, agreement.request, senderOf(request));
    this.security.done(request, 'credential-issued', { accountId: id });
    return shown;
  }

  /** Opens a service account: a program has no password; each of its tokens is limited to stated permissions. */
  @Post('service-accounts')
  @Can('OpenAccount')
  @ApiCreatedResponse({
    standardSchema: shapes.serviceAnswer,
    description: 'The account and the id that roles are granted to',
  })
  async openService(
    @Body({ schema: shapes.ServiceOpening }) data: z.output<typeof shapes.ServiceOpening>,
    @Req() request: FastifyRequest,
  ) {
    const none = { personId: null, isMember: null, oidc: null, byTwo: false } as const;
    const service = { ...data, ...none, kind: 'service' } as const;
    const { accountId, personId } = await this.acts.open(service, senderOf(request));
    this.security.done(request, 'account-opened', { accountId });
    return { accountId, personId };
  }

  @Post('service-accounts/:id/tokens')
  @Can('IssueToken')
  @ApiCreatedResponse({
    standardSchema: shapes.issuedAnswer,
    description: 'A token; this is the only answer that holds it',
  })
  async issue(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: shapes.TokenIssue }) { permissions, days }: z.output<typeof shapes.TokenIssue>,
    @Req() request: FastifyRequest,
  ) {
    const issued = await this.acts.issueToken(id, permissions, days, senderOf(request));
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
    await this.acts.revokeToken(id, tokenId, senderOf(request));
    this.security.done(request, 'token-revoked', { accountId: id, tokenId });
  }

  @Get('accounts')
  @Can('read:accounts')
  @Answers(shapes.accountsAnswer)
  async list() {
    return { accounts: await this.persons.told() };
  }
}
