import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import type { ProblemCode } from './problem-kinds.js';
import { Problem, problemAnswer } from './problems.js';
import type { Headers } from './security-headers.js';

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  FST_ERR_MAX_PARAM_LENGTH: 'address-too-long',
};

const codeOf = (error: Error & { code?: string }): ProblemCode => CODES[error.code ?? ''] ?? 'malformed-request';

/**
 * Answers bytes that are not an HTTP request and closes the connection, since the start of the next request is unknown.
 */
export const broken = (log: Logger, always: Headers) => (error: Error & { code?: string }, socket: Socket) => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = v7();
  const { status, headers, body } = problemAnswer(new Problem(codeOf(error)), requestId);
  log.info({ requestId, security: codeOf(error), route: 'unknown', personId: null }, 'not valid');
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...Object.fromEntries(always),
    ...headers,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text}`,
  );
};

/** Answers a request whose address the router cannot parse; such a request has no route. */
export const brokenAddress =
  (log: Logger, always: Headers) => (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const answer = problemAnswer(new Problem(codeOf(error)), request.id, request.headers['accept-language']);
    log.info({ requestId: request.id, security: codeOf(error), route: 'unknown', personId: null }, 'not valid');
    void reply
      .code(answer.status)
      .headers({ ...Object.fromEntries(always), ...answer.headers })
      .send(answer.body);
  };
