import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT = 'minh-chung';

/** An identity provider on this machine, in which whoever comes is the person that the test names. */
export interface TestProvider {
  readonly issuer: string;
  readonly secret: string;
  /** Names the person who signs in next, and how. */
  readonly be: (subject: string, amr?: readonly string[]) => void;
  /** How many requests it has received. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

/** @param redirectUri the one address to which it sends browsers back */
export async function identityProvider(redirectUri: string): Promise<TestProvider> {
  const secret = randomBytes(24).toString('base64url');
  let login: { accountId: string; amr: readonly string[] } = { accountId: 'nobody', amr: [] };
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    if (request.url?.startsWith('/interaction/')) void provider.interactionFinished(request, response, { login });
    else answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT,
        client_secret: secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub', 'amr'] },
    conformIdTokenClaims: false,
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  return {
    issuer,
    secret,
    be: (accountId, amr = []) => {
      login = { accountId, amr };
    },
    asked: () => asked,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

/** A browser as far as redirects and cookies go; it keeps the cookies of each host. */
export class Redirected {
  readonly #jars = new Map<string, Map<string, string>>();

  /** @param hosts where to find the host of an origin, if it is not where the address says */
  constructor(private readonly hosts: Readonly<Record<string, string>> = {}) {}

  cookies(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  /** Opens one address and follows no redirect. */
  async open(address: string): Promise<Response> {
    const { origin, pathname, search } = new URL(address);
    const jar = this.cookies(origin);
    const response = await fetch(new URL(`${pathname}${search}`, this.hosts[origin] ?? origin), {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), accept: 'text/html' },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Opens an address and follows redirects until one leads to `until`; returns that address. */
  async follow(address: string, until: string): Promise<string> {
    let at = address;
    for (let hops = 0; hops < 10; hops++) {
      const location = (await this.open(at)).headers.get('location');
      if (location === null) throw new Error(`no redirect from ${new URL(at).pathname}`);
      at = new URL(location, at).href;
      if (at.startsWith(until)) return at;
    }
    throw new Error('too many redirects');
  }
}
