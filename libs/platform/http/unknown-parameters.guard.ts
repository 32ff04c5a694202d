import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { querySchemas } from './accepted-parameters.js';
import { unknownFields } from './field-errors.js';
import { Problem } from './problems.js';

/**
 * Refuses every query parameter on a route that declares none. A route that declares parameters has a strict schema,
 * which refuses the others. A parameter that is silently ignored looks as if it had been obeyed.
 */
@Injectable()
export class UnknownParametersGuard implements CanActivate {
  /** @throws Problem `invalid-request` naming each parameter */
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const names = Object.keys(query ?? {});
    if (names.length === 0 || querySchemas(context.getClass(), context.getHandler().name).length > 0) return true;
    throw new Problem('invalid-request', { errors: unknownFields('query', names) });
  }
}
