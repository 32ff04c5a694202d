import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/**
 * The headers that tell a browser what no answer of ours may do. None depends on the request, so they are worked out
 * once: helmet takes as long for each answer as the guard does.
 */
export function securityHeaders(): readonly (readonly [name: string, value: string])[] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  // Plain HTTP on the loopback address: there is nothing to upgrade to.
  const say = helmet({ hsts: false, contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } } });
  say(request, response, (error) => {
    if (error !== undefined) throw new Error('helmet refused its settings', { cause: error });
  });
  return Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
}
