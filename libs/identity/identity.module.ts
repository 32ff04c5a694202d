import { Global, Module } from '@nestjs/common';
import { AUTHENTICATOR } from '#platform/access/identity';
import type { Config } from '#platform/config';
import { CONFIG } from '#platform/platform.module';
import { AccountActs } from './account-acts.handler.js';
import { AccountsController } from './accounts.controller.js';
import { AccountBook } from './accounts.handler.js';
import { RequestAuthenticator } from './authenticator.handler.js';
import { OIDC, OidcTokens } from './oidc.handler.js';
import { OwnAccountController } from './own-account.controller.js';
import { OwnAccount } from './own-account.handler.js';
import { OwnAccountPages } from './own-account-pages.controller.js';
import { Passwords } from './passwords.handler.js';
import { SessionsController } from './sessions.controller.js';
import { SessionBook } from './sessions.handler.js';
import { SignInController } from './sign-in.controller.js';

/** Identity of callers. Global: the guard in front of every route uses it. */
@Global()
@Module({
  controllers: [SessionsController, AccountsController, OwnAccountController, OwnAccountPages, SignInController],
  providers: [
    Passwords,
    SessionBook,
    AccountBook,
    AccountActs,
    OwnAccount,
    RequestAuthenticator,
    { provide: AUTHENTICATOR, useExisting: RequestAuthenticator },
    { provide: OIDC, inject: [CONFIG], useFactory: ({ oidc }: Config) => (oidc ? new OidcTokens(oidc) : null) },
  ],
  exports: [AUTHENTICATOR, AccountBook, SessionBook],
})
export class IdentityModule {}
