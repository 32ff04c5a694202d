import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import type { Provider } from '#platform/config-oidc';
import { type Outside, OutsideFailed, OutsideRefused } from '#platform/outside/outside';
import { refusalOfFile, StartRefused, systemCode } from '#platform/start-refused';
import { hasSecondFactor } from './provider-claims.js';
import { challengeOf, nonceOf, stateOf, type UnderWay, verifierOf } from './provider-state.js';

/** `IdentityProvider`, or null if browsers sign in with name and password only. */
export const PROVIDER = Symbol('identity provider');

/** How long the addresses and keys of the provider are used before they are asked for again. */
const KNOWN_MS = 60 * 60_000;
const TIMEOUT_S = 10;
const LONGEST_SECRET = 1000;

/** Whom the provider vouches for. */
export interface Vouched {
  readonly issuer: string;
  readonly subject: string;
  /** Whether the provider says that it checked a second factor. */
  readonly secondFactor: boolean;
}

/** The provider's answer vouches for nobody: it was refused there, altered, replayed, or meant for somebody else. */
export class NotVouched extends Error {
  constructor(cause: unknown) {
    super('the answer of the identity provider vouches for nobody', { cause });
    this.name = 'NotVouched';
  }
}

/** The provider does not answer, or not as one. */
export class ProviderUnreachable extends Error {
  constructor(cause: unknown) {
    super('the identity provider does not answer', { cause });
    this.name = 'ProviderUnreachable';
  }
}

/**
 * Sign-in at an identity provider: OpenID Connect with authorization code, PKCE (RFC 7636), state, nonce, and the issuer
 * in the answer (RFC 9207) where the provider gives one. Every call goes through `Outside`.
 */
export class IdentityProvider {
  #known: { readonly until: number; readonly configuration: Promise<Configuration> } | undefined;
  readonly #secret: string;

  /** @throws StartRefused if the file of the secret is missing, readable by others, or empty */
  constructor(
    readonly options: Provider,
    private readonly outside: Outside,
  ) {
    this.#secret = secretIn(options.clientSecretFile);
  }

  /** The address to which the browser is sent. @throws ProviderUnreachable */
  async addressFor(underWay: UnderWay): Promise<string> {
    const parameters = {
      redirect_uri: this.options.redirectUri,
      scope: 'openid',
      state: stateOf(underWay),
      nonce: nonceOf(underWay),
      code_challenge: challengeOf(underWay),
      code_challenge_method: 'S256',
    };
    return buildAuthorizationUrl(await this.#configuration(), parameters).href;
  }

  /**
   * Redeems the code of an answer and checks the ID token: signature, issuer, audience, times, nonce.
   *
   * @param query the query string with which the browser came back
   * @throws NotVouched
   * ProviderUnreachable
   */
  async vouched(query: string, underWay: UnderWay): Promise<Vouched> {
    const configuration = await this.#configuration();
    try {
      const tokens = await authorizationCodeGrant(configuration, new URL(`${this.options.redirectUri}${query}`), {
        expectedState: stateOf(underWay),
        expectedNonce: nonceOf(underWay),
        pkceCodeVerifier: verifierOf(underWay),
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('no ID token');
      return { issuer: claims.iss, subject: claims.sub, secondFactor: hasSecondFactor(claims, this.options) };
    } catch (error) {
      throw isUnreachable(error) ? new ProviderUnreachable(error) : new NotVouched(error);
    }
  }

  #configuration(now = Date.now()): Promise<Configuration> {
    if (this.#known && now < this.#known.until) return this.#known.configuration;
    const configuration = this.#discover();
    const known = { until: now + KNOWN_MS, configuration };
    this.#known = known;
    configuration.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return configuration;
  }

  async #discover(): Promise<Configuration> {
    const { issuer, clientId } = this.options;
    const isPlain = issuer.startsWith('http:');
    try {
      const configuration = await discovery(new URL(issuer), clientId, undefined, ClientSecretBasic(this.#secret), {
        timeout: TIMEOUT_S,
        execute: isPlain ? [allowInsecureRequests, enableNonRepudiationChecks] : [enableNonRepudiationChecks],
        [customFetch]: (address, { method, headers, body, signal }) =>
          this.outside.fetch(this.options.target.purpose, address, { method, headers, body: textOf(body), signal }),
      });
      // A discovery document is not trusted with sending the browser elsewhere.
      const { authorization_endpoint: endpoint = '' } = configuration.serverMetadata();
      if (!isPlain && !endpoint.startsWith('https://')) throw new RangeError('the authorization endpoint is not https');
      return configuration;
    } catch (error) {
      throw new ProviderUnreachable(error);
    }
  }
}

function textOf(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('a call to the provider has a form as its body, or none');
}

function isUnreachable(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++)
    if (one instanceof OutsideFailed || one instanceof OutsideRefused) return true;
  return false;
}

function secretIn(path: string): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw systemCode(error) === 'ENOENT' ? unusable(path) : refusalOfFile(error, path);
  }
  try {
    const { mode, size } = fstatSync(file);
    const secret = size > LONGEST_SECRET ? '' : readFileSync(file, 'utf8').trim();
    if ((mode & 0o077) === 0 && /^[\x21-\x7e]+$/.test(secret)) return secret;
    throw unusable(path);
  } finally {
    closeSync(file);
  }
}

const unusable = (path: string) =>
  new StartRefused('client-secret-file', {
    vi: `Tệp ${path} phải chứa một bí mật trên một dòng và chỉ chủ tệp đọc được; hãy sửa tệp rồi chạy "chmod 600" cho tệp đó.`,
    en: `The file ${path} must hold one secret on one line and be readable by its owner alone; correct it and run "chmod 600" on it.`,
  });
