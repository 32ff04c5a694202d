import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { OwnAccount as OnOwnAccount } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { SecurityEvents } from '#platform/http/security-events';
import { addressOf, sessionTokenOf } from './authenticator.handler.js';
import { OwnSecondFactor } from './own-second-factor.handler.js';
import {
  begunFactorAnswer,
  factorAnswer,
  FirstCode,
  recoveryCodesAnswer,
  SecondFactorRemoval,
  SecondFactorStart,
} from './second-factor-shapes.js';

/** The second factor of one's own account. */
@Controller('api/account/second-factor')
export class OwnSecondFactorController {
  constructor(
    private readonly own: OwnSecondFactor,
    private readonly security: SecurityEvents,
  ) {}

  @Get()
  @OnOwnAccount()
  @Answers(factorAnswer)
  state(@By() { personId }: Caller, @Req() request: FastifyRequest) {
    return this.own.state(ownOf(personId, request));
  }

  /** Begins to set up an app. Nothing changes until the first code is confirmed. */
  @Post()
  @OnOwnAccount()
  @ApiCreatedResponse({ standardSchema: begunFactorAnswer, description: 'What to enter into the app' })
  begin(
    @Body({ schema: SecondFactorStart }) _: z.output<typeof SecondFactorStart>,
    @By() { personId }: Caller,
    @Req() request: FastifyRequest,
  ) {
    return this.own.begin(ownOf(personId, request));
  }

  /** Puts the second factor into force: from now on every sign-in needs a code. */
  @Post('confirmation')
  @OnOwnAccount()
  @ApiCreatedResponse({ standardSchema: recoveryCodesAnswer, description: 'Codes for when the app is lost' })
  async confirm(
    @Body({ schema: FirstCode }) { code }: z.output<typeof FirstCode>,
    @By() { personId }: Caller,
    @Req() request: FastifyRequest,
  ) {
    const recoveryCodes = await this.own.confirm(ownOf(personId, request), code);
    this.security.done(request, 'second-factor-added');
    return { recoveryCodes };
  }

  /** Removes the second factor of one's own account. For somebody who lost both app and codes, others do it. */
  @Post('removal')
  @HttpCode(204)
  @OnOwnAccount()
  async remove(
    @Body({ schema: SecondFactorRemoval }) { password, code }: z.output<typeof SecondFactorRemoval>,
    @By() { personId }: Caller,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.own.remove(ownOf(personId, request), password, code, addressOf(request));
    this.security.done(request, 'second-factor-removed');
  }
}

const ownOf = (personId: Uuid, request: FastifyRequest) => ({
  personId,
  token: sessionTokenOf(request),
  requestId: request.id as Uuid,
});
