import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Uuid } from '#kernel/ids';
import type { Authenticator, Identity } from '#platform/access/identity';
import type { Config } from '#platform/config';
import type { Declared } from '#platform/commands/store-declaration';
import { Problem } from '#platform/http/problems';
import { CONFIG, DECLARED } from '#platform/platform.module';
import type { Found } from './identity.queries.js';
import { OIDC, type OidcTokens } from './oidc.handler.js';
import { bearerOf, csrfOf, isSame } from './secrets.js';
import { SessionBook } from './sessions.handler.js';

/** Session cookie of a browser. The prefix `__Host-` makes browsers accept the cookie only from this host over TLS. */
export const SESSION_COOKIE = '__Host-session';
/** The person that stands for readers of a DEMO store who are not signed in. */
export const GUEST = '00000000-0000-4000-8000-000000000012' as Uuid;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Identifies the caller of a request: by a bearer token of this program or of the identity provider, or by the session
 * cookie.
 */
@Injectable()
export class RequestAuthenticator implements Authenticator {
  constructor(
    private readonly sessions: SessionBook,
    @Inject(OIDC) private readonly oidc: OidcTokens | null,
    @Inject(DECLARED) private readonly declared: Declared,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicOrigin'>,
  ) {}

  authenticate(request: FastifyRequest): Identity | Promise<Identity> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.#bearer(authorization);
    const cookie = cookieOf(request);
    if (cookie !== null) return this.#browser(request, cookie);
    if (this.declared.purpose !== 'DEMO') throw new Problem('unauthenticated');
    return { personId: GUEST, kind: 'guest', permissions: null, secondFactor: false };
  }

  #bearer(authorization: string): Identity | Promise<Identity> {
    const text = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1] ?? '';
    const bearer = bearerOf(text);
    const found = bearer ? this.sessions.holder(bearer) : this.#subject(text);
    return found instanceof Promise ? found.then(identityOf) : identityOf(found);
  }

  async #browser(request: FastifyRequest, token: string): Promise<Identity> {
    const identity = identityOf(await this.sessions.holder({ kind: 'session', token }));
    if (!SAFE.has(request.method)) mustBeOwnPage(request, token, this.config);
    return identity;
  }

  async #subject(token: string): Promise<Found | null> {
    const named = (await this.oidc?.named(token)) ?? null;
    if (!this.oidc || !named) return null;
    const found = await this.sessions.holderAt(this.oidc.options.issuer, named.subject);
    return found && { ...found, secondFactor: named.secondFactor };
  }
}

/** @throws Problem `unauthenticated` if no account was found */
function identityOf(found: Found | null): Identity {
  if (!found) throw new Problem('unauthenticated');
  const { personId, kind, permissions, secondFactor } = found;
  return { personId, kind, permissions: permissions && new Set(permissions), secondFactor };
}

/** Address of the client, taken from the socket, because a header can be forged. */
export const addressOf = ({ socket }: FastifyRequest): string => socket.remoteAddress ?? 'unknown';

/** The token of the session to which a request belongs; null if it brings another credential. */
export function sessionTokenOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  if (headers.authorization === undefined) return cookieOf({ headers });
  const bearer = bearerOf(headers.authorization.replace(/^Bearer /i, ''));
  return bearer?.kind === 'session' ? bearer.token : null;
}

/** The token in the session cookie, or null. */
export const cookieOf = (request: Pick<FastifyRequest, 'headers'>): string | null =>
  cookieNamed(SESSION_COOKIE, request);

/** The value of a cookie, or null. */
export function cookieNamed(name: string, { headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const cookies = (headers.cookie ?? '').split(';').map((part) => part.trim());
  const own = cookies.filter((part) => part.startsWith(`${name}=`));
  // Of two cookies with the same name neither is used: which one counts would be undefined.
  return own.length === 1 ? (own[0]?.slice(name.length + 1) ?? null) : null;
}

/**
 * @param publicOrigin origin under which browsers reach this server; behind a proxy it cannot be derived from the
 * request
 * @throws Problem `csrf` for a change that another site made the browser send
 */
export function mustBeOwnPage(
  request: FastifyRequest,
  token: string | null,
  { publicOrigin }: Pick<Config, 'publicOrigin'>,
): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own = publicOrigin ?? `${request.protocol}://${request.headers.host ?? ''}`;
  if (site !== undefined ? site !== 'same-origin' : origin !== own) throw new Problem('csrf');
  if (token === null) return;
  const header = request.headers['x-csrf-token'];
  const field = (request.body as { readonly csrf?: unknown } | undefined)?.csrf;
  const sentToken = typeof header === 'string' ? header : field;
  if (typeof sentToken !== 'string' || !isSame(sentToken, csrfOf(token))) throw new Problem('csrf');
}
