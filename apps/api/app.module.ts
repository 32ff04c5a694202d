import { type DynamicModule, Module } from '@nestjs/common';
import { AUTHENTICATOR, type Authenticator } from '#platform/access/identity';
import type { Purpose } from '#platform/event-store/store-declaration';
import { HttpModule, type HttpParts } from '#platform/http/http.module';
import { PlatformModule, type PlatformParts } from '#platform/platform.module';
import { features } from '../features.js';
import { CodeListsController } from './code-lists.controller.js';
import { DataDictionaryController } from './data-dictionary.controller.js';
import { FrontPageController, STORE_PURPOSE } from './front-page/front-page.controller.js';
import { HistoryController } from './history.controller.js';

/** Who a request comes from: the guard before every route asks it. */
@Module({})
class IdentifiedModule {
  static with(authenticator: Authenticator): DynamicModule {
    const provider = { provide: AUTHENTICATOR, useValue: authenticator };
    return { module: IdentifiedModule, global: true, providers: [provider], exports: [provider] };
  }
}

/** The API: what every route shares, what every feature finds, and the features. */
@Module({})
export class AppModule {
  static with(
    parts: HttpParts & PlatformParts & { readonly purpose: Purpose; readonly authenticator: Authenticator },
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        IdentifiedModule.with(parts.authenticator),
        HttpModule.with(parts),
        PlatformModule.with(parts),
        ...features.map(({ module }) => module),
      ],
      providers: [{ provide: STORE_PURPOSE, useValue: parts.purpose }],
      controllers: [FrontPageController, CodeListsController, DataDictionaryController, HistoryController],
    };
  }
}
