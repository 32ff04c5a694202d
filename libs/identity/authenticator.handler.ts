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

/** Session cookie of a browser: the prefix makes browsers accept it only from this host over TLS. */
export const SESSION_COOKIE = '__Host-session';
/** The person of a demo reader who is not signed in. */
export const GUEST = '00000000-0000-4000-8000-000000000012' as Uuid;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Identifies the caller of a request: by a bearer token, ours or of the identity provider, or by the session cookie.
 */
@Injectable()
export class RequestAuthenticator implements Authenticator {
  constructor(
    private readonly sessions: SessionBook,
    @Inject(OIDC) private readonly oidc: OidcTokens | null,
    @Inject(DECLARED) private readonly declared: Declared,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicOrigin'>,
  ) {}

  async authenticate(request: FastifyRequest): Promise<Identity> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.#bearer(authorization);
    const cookie = cookieOf(request);
    if (cookie !== null) return this.#browser(request, cookie);
    if (this.declared.purpose !== 'DEMO') throw new Problem('unauthenticated');
    return { personId: GUEST, kind: 'guest', permissions: null };
  }

  async #bearer(authorization: string): Promise<Identity> {
    const text = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1] ?? '';
    const bearer = bearerOf(text);
    const identity = bearer ? await this.#holder(bearer) : await this.#subject(text);
    if (!identity) throw new Problem('unauthenticated');
    return identity;
  }

  async #browser(request: FastifyRequest, token: string): Promise<Identity> {
    const identity = await this.#holder({ kind: 'session', token });
    if (!identity) throw new Problem('unauthenticated');
    if (!SAFE.has(request.method)) mustBeOwnPage(request, token, this.config);
    return identity;
  }

  async #holder(bearer: Parameters<SessionBook['holder']>[0]): Promise<Identity | null> {
    return identityOf(await this.sessions.holder(bearer));
  }

  async #subject(token: string): Promise<Identity | null> {
    const subject = (await this.oidc?.subjectOf(token)) ?? null;
    if (!this.oidc || subject === null) return null;
    return identityOf(await this.sessions.holderAt(this.oidc.options.issuer, subject));
  }
}

const identityOf = (found: Found | null): Identity | null =>
  found && { personId: found.personId, kind: found.kind, permissions: found.permissions && new Set(found.permissions) };

/** The token in the session cookie, or null. */
export function cookieOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const cookies = (headers.cookie ?? '').split(';').map((part) => part.trim());
  const own = cookies.filter((part) => part.startsWith(`${SESSION_COOKIE}=`));
  // With two cookies of the same name it would be undefined which one counts.
  return own.length === 1 ? (own[0]?.slice(SESSION_COOKIE.length + 1) ?? null) : null;
}

/**
 * @param publicOrigin origin under which browsers reach this server; it cannot be derived behind a proxy
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
  const told = typeof header === 'string' ? header : field;
  if (typeof told !== 'string' || !isSame(told, csrfOf(token))) throw new Problem('csrf');
}
