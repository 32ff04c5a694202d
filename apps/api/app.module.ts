import { type DynamicModule, Global, Module } from '@nestjs/common';
import { RoleTable } from '#features/access';
import type { Feature } from '#platform/feature';
import { HttpModule, type HttpParts } from '#platform/http/http.module';
import { PlatformModule, type PlatformParts } from '#platform/platform.module';
import { roles } from '../roles.js';
import { CodeListsController } from './code-lists.controller.js';
import { DataDictionaryController } from './data-dictionary.controller.js';
import { FrontPageController } from './front-page/front-page.controller.js';
import { RightsPageController } from './front-page/rights-page.controller.js';
import { HeldAbout } from './held/held.handler.js';
import { HeldController } from './held/held.controller.js';
import { Mentions } from './held/mentions.handler.js';
import { SealedOf } from './held/sealed-of.handler.js';
import { HistoryController } from './history/history.controller.js';
import { NameBook } from './history/name-book.handler.js';
import { StreamReader } from './history/streams.js';
import { LogKeeper } from '../log-keeper.js';
import { LogController } from './log.controller.js';
import { ParkedStreamsController } from './parked-streams.controller.js';

/** The permissions of each role, for injection. */
@Global()
@Module({ providers: [{ provide: RoleTable, useValue: roles }], exports: [RoleTable] })
class RolesModule {}

type Parts = HttpParts & PlatformParts & { readonly features: readonly Feature[]; readonly keeper: LogKeeper };

/** The API: shared HTTP parts, the platform, and the features. */
@Module({})
export class AppModule {
  static with(parts: Parts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        HttpModule.with(parts),
        PlatformModule.with(parts),
        RolesModule,
        ...parts.features.flatMap(({ module }) => module ?? []),
      ],
      controllers: [
        FrontPageController,
        RightsPageController,
        CodeListsController,
        DataDictionaryController,
        HeldController,
        HistoryController,
        ParkedStreamsController,
        LogController,
      ],
      providers: [
        { provide: LogKeeper, useValue: parts.keeper },
        StreamReader,
        NameBook,
        HeldAbout,
        Mentions,
        SealedOf,
      ],
    };
  }
}
