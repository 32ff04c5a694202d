import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { Logger } from 'pino';
import { LogWatch } from '#platform/event-store/log-watch';
import { KNOWLEDGE, type Knowledge } from '#platform/projections/serving';
import { AccessGuard } from './access.guard.js';
import { CostlyGuard } from './costly.js';
import { type AskHealth, HEALTH, HealthController } from './health.controller.js';
import { LOGGER } from './logging.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { DOCUMENTED } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { SecurityEvents } from './security-events.js';
import { StyleController } from './style.controller.js';
import { SchemaPipe } from './schema.pipe.js';
import { TimeTravel } from './time-travel.js';
import { UnknownParametersGuard } from './unknown-parameters.guard.js';

export interface HttpParts {
  readonly logger: Logger;
  readonly knowledge: Knowledge;
  readonly health: AskHealth;
  /** The state of the log. While the log has an alarm, only the routes that settle the alarm answer. */
  readonly watch: LogWatch;
  /** Maximum number of costly answers that one caller gets per minute. */
  readonly costlyPerMinute: number;
  /** Whether the metrics endpoint exists. */
  readonly metrics: boolean;
  /** Whether the API's document is served, so that a page may link to it. */
  readonly documented: boolean;
}

/** What all routes share: access is denied by default; schemas, problems, time travel, health. */
@Module({})
export class HttpModule {
  static with({ logger, knowledge, health, watch, costlyPerMinute, metrics, documented }: HttpParts): DynamicModule {
    const shared: Provider[] = [
      { provide: LOGGER, useValue: logger },
      { provide: KNOWLEDGE, useValue: knowledge },
      { provide: HEALTH, useValue: health },
      { provide: DOCUMENTED, useValue: documented },
      { provide: LogWatch, useValue: watch },
      Metrics,
      SecurityEvents,
      TimeTravel,
    ];
    return {
      module: HttpModule,
      global: true,
      controllers: [HealthController, StyleController, ...(metrics ? [MetricsController] : [])],
      providers: [
        ...shared,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: UnknownParametersGuard },
        { provide: APP_GUARD, useFactory: () => new CostlyGuard(costlyPerMinute) },
        { provide: APP_PIPE, useClass: SchemaPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: shared,
    };
  }
}
