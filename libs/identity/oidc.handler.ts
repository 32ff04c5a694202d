import { readFileSync, statSync } from 'node:fs';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { hasSecondFactor } from './provider-claims.js';

/** `OidcTokens`, or null if no identity provider is configured. */
export const OIDC = Symbol('tokens of the identity provider');

/** The trusted issuer, and the audience that its tokens must name. */
export interface OidcOptions {
  readonly issuer: string;
  readonly audience: string;
  /** File with the issuer's public keys, which the operator provides. Keys are never fetched over the network. */
  readonly jwksFile: string;
  /** Values of `acr` or `amr` that tell a checked second factor; default: none is told. */
  readonly secondFactor?: readonly string[];
}

/** Whom a valid token names. */
export interface Named {
  readonly subject: string;
  readonly secondFactor: boolean;
}

/** Asymmetric algorithms only, so that a key that verifies tokens cannot sign them (RFC 8725, section 3.1). */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const MOST_BYTES = 8192;
const SKEW_S = 60;
/**
 * Header members by which a token would bring its own key or require an unsupported extension. A token with one of them
 * is refused.
 */
const REFUSED = ['jku', 'jwk', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'crit', 'b64', 'zip', 'enc'];

/** Checks access tokens (RFC 9068) of one issuer, as RFC 8725 requires. */
export class OidcTokens {
  #keys: { readonly changed: number; readonly set: ReturnType<typeof createLocalJWKSet> } | undefined;

  constructor(readonly options: OidcOptions) {
    this.#keySet();
  }

  /**
   * @returns the subject, or null for any invalid token
   * @throws if the key file has become unreadable, which the operator must mend, not the caller
   */
  async subjectOf(token: string, now = new Date()): Promise<string | null> {
    return (await this.named(token, now))?.subject ?? null;
  }

  /** The subject, and whether the provider checked a second factor; else as `subjectOf`. */
  async named(token: string, now = new Date()): Promise<Named | null> {
    if (token.length > MOST_BYTES) return null;
    const keys = this.#keySet();
    try {
      const header = decodeProtectedHeader(token);
      if (REFUSED.some((member) => member in header)) return null;
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.options.issuer,
        audience: this.options.audience,
        algorithms: ALGORITHMS,
        typ: 'at+jwt',
        clockTolerance: SKEW_S,
        requiredClaims: ['exp', 'iat', 'sub', 'iss', 'aud'],
        currentDate: now,
      });
      const issuedAhead = (payload.iat ?? 0) > now.getTime() / 1000 + SKEW_S;
      if (issuedAhead || typeof payload.sub !== 'string' || payload.sub === '') return null;
      const { secondFactor = [] } = this.options;
      return { subject: payload.sub, secondFactor: hasSecondFactor(payload, { secondFactor }) };
    } catch {
      return null; // the reason is not disclosed: one answer for all invalid tokens
    }
  }

  /** The keys that the file holds now. @throws if the file cannot be read or holds no public keys */
  #keySet() {
    const changed = statSync(this.options.jwksFile).mtimeMs;
    if (this.#keys?.changed !== changed) {
      const jwks = JSON.parse(readFileSync(this.options.jwksFile, 'utf8')) as JSONWebKeySet;
      const secret = jwks.keys.find((key) => key.kty === 'oct' || 'd' in key);
      if (jwks.keys.length === 0 || secret) throw new RangeError('the key file must hold public keys, and no others');
      this.#keys = { changed, set: createLocalJWKSet(jwks) };
    }
    return this.#keys.set;
  }
}
