import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

export type Headers = readonly (readonly [name: string, value: string])[];

const YEAR_SECONDS = 31_536_000;

/**
 * Headers that limit what browsers may do with an answer. They do not depend on the request, so they are computed once:
 * helmet would compute them for each answer, which takes as long as the access guard.
 * @param publicOrigin the origin that browsers use; if it has TLS, browsers are told to use only TLS from then on
 * @param inlineStyles whether the page may use inline styles; only the page of the API's document does
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
    // Plain HTTP on the loopback address cannot be upgraded.
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
