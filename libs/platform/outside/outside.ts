import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { mayReach } from './addresses.js';

/** An origin that the operator allowed for a purpose. */
export interface Target {
  /** What the calls are for: `identity provider`. A call names its purpose, and gets no origin of another one. */
  readonly purpose: string;
  /** Exact origin: https, or http on a loopback address. */
  readonly origin: string;
  /** Whether the host is one of the internal network, so that its address may be private. */
  readonly inside: boolean;
}

/** A call that the allow-list does not allow. No connection was opened. */
export class OutsideRefused extends Error {
  constructor(readonly why: 'not on the list' | 'address not allowed' | 'not https') {
    super(`a call outside was refused: ${why}`);
    this.name = 'OutsideRefused';
  }
}

/** The other side did not answer in time, or not in a form that is read. */
export class OutsideFailed extends Error {
  constructor(why: string, cause?: unknown) {
    super(`a call outside failed: ${why}`, { cause });
    this.name = 'OutsideFailed';
  }
}

export interface OutsideRequest {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Answers with the addresses of a host, as `dns.lookup` does with `all`. */
export type Resolve = (
  host: string,
  answer: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

const bySystem: Resolve = (host, answer) => {
  systemLookup(host, { all: true }, answer);
};

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;
const MOST_BYTES = 1024 * 1024;
const MOST_MS = 10_000;

/**
 * The only way from the product to machines that are not its stores. A call goes to an origin that the configuration
 * names for its purpose, and to no address of the internal network, unless the operator named the host as inside. The
 * address is checked where the connection is opened, so a second answer of the DNS changes nothing. Redirects are not
 * followed; answers are bounded in size and time.
 */
export class Outside {
  /** @param targets empty on an isolated machine: every call is refused */
  constructor(
    private readonly targets: readonly Target[],
    private readonly resolve: Resolve = bySystem,
    private readonly bounds: { readonly bytes: number; readonly ms: number } = { bytes: MOST_BYTES, ms: MOST_MS },
  ) {}

  /**
   * @returns the answer, a redirect too
   * @throws OutsideRefused
   * OutsideFailed
   */
  async fetch(purpose: string, address: string | URL, asked: OutsideRequest = {}): Promise<Response> {
    const url = new URL(address);
    const target = this.targets.find((one) => one.purpose === purpose && one.origin === url.origin);
    if (!target || url.username !== '' || url.password !== '') throw new OutsideRefused('not on the list');
    const isHere = LOOPBACK.test(url.hostname);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) throw new OutsideRefused('not https');
    const inside = target.inside || (isHere && url.protocol === 'http:');
    const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(literal) !== 0 && !mayReach(literal, inside)) throw new OutsideRefused('address not allowed');
    return this.#call(url, asked, inside);
  }

  #call(url: URL, { method = 'GET', headers = {}, body, signal }: OutsideRequest, inside: boolean): Promise<Response> {
    const within = AbortSignal.timeout(this.bounds.ms);
    const ends = signal ? AbortSignal.any([within, signal]) : within;
    return new Promise((resolve, reject) => {
      const failed = (error: unknown) => {
        const refused = error instanceof OutsideRefused || error instanceof OutsideFailed;
        reject(refused ? error : new OutsideFailed(ends.aborted ? 'no answer in time' : 'no answer', error));
      };
      const request = url.protocol === 'https:' ? requestSecure : requestPlain;
      const call = request(url, {
        method,
        // An agent would keep the connection, and with it an address that was checked long ago.
        agent: false,
        headers: Object.assign(Object.fromEntries(Object.entries(headers)), { 'accept-encoding': 'identity' }),
        signal: ends,
        lookup: this.#checkedLookup(inside),
      });
      call.on('error', failed);
      call.on('response', (answer) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        answer.on('error', failed);
        if (answer.headers['content-encoding'] !== undefined)
          call.destroy(new OutsideFailed('the answer is compressed'));
        answer.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes > this.bounds.bytes) call.destroy(new OutsideFailed('the answer is too long'));
          else parts.push(part);
        });
        answer.on('close', () => {
          if (!answer.complete) failed(new OutsideFailed('the answer was cut off'));
        });
        answer.on('end', () => {
          if (bytes > this.bounds.bytes) return;
          resolve(responseOf(answer.statusCode ?? 502, answer.headersDistinct, Buffer.concat(parts)));
        });
      });
      call.end(body);
    });
  }

  #checkedLookup(inside: boolean): LookupFunction {
    return (host, { all }, answer) => {
      this.resolve(host, (error, addresses) => {
        const allowed = addresses.filter(({ address }) => mayReach(address, inside));
        const [first] = allowed;
        if (error) answer(error, []);
        // One address inside among others is enough for a refusal: a public name that also leads inside is an attack.
        else if (!first || allowed.length < addresses.length) answer(new OutsideRefused('address not allowed'), []);
        else if (all === true) answer(null, allowed);
        else answer(null, first.address, first.family);
      });
    };
  }
}

const WITHOUT_BODY = new Set([204, 205, 304]);

function responseOf(status: number, given: NodeJS.Dict<string[]>, body: Buffer): Response {
  const headers = Object.entries(given).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Response(WITHOUT_BODY.has(status) ? null : new Uint8Array(body), { status, headers });
}
