import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { Config } from '#platform/config';
import { CommandDoor } from '#platform/commands/door';
import type { Declared } from '#platform/commands/store-declaration';
import { EVENT_STORE, type EventStore } from '#platform/event-store/event-store';
import { Executor } from '#platform/commands/execute';
import { StreamCommandHandler } from '#platform/commands/stream-command.handler';
import { Outside } from '#platform/outside/outside';
import { KEY_RING, type KeyRing } from '#platform/sealing/key-ring';
import { SEALING, type Sealing } from '#platform/sealing/sealing';

/** Injection token: Kysely over the read models, for `rowsFor(db, …projections)`. */
export const READ_DB = Symbol('read models');

/** Injection token: Kysely over the product's own tables beside the log, as the product's role. */
export const APP_DB = Symbol('own tables');

/** Injection token: the declaration of the store (StoreOpened). */
export const DECLARED = Symbol('declared');

export const CONFIG = Symbol('configuration');

/** Injection token: the log of readings. It has connections of its own and is separate from the log of records. */
export interface ReadingsStore {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'append'>;
}
export const READINGS = Symbol('log of readings');

export interface PlatformParts {
  readonly store: EventStore;
  readonly executor: Executor;
  readonly readDb: Kysely<never>;
  readonly sealing: Sealing;
  readonly keys: KeyRing;
  readonly appDb: Kysely<never>;
  readonly declared: Declared;
  readonly config: Config;
  readonly readings: ReadingsStore;
}

/** Provides what every feature uses without importing it: command bus, executor, read models, sealing. */
@Module({})
export class PlatformModule {
  static with({
    store,
    executor,
    readDb,
    sealing,
    keys,
    appDb,
    declared,
    config,
    readings,
  }: PlatformParts): DynamicModule {
    const parts = [
      { provide: EVENT_STORE, useValue: store },
      { provide: Executor, useValue: executor },
      { provide: READ_DB, useValue: readDb },
      { provide: SEALING, useValue: sealing },
      { provide: KEY_RING, useValue: keys },
      { provide: APP_DB, useValue: appDb },
      { provide: DECLARED, useValue: declared },
      { provide: CONFIG, useValue: config },
      { provide: READINGS, useValue: readings },
      { provide: Outside, useValue: new Outside(config.outside) },
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [...parts, StreamCommandHandler, CommandDoor],
      exports: [...parts, CommandDoor, CqrsModule],
    };
  }
}
