import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { fieldLabel } from '#kernel/field-labels';
import { Rejection } from '#kernel/rejection';
import {
  ClockSkew,
  Conflict,
  IntegrityAlarm,
  LogLeft,
  OutcomeUnknown,
  StreamSetAside,
  TooLarge,
  Unavailable,
} from '#platform/event-store/event-store';
import { LogReplaced } from '#platform/event-store/log-watch';
import { KeyReused, NoSuchRecord, StaleRevision } from '#platform/commands/envelope';
import { NotPermitted, OwnCase, SecondFactorNeeded } from '#platform/access/caller';
import { NotCaughtUp, ReadModelRebuilding } from '#platform/projections/serving';
import { KeysUnavailable, KeyWornOut, OwnerErased } from '#platform/sealing/key-ring';
import { CallerUnknown } from '#platform/access/by';
import { NotATwin, PossibleTwin } from '#platform/commands/twin-check';
import { documentOf, html } from './html.js';
import { etag } from './preconditions.js';
import { notFound, Problem, problemAnswer, type ProblemBody } from './problems.js';
import { LOGGER } from './logging.js';
import { SecurityEvents } from './security-events.js';
import { notATwin, possibleTwin } from './twin-problems.js';

/** Converts an error of the program into a problem. The text of the error is never sent. */
export function problemOf(error: unknown): Problem | Rejection {
  if (error instanceof Problem || error instanceof Rejection) return error;
  if (error instanceof HttpException) return ofFramework(error);
  const cause = { cause: error };
  if (error instanceof StaleRevision)
    return new Problem('stale-revision', {
      facts: { expected: error.expected, actual: error.actual },
      headers: { etag: etag(error.actual) },
      errors: [
        {
          in: 'header',
          field: 'If-Match',
          code: 'stale',
          vi: `Hồ sơ hiện ở phiên bản ${error.actual}`,
          en: `The record is at revision ${error.actual}`,
        },
      ],
    });
  if (error instanceof KeyReused)
    return new Problem('key-reused', {
      errors: [
        {
          in: 'header',
          field: 'Idempotency-Key',
          code: 'reused',
          vi: 'Đã dùng cho một yêu cầu khác',
          en: 'Was used for another request',
        },
      ],
    });
  // The same answer as for a record that does not exist.
  if (error instanceof NoSuchRecord) return notFound();
  if (error instanceof NotPermitted) return error.about === 'what is recorded' ? notFound() : new Problem('forbidden');
  if (error instanceof SecondFactorNeeded) return new Problem('second-factor-needed');
  if (error instanceof OwnCase) return new Problem('own-case');
  if (error instanceof CallerUnknown) return new Problem('unauthenticated');
  if (error instanceof PossibleTwin) return possibleTwin(error);
  if (error instanceof NotATwin) return notATwin(error);
  if (error instanceof Conflict) return new Problem('conflict');
  if (error instanceof TooLarge) return new Problem('too-large', { facts: { bytes: error.bytes, limit: error.limit } });
  if (error instanceof OutcomeUnknown) return new Problem('outcome-unknown', {}, cause);
  if (error instanceof Unavailable) return new Problem('unavailable', {}, cause);
  if (error instanceof LogReplaced) return new Problem('log-replaced', {}, cause);
  if (error instanceof IntegrityAlarm) return new Problem('log-strange', {}, cause);
  if (error instanceof NotCaughtUp) return new Problem('not-caught-up', {}, cause);
  if (error instanceof ReadModelRebuilding) return new Problem('rebuilding', {}, cause);
  if (error instanceof KeysUnavailable) return new Problem('keys-unavailable', {}, cause);
  if (error instanceof OwnerErased) return new Problem('owner-erased', { facts: { on: error.on } });
  if (error instanceof KeyWornOut) return new Problem('key-worn-out');
  if (error instanceof ClockSkew) return new Problem('clock-skew', {}, cause);
  if (error instanceof LogLeft) return new Problem('log-left', {}, cause);
  if (error instanceof StreamSetAside) return new Problem('stream-set-aside');
  return new Problem('internal', {}, cause);
}

const BY_STATUS: Readonly<Record<number, Problem['code']>> = {
  400: 'malformed-request',
  403: 'forbidden',
  404: 'unknown-route',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'too-large',
  414: 'address-too-long',
  415: 'unsupported-media-type',
  431: 'headers-too-large',
};

/** Converts an error of the underlying server; only its status is kept. */
function ofFramework(error: HttpException): Problem {
  return new Problem(
    BY_STATUS[error.getStatus()] ?? (error.getStatus() < 500 ? 'malformed-request' : 'internal'),
    {},
    { cause: error },
  );
}

