import { resolve } from 'node:path';
import { z } from 'zod';
import { LOOPBACK } from './config-databases.js';
import { refused, WANTED } from './config-words.js';

/** A name that goes into a header or an address without a change. */
const Plain = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/** An https address, or http on this machine, as an identity provider under test has it; without query and fragment. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  if (search !== '' || hash !== '' || username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** The variables of the identity provider. */
export const OIDC = {
  OIDC_ISSUER: z
    .string()
    .max(300)
    .refine(isIssuer)
    .optional()
    .describe('Identity provider, as `iss` names it: its access tokens are taken, or browsers sign in there, or both'),
  OIDC_AUDIENCE: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe('What `aud` must name in access tokens; needed with OIDC_JWKS_FILE'),
  OIDC_JWKS_FILE: z
    .string()
    .optional()
    .describe(
      'File of the public keys (JWKS) that check access tokens; none is ever fetched; needed with OIDC_AUDIENCE',
    ),
  OIDC_CLIENT_ID: Plain.optional().describe(
    'Name of this product at the provider, where browsers sign in; needs PUBLIC_ORIGIN and DEPLOYMENT=connected',
  ),
  OIDC_CLIENT_SECRET_FILE: z
    .string()
    .optional()
    .describe('File of the secret that belongs to that name, readable by its owner alone; needed with OIDC_CLIENT_ID'),
  OIDC_SECOND_FACTOR: z
    .string()
    .regex(/^[\x21-\x7e]{1,300}$/)
    .optional()
    .describe('Values of `acr` or `amr` by which the provider says that it checked a second factor; comma-separated'),
  OIDC_INSIDE: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .describe('true: the provider is on the internal network, so its address may be a private one'),
};

/** Whose access tokens are accepted. */
export interface AccessTokens {
  readonly issuer: string;
  readonly audience: string;
  /** Absolute path. */
  readonly jwksFile: string;
  /** See `Provider`. */
  readonly secondFactor: readonly string[];
}

/** An origin that the product may call; `Target` of the room outside/. */
export interface OutsideTarget {
  readonly purpose: 'identity provider';
  readonly origin: string;
  readonly inside: boolean;
}

/** Where browsers may sign in. */
export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  /** Absolute path. */
  readonly clientSecretFile: string;
  /** The exact address to which the provider sends browsers back. */
  readonly redirectUri: string;
  /** Values of `acr` or `amr` that tell a checked second factor; empty: none is ever told. */
  readonly secondFactor: readonly string[];
  readonly target: OutsideTarget;
}

/** The path of the redirect address. */
export const PROVIDER_ANSWER = '/sign-in/provider/answer';

interface Given {
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_AUDIENCE?: string | undefined;
  readonly OIDC_JWKS_FILE?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly OIDC_CLIENT_SECRET_FILE?: string | undefined;
  readonly OIDC_SECOND_FACTOR?: string | undefined;
  readonly OIDC_INSIDE?: boolean | undefined;
  readonly PUBLIC_ORIGIN?: string | undefined;
  readonly DEPLOYMENT: 'isolated' | 'connected';
}

const secondFactorOf = ({ OIDC_SECOND_FACTOR: list = '' }: Given): readonly string[] =>
  list.split(',').filter((value) => value !== '');

/** @throws StartRefused if the variables are incomplete */
export function oidcOf(given: Given): AccessTokens | undefined {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_FILE: file, OIDC_CLIENT_ID: client } = given;
  const others = [audience, file, client, given.OIDC_CLIENT_SECRET_FILE, given.OIDC_SECOND_FACTOR, given.OIDC_INSIDE];
  if (issuer === undefined) {
    if (others.some((one) => one !== undefined)) throw refused('OIDC_ISSUER', WANTED.OIDC_ISSUER);
    return undefined;
  }
  if (audience === undefined && file === undefined && client !== undefined) return undefined;
  if (audience === undefined) throw refused('OIDC_AUDIENCE', WANTED.OIDC_AUDIENCE);
  if (file === undefined) throw refused('OIDC_JWKS_FILE', WANTED.OIDC_JWKS_FILE);
  return { issuer, audience, jwksFile: resolve(file), secondFactor: secondFactorOf(given) };
}

/** @throws StartRefused if the variables are incomplete, or the machine must call nobody */
export function providerOf(given: Given): Provider | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET_FILE: file, PUBLIC_ORIGIN } = given;
  if (clientId === undefined) {
    if (file !== undefined) throw refused('OIDC_CLIENT_ID', WANTED.OIDC_CLIENT_ID);
    return undefined;
  }
  if (issuer === undefined) throw refused('OIDC_ISSUER', WANTED.OIDC_ISSUER);
  if (file === undefined) throw refused('OIDC_CLIENT_SECRET_FILE', WANTED.OIDC_CLIENT_SECRET_FILE);
  if (given.DEPLOYMENT === 'isolated') throw refused('OIDC_CLIENT_ID', ISOLATED);
  if (PUBLIC_ORIGIN === undefined) throw refused('OIDC_CLIENT_ID', NO_ORIGIN);
  return {
    issuer,
    clientId,
    clientSecretFile: resolve(file),
    redirectUri: `${PUBLIC_ORIGIN}${PROVIDER_ANSWER}`,
    secondFactor: secondFactorOf(given),
    target: { purpose: 'identity provider', origin: new URL(issuer).origin, inside: given.OIDC_INSIDE === true },
  };
}

const ISOLATED = {
  vi: 'cần gọi tới nơi cấp danh tính, trong khi DEPLOYMENT=isolated không cho gọi ra ngoài; hãy bỏ OIDC_CLIENT_ID, hoặc đặt DEPLOYMENT=connected nếu máy này được nối mạng',
  en: 'needs calls to the identity provider, but with DEPLOYMENT=isolated nothing outside is called; remove OIDC_CLIENT_ID, or set DEPLOYMENT=connected if this machine may be connected',
};
const NO_ORIGIN = {
  vi: 'cần PUBLIC_ORIGIN, vì nơi cấp danh tính phải gửi trình duyệt về đúng một địa chỉ',
  en: 'needs PUBLIC_ORIGIN, because the identity provider must send browsers back to one exact address',
};
