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

export interface HttpParts {
  readonly logger: Logger;
  readonly knowledge: Knowledge;
  readonly health: AskHealth;
  /** Whether the log is sound: while it is not, only what settles it is answered. */
  readonly watch: LogWatch;
  /** Costly answers that one person is given in a minute. */
  readonly costlyPerMinute: number;
  /** Whether the figures of the process have an address. */
  readonly metrics: boolean;
  /** Whether the API describes itself, so that a page may lead there. */
  readonly documented: boolean;
}

/** What every route shares: default deny, schemas, problems, time travel, health. */
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
        { provide: APP_GUARD, useFactory: () => new CostlyGuard(costlyPerMinute) },
        { provide: APP_PIPE, useClass: SchemaPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: shared,
    };
  }
}
