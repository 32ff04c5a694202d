import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Uuid } from '#kernel/ids';
import { callerOf } from '#platform/access/by';
import { acceptedParameters } from '#platform/http/accepted-parameters';
import { fieldProblem, Problem } from '#platform/http/problems';
import { type RecordedReading, recordedReading, type ReadingKind } from '#platform/http/records-reading';
import { type Purpose, StatedPurpose } from './codes.js';
import { LogOfReadings } from './log-of-readings.queries.js';
import { askedFor } from './reading.js';

/**
 * Records each reading before the route handler runs, and after the access guard has identified the caller. It is a
 * guard, not an interceptor, because Nest begins an event stream before interceptors run.
 */
@Injectable()
export class Recorder implements CanActivate {
  constructor(private readonly log: LogOfReadings) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const route = recordedReading(context.getHandler());
    return route ? this.#record(context, route) : true;
  }

  async #record(context: ExecutionContext, route: RecordedReading): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const query = { ...(request.query as Record<string, unknown> | undefined) };
    if (route.onlyWith !== null && !(route.onlyWith in query)) return true;
    if (route.onlyForPurpose && request.headers.purpose === undefined) return true;
    const { actor } = callerOf(request);
    const purpose = purposeOf(request.headers.purpose, route.kind);
    const path = { ...(request.params as Record<string, unknown> | undefined) };
    const parameters = askedFor(
      path,
      query,
      acceptedParameters(context.getClass(), context.getHandler().name, path, query),
    );
    const address = `${request.method} ${request.routeOptions.url ?? ''}`;
    const reading = { kind: route.kind, route: address, about: parameters.about, filters: parameters.filters, purpose };
    request.openings = await this.log.record(reading, actor, Uuid.parse(request.id));
    return true;
  }
}

/** @throws Problem if a required purpose is missing, or the purpose is not in the list */
function purposeOf(header: string | string[] | undefined, kind: ReadingKind): Purpose {
  if (header === undefined) {
    if (kind !== 'SEALED') return 'NOT_STATED';
    throw new Problem('purpose-missing', {
      errors: [
        {
          in: 'header',
          field: 'Purpose',
          code: 'missing',
          vi: 'Phải nêu mục đích xem',
          en: 'State the purpose of the reading',
        },
      ],
    });
  }
  const stated = StatedPurpose.safeParse(header);
  if (stated.success) return stated.data;
  throw fieldProblem('header', 'Purpose', 'not-a-code', {
    vi: `Phải là một trong: ${StatedPurpose.options.join(', ')}`,
    en: `Must be one of: ${StatedPurpose.options.join(', ')}`,
  });
}
