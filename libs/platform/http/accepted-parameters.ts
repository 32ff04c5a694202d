import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { z } from 'zod';

type Parameters = Readonly<Record<string, unknown>>;
interface Argument {
  readonly data?: unknown;
  readonly schema?: unknown;
}

/**
 * The path and query parameters of a request whose values the schemas of its handler accept. For guards, which run
 * before the handler's pipes check the request.
 *
 * @returns those of the path and those of the query
 */
export function acceptedParameters(
  controller: Type,
  handler: string,
  path: Parameters,
  query: Parameters,
): readonly [Parameters, Parameters] {
  const inPath = schemasOf(controller, handler, RouteParamtypes.PARAM).flatMap(({ data, schema }) =>
    typeof data === 'string' && schema.safeParse(path[data]).success ? [data] : [],
  );
  const inQuery = querySchemas(controller, handler).flatMap(({ schema }) => {
    const refused = new Set((schema.safeParse(query).error?.issues ?? []).flatMap(namesOf));
    return Object.keys(query).filter((name) => !refused.has(name));
  });
  return [only(path, inPath), only(query, inQuery)];
}

/** The schemas of a handler's query parameters; none if it takes no parameter. */
export const querySchemas = (controller: Type, handler: string) =>
  schemasOf(controller, handler, RouteParamtypes.QUERY);

function schemasOf(controller: Type, handler: string, kind: RouteParamtypes) {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Record<string, Argument>;
  return Object.entries(declared).flatMap(([key, { data, schema }]) =>
    key.startsWith(`${kind}:`) && schema instanceof z.ZodType ? [{ data, schema }] : [],
  );
}

const namesOf = (issue: z.core.$ZodIssue): readonly unknown[] =>
  issue.code === 'unrecognized_keys' ? issue.keys : issue.path.slice(0, 1);

const only = (parameters: Parameters, names: readonly string[]): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => names.includes(name)));
