import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { broken, brokenAddress } from './broken-requests.js';
import { FORM, FORM_LIMIT, readForm } from './form-body.js';
import { readJson } from './json-body.js';
import { answersLargeBodies } from './large-bodies.js';
import { NestLogger } from './logging.js';
import { Metrics } from './metrics.js';
import { openApi } from './openapi.js';
import type { Section } from './openapi-texts.js';
import { etag } from './preconditions.js';
import { Problem } from './problems.js';
import { requestId } from './request-id.js';
import { RequestPacer } from './request-pacer.js';
import { RouteList } from './route-list.js';
import { securityHeaders } from './security-headers.js';
import { CommandAnswer } from './stream-command.js';

export interface ServerOptions {
  readonly logger: Logger;
  /** Maximum size of a body in bytes. */
  readonly bodyLimit: number;
  /** Origins whose pages may read answers; default none. */
  readonly allowedOrigins?: readonly string[];
  /** The origin that browsers use, if it differs from the listening address. */
  readonly publicOrigin?: string | undefined;
  /** The texts of the API's document; absent: the document is not served. */
  readonly documented?: readonly Section[] | undefined;
}

/** Host names of the loopback address. A request to that address under any other name is an attack (DNS rebinding). */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
/** A target in absolute form, with its host. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;

/**
 * Few, so that answers of the database are read between requests. Fewer still would mean more iterations, which cost
 * time.
 */
const REQUESTS_PER_ITERATION = 4;

const DOCUMENT_PAGE = 'api/docs';
/** The addresses of the page with the API's document. The files that the page loads get the usual strict headers. */
const DOCUMENT_PAGES = new Set(['', '/', '/index.html'].map((end) => `/${DOCUMENT_PAGE}${end}`));

/** CORS settings: pages of allowed origins may read answers with a token of their own; browsers never send cookies. */
const readingFor = (allowedOrigins: readonly string[]) => ({
  origin: [...allowedOrigins],
  credentials: false,
  methods: ['GET'],
  maxAge: 600,
  allowedHeaders: ['authorization', 'purpose', 'x-request-id'],
  exposedHeaders: ['x-request-id'],
});

/** Makes the HTTP server around a root module. The server does not listen yet; tests inject requests. */
export async function createServer(
  root: Type | DynamicModule,
  { logger, bodyLimit, allowedOrigins = [], publicOrigin, documented }: ServerOptions,
): Promise<NestFastifyApplication> {
  const headers = securityHeaders({ publicOrigin });
  const publicHost = publicOrigin === undefined ? undefined : new URL(publicOrigin).host;
  const adapter = new FastifyAdapter({
    bodyLimit,
    genReqId: requestId,
    clientErrorHandler: broken(logger, headers),
    frameworkErrors: brokenAddress(logger, headers),
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    // By default Node answers a request without Host itself, without a body, and accepts duplicates of headers that
    // must be unique.
    http: { requireHostHeader: false, joinDuplicateHeaders: true },
    trustProxy: false,
  });
  const fastify = adapter.getInstance();
  endsSilentConnections(fastify);
  answersLargeBodies(fastify);
  const routes = new RouteList();
  fastify.addHook('onRoute', ({ url, method }) => {
    routes.add(url, method);
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  if (allowedOrigins.length > 0) app.enableCors(readingFor(allowedOrigins));
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
    try {
      done(null, readJson(body));
    } catch (error) {
      done(error instanceof Error ? error : null);
    }
  });
  fastify.addContentTypeParser<string>(FORM, { parseAs: 'string', bodyLimit: FORM_LIMIT }, (request, body, done) => {
    try {
      done(null, readForm(request.routeOptions.url, body));
    } catch (error) {
      done(error instanceof Error ? error : null);
    }
  });
  const pacer = new RequestPacer(REQUESTS_PER_ITERATION);
  fastify.addHook('onRequest', (_request, _reply, done) => {
    pacer.admit(done);
  });
  const ofDocument = securityHeaders({ publicOrigin, inlineStyles: true });
  fastify.addHook('onRequest', (request, reply, done) => {
    const told = DOCUMENT_PAGES.has(request.routeOptions.url ?? '') ? ofDocument : headers;
    for (const [name, value] of told) reply.raw.setHeader(name, value); // also when a handler writes the answer itself
    void reply.header('x-request-id', request.id);
    void reply.header('cache-control', 'no-store'); // a later user of the same browser must not see this answer
    const { host } = request.headers;
    // A target in absolute form names a host of its own, which counts before the header (RFC 9112, 3.2.2).
    const hosts = [host, ABSOLUTE.exec(request.raw.url ?? '')?.[1] ?? host];
    if (!hosts.every((one) => one !== undefined && (LOOPBACK.test(one) || one.toLowerCase() === publicHost))) {
      done(new Problem(host === undefined || host.includes(',') ? 'malformed-request' : 'misdirected'));
      return;
    }
    const { 'content-encoding': coding = 'identity' } = request.headers;
    if (coding !== 'identity') {
      done(new Problem('unsupported-media-type', { headers: { 'accept-encoding': 'identity' } }));
      return;
    }
    const allowed = request.is404 ? routes.methodsOf(request.url) : [];
    if (allowed.length > 0) {
      done(new Problem('method-not-allowed', { headers: { allow: allowed.join(', ') } }));
      return;
    }
    done();
  });
  fastify.addHook('preSerialization', (_request, reply, payload, done) => {
    if (payload instanceof CommandAnswer) {
      void reply.header('etag', etag(payload.receipt.revision));
      if (payload.receipt.repeated) void reply.header('idempotency-replayed', 'true');
    }
    done(null, payload);
  });
  const metrics = app.get(Metrics);
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { method, id } = request;
    metrics.answered(method, route, reply.statusCode, reply.elapsedTime / 1000);
    logger.info(
      { requestId: id, method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
    done();
  });
  if (documented) {
    const json = { jsonDocumentUrl: 'api/openapi.json', raw: ['json' as const] };
    SwaggerModule.setup(DOCUMENT_PAGE, app, () => openApi(app, documented), json);
  }
  return app;
}

/**
 * Ends connections that have sent no request when the server closes. By default Node waits for them as long as for idle
 * connections, so closing would take more than a minute.
 */
function endsSilentConnections(fastify: FastifyInstance): void {
  const silent = new Set<Socket>();
  fastify.server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  fastify.server.on('request', ({ socket }: IncomingMessage) => silent.delete(socket));
  fastify.addHook('preClose', (done) => {
    for (const socket of silent) socket.destroy();
    done();
  });
}
