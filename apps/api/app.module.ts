import { type DynamicModule, Module } from '@nestjs/common';
import { HttpModule, type HttpParts } from '#platform/http/http.module';
import { PlatformModule, type PlatformParts } from '#platform/platform.module';
import { features } from '../features.js';
import { CodeListsController } from './code-lists.controller.js';
import { DataDictionaryController } from './data-dictionary.controller.js';
import { FrontPageController } from './front-page/front-page.controller.js';
import { HistoryController } from './history.controller.js';
import { ParkedStreamsController } from './parked-streams.controller.js';

/** The API: what every route shares, what every feature finds, and the features. */
@Module({})
export class AppModule {
  static with(parts: HttpParts & PlatformParts): DynamicModule {
    return {
      module: AppModule,
      imports: [HttpModule.with(parts), PlatformModule.with(parts), ...features.flatMap(({ module }) => module ?? [])],
      controllers: [
        FrontPageController,
        CodeListsController,
        DataDictionaryController,
        HistoryController,
        ParkedStreamsController,
      ],
    };
  }
}