/** Converts errors into answers; no other code does. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly log: Logger,
    private readonly security: SecurityEvents,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // A client that ends its connection while it sends a body made no fault of the program.
    const problem = request.raw.readableAborted ? new Problem('malformed-request') : problemOf(error);
    const { status, headers, body } = problemAnswer(problem, request.id, request.headers['accept-language']);
    this.security.refused(request, { status, code: problem.code }, error);
    if (problem.code === 'unauthenticated' && isPage(request)) {
      void reply.redirect(`/sign-in?${new URLSearchParams({ next: request.url }).toString()}`, 303);
      return;
    }
    if (isPage(request) && opensToNoRole(problem, request)) {
      void reply.redirect('/account/rights', 303);
      return;
    }
    if (status >= 500) {
      const level = problem.code === 'internal' ? 'error' : 'warn';
      this.log[level]({ requestId: request.id, code: problem.code, fault: faultOf(problem) }, 'request failed');
    }
    if (reply.sent) return;
    if (isOfPages(request)) {
      void reply
        .code(status)
        .headers({ ...headers, 'content-type': PAGE })
        .send(isOfTheLog(problem) ? alarmPage(body.titles) : problemPage(body));
      return;
    }
    void reply.code(status).headers(headers).send(body);
  }
}

const PAGE = 'text/html; charset=utf-8';

/** Whether a problem is an alarm of the log, which does not end by waiting. A browser gets a page about it. */
const isOfTheLog = ({ code }: Problem | Rejection): boolean =>
  code === 'log-replaced' || code === 'log-strange' || code === 'log-left';

/** Whether a signed-in person asks for a page that none of their roles opens. */
const opensToNoRole = ({ code }: Problem | Rejection, { caller }: FastifyRequest): boolean =>
  (code === 'forbidden' || code === 'second-factor-needed') &&
  caller?.identity.kind === 'person' &&
  !caller.isPermitted();

const alarmPage = ({ vi, en }: ProblemBody['titles']): string =>
  documentOf(
    html`<h1>Minh Chứng</h1>
      <p>${vi}.</p>
      <p lang="en">${en}.</p>
      <p>Ai xử lý: người điều hành hệ thống và hai người có thẩm quyền.</p>
      <p lang="en">Who settles it: whoever runs the system, and two persons who may.</p>`,
  );

/** The days of the pages' forms, which people type as an office writes them. */
const DAYS: ReadonlySet<string> = new Set(['asOf', 'knownAt']);
const NO_DAY = {
  vi: 'Phải là một ngày có thật, ví dụ 31/10/2026',
  en: 'Must be a day that exists, such as 31/10/2026',
};
const ENTERED_WRONGLY = { vi: 'Có chỗ nhập chưa đúng', en: 'Something was not entered correctly' };

/** What a problem document says, for a person: what happened, which field, and the way back. */
function problemPage({ code, titles, errors, requestId }: ProblemBody): string {
  const { vi, en } = code === 'invalid-request' ? ENTERED_WRONGLY : titles;
  return documentOf(
    html`<h1>Minh Chứng</h1>
      <p class="wrong" lang="vi">${vi}.</p>
      <p lang="en">${en}.</p>
      <ul>
        ${errors.map(({ field, ...told }) => {
          const label = fieldLabel(field);
          const sentence = told.code === 'wrong-format' && DAYS.has(field) ? NO_DAY : { vi: told.vi, en: told.en };
          return html`<li>${label.vi}: ${sentence.vi}. | <span lang="en">${label.en}: ${sentence.en}.</span></li>`;
        })}
      </ul>
      <p><a href="/">Trang đầu | Front page</a></p>
      <p>Mã của yêu cầu | Request: <code>${requestId}</code></p>`,
  );
}

/** Whether a browser requests a page. It may then be sent to another page. */
const isPage = (request: FastifyRequest): boolean => request.method === 'GET' && isOfPages(request);

/** Whether a browser requests a page or sends one of its forms. It then gets a page instead of a problem document. */
const isOfPages = ({ headers, url }: FastifyRequest): boolean =>
  !url.startsWith('/api/') && (headers.accept ?? '').includes('text/html');

/**
 * What the log says about an error: its name, its code and the place in the program. The message of the error is left
 * out, because it may quote user data; a database, for example, quotes the value that it refuses.
 */
export function faultOf(problem: Error): object {
  const causes: object[] = [];
  for (let error: unknown = problem.cause; error instanceof Error && causes.length < 5; error = error.cause) {
    causes.push({
      name: error.name,
      code: 'code' in error && typeof error.code === 'string' ? error.code : undefined,
      at: error.stack
        ?.split('\n')
        .filter((line) => line.startsWith('    at '))
        .slice(0, 8)
        .map((line) => line.trim()),
    });
  }
  return { causes };
}
