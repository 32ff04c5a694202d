import { readFileSync } from 'node:fs';
import { parseConnectionString } from '@kurrent/kurrentdb-client/dist/Client/parseConnectionString.js';
import { systemCode } from '../start-refused.js';
import { fileMissing, notUnderstood } from './kurrentdb.refusals.js';

export interface Node {
  readonly host: string;
  readonly port: number;
}

/** The contents of the files for a secure connection. */
export interface Secure {
  /** The accepted certificate authorities; undefined: those of Node. */
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
  /** Whether the server's certificate is checked. */
  readonly verify: boolean;
}

export interface Address {
  readonly nodes: readonly Node[];
  /** `host:port, host:port`, without the other parts of the connection string. */
  readonly place: string;
  /** Null: the connection is plain text, and the client never sends the account. */
  readonly secure: Secure | null;
}

/**
 * Parses a connection string with the client's own parser and reads the files that it names.
 *
 * @throws StartRefused
 */
export function addressOf(connectionString: string): Address {
  const { hosts, tls, tlsVerifyCert, tlsCAFile, userCertFile, userKeyFile } = understood(connectionString);
  const nodes = hosts.map(({ address, port }) => ({ host: address.replace(/^\[|\]$/g, ''), port }));
  return {
    nodes,
    place: nodes.map(named).join(', '),
    secure:
      tls === false
        ? null
        : {
            ca: contentOf('tlsCAFile', tlsCAFile),
            cert: contentOf('userCertFile', userCertFile),
            key: contentOf('userKeyFile', userKeyFile),
            verify: tlsVerifyCert !== false,
          },
  };
}

export const named = ({ host, port }: Node): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

function understood(connectionString: string): ReturnType<typeof parseConnectionString> {
  try {
    return parseConnectionString(connectionString);
  } catch (error) {
    throw notUnderstood(error);
  }
}

function contentOf(option: string, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileMissing(option, path, systemCode(error) ?? 'unknown');
  }
}
