import { Global, Module } from '@nestjs/common';
import { AUTHENTICATOR } from '#platform/access/identity';
import { ACCOUNT_HOLDERS } from '#platform/access/persons';
import type { Config } from '#platform/config';
import { CONFIG } from '#platform/platform.module';
import { AccountActs } from './account-acts.handler.js';
import { AccountsController } from './accounts.controller.js';
import { AccountPersons } from './account-persons.handler.js';
import { AccountBook } from './accounts.handler.js';
import { RequestAuthenticator } from './authenticator.handler.js';
import { OIDC, OidcTokens } from './oidc.handler.js';
import { OwnAccountController } from './own-account.controller.js';
import { OwnAccount } from './own-account.handler.js';
import { OwnAccountPages } from './own-account-pages.controller.js';
import { OwnSecondFactorController } from './own-second-factor.controller.js';
import { OwnSecondFactor } from './own-second-factor.handler.js';
import { OwnSecondFactorPages } from './own-second-factor-pages.controller.js';
import { ProviderController } from './provider.controller.js';
import { IdentityProvider, PROVIDER } from './provider.handler.js';
import { Outside } from '#platform/outside/outside';
import { SecondFactors } from './second-factor.handler.js';
import { Passwords } from './passwords.handler.js';
import { SessionsController } from './sessions.controller.js';
import { SessionBook } from './sessions.handler.js';
import { SignInController } from './sign-in.controller.js';

/** Identity of callers. Global: the guard in front of every route uses it. */
@Global()
@Module({
  controllers: [
    SessionsController,
    AccountsController,
    OwnAccountController,
    OwnAccountPages,
    SignInController,
    ProviderController,
    OwnSecondFactorController,
    OwnSecondFactorPages,
  ],
  providers: [
    Passwords,
    SessionBook,
    SecondFactors,
    AccountBook,
    AccountActs,
    AccountPersons,
    OwnAccount,
    OwnSecondFactor,
    RequestAuthenticator,
    { provide: AUTHENTICATOR, useExisting: RequestAuthenticator },
    { provide: ACCOUNT_HOLDERS, useExisting: AccountBook },
    { provide: OIDC, inject: [CONFIG], useFactory: ({ oidc }: Config) => (oidc ? new OidcTokens(oidc) : null) },
    {
      provide: PROVIDER,
      inject: [CONFIG, Outside],
      useFactory: ({ provider }: Config, outside: Outside) =>
        provider ? new IdentityProvider(provider, outside) : null,
    },
  ],
  exports: [AUTHENTICATOR, ACCOUNT_HOLDERS, AccountBook, SessionBook],
})
export class IdentityModule {}
