import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { z } from 'zod';
import { idKindOf } from '#kernel/id-fields';
import type { Uuid } from '#kernel/ids';
import { callerOf } from '#platform/access/by';
import { type KnownPerson, PERSON_NAMES, type PersonNames } from './persons.js';

/** A person whom an answer names, as far as the caller may know them. */
const Person = z
  .strictObject({
    memberId: z.uuid(),
    code: z
      .string()
      .meta({ examples: ['ĐV-0412'] })
      .nullable()
      .describe('null: not in the register of persons'),
    name: z
      .string()
      .meta({ examples: ['Nguyễn Văn A'] })
      .nullable()
      .describe('Null where the caller may not read it, where the reading is not recorded, or where it was erased'),
    isErased: z.boolean().describe('Whether the name was erased; told only to those who could have read it'),
  })
  .meta({ id: 'Person' });
const persons = z.array(Person).describe('The persons whom the answer names by `memberId` and the like, each once');

/** The members of objects, and `[]` for the items of lists, that lead to a member id in an answer. */
export type MemberPath = readonly string[];

/** Where an answer of a schema holds ids of members. */
export function memberPathsIn(schema: unknown, path: MemberPath = []): readonly MemberPath[] {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return memberPathsIn(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return memberPathsIn(schema.element, [...path, '[]']);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => memberPathsIn(one, path));
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, inner]) =>
      path.length === 0 && name === PERSONS ? [] : memberPathsIn(inner, [...path, name]),
    );
  return schema instanceof z.ZodUUID && idKindOf(path.join('.').replaceAll('.[]', '[]')) === 'member' ? [path] : [];
}
const PERSONS = 'persons';

/** The shape of an answer, with the persons whom it names if it has fields for their ids. */
export const withPersons = <S extends z.ZodRawShape>(shape: S): S =>
  PERSONS in shape || memberPathsIn(z.strictObject(shape)).length === 0 ? shape : { ...shape, persons };

/** The ids at some paths of an answer, each once. Cost: one pass over the parts of the answer that the paths lead to. */
export function idsAt(paths: readonly MemberPath[], answer: unknown): ReadonlySet<Uuid> {
  const found = new Set<Uuid>();
  const walk = (value: unknown, path: MemberPath, from: number): void => {
    const name = path[from];
    if (name === undefined) {
      if (typeof value === 'string') found.add(value as Uuid);
    } else if (Array.isArray(value)) {
      if (name === '[]') for (const one of value) walk(one, path, from + 1);
    } else if (typeof value === 'object' && value !== null) walk((value as Parts)[name], path, from + 1);
  };
  for (const path of paths) walk(answer, path, 0);
  return found;
}
type Parts = Readonly<Record<string, unknown>>;

/** The persons with some ids, as answers tell them, in the order of the ids. */
export async function told(
  names: PersonNames,
  ids: ReadonlySet<Uuid>,
  { request }: { readonly request: FastifyRequest },
): Promise<readonly KnownPerson[]> {
  if (ids.size === 0) return [];
  const known = await names.known(ids, callerOf(request), request.openings ?? null);
  return Array.from(ids, (memberId) => known.get(memberId) ?? { memberId, code: null, name: null, isErased: false });
}

/**
 * Adds to an answer the persons whom it names. Runs inside of the interceptor that settles what the answer opens, so that
 * every name is in the log of readings before the answer is sent.
 */
export function tellsPersons(paths: readonly MemberPath[]): Type<NestInterceptor> {
  @Injectable()
  class TellsPersons implements NestInterceptor {
    constructor(@Inject(PERSON_NAMES) private readonly names: PersonNames) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const request = context.switchToHttp().getRequest<FastifyRequest>();
      return next.handle().pipe(
        concatMap(async (answer: unknown) => {
          const named = await told(this.names, idsAt(paths, answer), { request });
          return { ...(answer as object), persons: named };
        }),
      );
    }
  }
  return mixin(TellsPersons);
}
