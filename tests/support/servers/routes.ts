import type { Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ModulesContainer } from '@nestjs/core';
import type { z } from 'zod';
import { querySchemas } from '#platform/http/accepted-parameters';
import { openApi } from '#platform/http/openapi';
import { sections } from '../../../apps/api/operations/operations.js';
import { AppModule } from '../../../apps/api/app.module.js';
import { features } from '../../../apps/features.js';

export interface Route {
  /** The class and the method that handle it: `TermsController.list`. */
  readonly name: string;
  readonly queries: readonly z.ZodType[];
}

/** Stands for a part of the program: in a preview no handler runs, so nothing is used. */
const absent = {} as never;

/** The API's routes and its document, made from its controllers without a server, a database or a key. */
export async function previewedApi() {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({
      features,
      config: { outside: [] } as never,
      logger: absent,
      knowledge: absent,
      health: absent,
      watch: absent,
      costlyPerMinute: 1,
      metrics: true,
      documented: true,
      store: absent,
      executor: absent,
      readDb: absent,
      sealing: absent,
      keys: absent,
      appDb: absent,
      declared: absent,
      readings: absent,
      keeper: absent,
    }),
    new FastifyAdapter(),
    { preview: true, logger: false, abortOnError: false },
  );
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype as Type),
  );
  return { document: openApi(app, sections), routes: controllers.flatMap(routesOf) };
}

function routesOf(controller: Type): readonly Route[] {
  const proto = controller.prototype as Readonly<Record<string, unknown>>;
  return Object.getOwnPropertyNames(proto)
    .filter((name) => {
      const handler = Object.getOwnPropertyDescriptor(proto, name)?.value as unknown;
      return typeof handler === 'function' && Reflect.hasMetadata(PATH_METADATA, handler);
    })
    .map((name) => ({ name: `${controller.name}.${name}`, queries: querySchemas(controller, name).map(schemaOf) }));
}

const schemaOf = ({ schema }: { readonly schema: z.ZodType }): z.ZodType => schema;
