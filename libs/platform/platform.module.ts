import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import { Executor } from '#platform/event-store/execute';
import { StreamCommandHandler } from '#platform/event-store/stream-command.handler';

/** Kysely over the read models, for `reading(db, …projections)`. */
export const READ_DB = Symbol('read models');

export interface PlatformParts {
  readonly executor: Executor;
  readonly readDb: Kysely<never>;
}

/** What every feature finds without importing it: the command bus, the executor behind it, the read models. */
@Module({})
export class PlatformModule {
  static with({ executor, readDb }: PlatformParts): DynamicModule {
    const parts = [
      { provide: Executor, useValue: executor },
      { provide: READ_DB, useValue: readDb },
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [...parts, StreamCommandHandler],
      exports: [...parts, CqrsModule],
    };
  }
}
