import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { AccountBook } from './accounts.handler.js';
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

/** Who may sign in; what they may do then is granted by recorded acts. */
@Controller('api')
export class AccountsController {
  constructor(
    private readonly accounts: AccountBook,
    private readonly sessions: SessionBook,
  ) {}

  @Post('accounts')
  @Can('ManageAccounts')
  @ApiCreatedResponse({ standardSchema: openedAnswer, description: 'The account and its person' })
  open(@Body({ schema: AccountOpening }) data: z.output<typeof AccountOpening>) {
    return this.accounts.add({ kind: 'person', ...data });
  }

  @Post('accounts/:id/disabling')
  @HttpCode(204)
  @Can('ManageAccounts')
  disable(@Param('id', { schema: Uuid }) id: Uuid): Promise<void> {
    return this.accounts.disable(id);
  }

  @Post('accounts/:id/password')
  @HttpCode(204)
  @Can('ManageAccounts')
  setPassword(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: NewPassword }) { password }: z.output<typeof NewPassword>,
  ): Promise<void> {
    return this.accounts.setPassword(id, password);
  }

  /** A program that reads figures: it has no password, only tokens that say what they are for. */
  @Post('service-accounts')
  @Can('ManageAccounts')
  @ApiCreatedResponse({ standardSchema: openedAnswer, description: 'The account and the id that roles are granted to' })
  openService(@Body({ schema: ServiceOpening }) data: z.output<typeof ServiceOpening>) {
    return this.accounts.add({ kind: 'service', password: null, ...data });
  }

  @Post('service-accounts/:id/tokens')
  @Can('ManageAccounts')
  @ApiCreatedResponse({ standardSchema: issuedAnswer, description: 'A token, told once' })
  async issue(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: TokenIssue }) { permissions, days }: z.output<typeof TokenIssue>,
  ) {
    await this.accounts.mustBeService(id);
    return this.sessions.issueToken(id, permissions, new Date(Date.now() + days * 86_400_000).toISOString());
  }

  @Delete('service-accounts/:id/tokens/:tokenId')
  @HttpCode(204)
  @Can('ManageAccounts')
  revoke(@Param('id', { schema: Uuid }) id: Uuid, @Param('tokenId', { schema: Uuid }) tokenId: Uuid): Promise<void> {
    return this.accounts.revokeToken(id, tokenId);
  }

  @Get('accounts')
  @Can('read:accounts')
  @Answers(accountsAnswer)
  async list() {
    return { accounts: await this.accounts.list() };
  }
}
