import { Controller, Get, Inject, Module } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { disciplineCase } from '#features/discipline';
import { EVERYTHING } from '#platform/access/reader';
import type { Feature } from '#platform/feature';
import { Can } from '#platform/http/actor';
import { READ_DB } from '#platform/platform.module';
import { facts, projection, uuid } from '#platform/projections/projection';
import { rowsFor } from '#platform/projections/rows-for';

/** The persons of discipline cases. The declaration does not say whose the rows are. */
const subjects = projection({
  name: 'leaky',
  version: 1,
  of: { DisciplineCaseOpened: disciplineCase.events.DisciplineCaseOpened },
  tables: { subjects: facts({ organizationId: uuid }, { whose: { open: 'nobody thought of it' } }) },
  on: {
    DisciplineCaseOpened: (e, { subjects }) => subjects.put(e, { organizationId: e.data.subject.organizationId }),
  },
});

@Controller('api/leaky')
class LeakyController {
  constructor(@Inject(READ_DB) private readonly db: Kysely<unknown>) {}

  @Get()
  @Can('read:coverage')
  list() {
    return rowsFor(this.db, subjects, EVERYTHING('nobody thought of it'))
      .selectFrom('subjects')
      .select('organizationId')
      .execute();
  }
}

@Module({ controllers: [LeakyController] })
class LeakyModule {}

/** A feature with a planted fault: its only query shows everything to everybody. */
export const leaky = {
  name: 'leaky',
  module: LeakyModule,
  deciders: [],
  projections: [subjects],
  codeLists: {},
  permissions: {},
} as const satisfies Feature;
