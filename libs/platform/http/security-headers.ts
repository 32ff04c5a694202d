import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

export type Headers = readonly (readonly [name: string, value: string])[];

const YEAR_SECONDS = 31_536_000;

/**
 * The headers that tell a browser what no answer of ours may do. None depends on the request, so they are worked out
 * once: helmet takes as long for each answer as the guard does.
 * @param publicOrigin by which browsers reach us; over TLS they are told to come no other way from then on
 * @param inlineStyles whether the page brings styles within itself: the page of the API's document alone does
 */
export function securityHeaders({
  publicOrigin,
  inlineStyles = false,
}: {
  readonly publicOrigin?: string | undefined;
  readonly inlineStyles?: boolean;
}): Headers {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const directives = {
    'style-src': inlineStyles ? ["'self'", "'unsafe-inline'"] : ["'self'"],
    'font-src': ["'self'"],
    // Plain HTTP on the loopback address: there is nothing to upgrade to.
    'upgrade-insecure-requests': null,
  };
  const isOverTls = publicOrigin?.startsWith('https:') === true;
  const say = helmet({
    hsts: isOverTls ? { maxAge: YEAR_SECONDS, includeSubDomains: true } : false,
    contentSecurityPolicy: { directives },
  });
  say(request, response, (error) => {
    if (error !== undefined) throw new Error('helmet refused its settings', { cause: error });
  });
  return Object.entries(response.getHeaders()).map(([name, value]) => [name.toLowerCase(), String(value)]);
}
