import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { defer, type Observable, switchMap } from 'rxjs';
import { Uuid } from '#kernel/ids';
import { callerOf } from '#platform/access/by';
import { fieldProblem, Problem } from '#platform/http/problems';
import { recordedRoute, type ReadKind } from '#platform/http/recorded';
import { type Purpose, StatedPurpose } from './codes.js';
import { LogOfReadings } from './log-of-readings.queries.js';
import { askedFor } from './reading.js';

/** Writes each reading that is to be recorded before its handler is asked. */
@Injectable()
export class Recorder implements NestInterceptor {
  constructor(private readonly log: LogOfReadings) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = recordedRoute(context.getHandler());
    if (!route) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const query = { ...(request.query as Record<string, unknown> | undefined) };
    if (route.onlyWith !== null && !(route.onlyWith in query)) return next.handle();
    return defer(async () => {
      const purpose = purposeOf(request.headers.purpose, route.kind);
      const asked = askedFor({ ...(request.params as object | undefined) }, query);
      const address = `${request.method} ${request.routeOptions.url ?? ''}`;
      const reading = { kind: route.kind, route: address, ...asked, purpose };
      await this.log.record(reading, callerOf(request).actor, Uuid.parse(request.id));
    }).pipe(switchMap(() => next.handle()));
  }
}

/** @throws Problem for a purpose that is missing where one must be stated, and for one that is none of the list */
function purposeOf(header: string | string[] | undefined, kind: ReadKind): Purpose {
  if (header === undefined) {
    if (kind !== 'SEALED') return 'NOT_STATED';
    throw new Problem('purpose-missing', {
      errors: [{ in: 'header', field: 'Purpose', code: 'missing', vi: 'Bắt buộc phải có', en: 'Is required' }],
    });
  }
  const stated = StatedPurpose.safeParse(header);
  if (stated.success) return stated.data;
  throw fieldProblem('header', 'Purpose', 'not-a-code', {
    vi: `Phải là một trong: ${StatedPurpose.options.join(', ')}`,
    en: `Must be one of: ${StatedPurpose.options.join(', ')}`,
  });
}
