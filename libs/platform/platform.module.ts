import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import { Executor } from '#platform/event-store/execute';
import { StreamCommandHandler } from '#platform/event-store/stream-command.handler';
import { SEALING, type Sealing } from '#platform/sealing/sealing';

/** Kysely over the read models, for `reading(db, …projections)`. */
export const READ_DB = Symbol('read models');

export interface PlatformParts {
  readonly executor: Executor;
  readonly readDb: Kysely<never>;
  readonly sealing: Sealing;
}

/** What every feature finds without importing it: the command bus, the executor behind it, the read models, sealing. */
@Module({})
export class PlatformModule {
  static with({ executor, readDb, sealing }: PlatformParts): DynamicModule {
    const parts = [
      { provide: Executor, useValue: executor },
      { provide: READ_DB, useValue: readDb },
      { provide: SEALING, useValue: sealing },
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
