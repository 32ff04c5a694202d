import { type Socket, connect, isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { systemCode } from '../start-refused.js';
import type { Address, Node } from './kurrentdb.address.js';
import type { Trouble } from './kurrentdb.refusals.js';

/**
 * Finds out with plain sockets why a node cannot be reached, because the message of a failed call does not reliably
 * tell a wrong certificate from a closed port. Null: a connection is possible, so the cause is elsewhere.
 */
export async function whyNoConnection(node: Node, { secure }: Address, patienceMs: number): Promise<Trouble | null> {
  if (secure === null) {
    const failure = await tried(() => connect(node), 'connect', patienceMs);
    if (failure) return troubleOf(failure);
    // The certificate is not checked here: any certificate shows that the server speaks TLS.
    const refusal = await tried(() => connectTls(tlsOptions(node, {})), 'secureConnect', patienceMs);
    return refusal ? null : { kind: 'speaks-tls', detail: 'TLS' };
  }
  const { ca, cert, key, verify } = secure;
  const socket = { authorization: undefined as string | undefined };
  const options = tlsOptions(node, { ca, cert, key });
  const failure = await tried(
    () => {
      const secured = connectTls(options);
      secured.once('secureConnect', () => {
        if (!secured.authorized) socket.authorization = codeIn(secured.authorizationError);
      });
      return secured;
    },
    'secureConnect',
    patienceMs,
  );
  if (failure) return troubleOf(failure);
  return verify && socket.authorization !== undefined ? { kind: 'certificate', detail: socket.authorization } : null;
}

/** Options by which the certificate is checked after the handshake and not during it, so that the error has a code. */
const tlsOptions = (node: Node, files: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>): ConnectionOptions => ({
  ...node,
  ...files,
  rejectUnauthorized: false,
  ALPNProtocols: ['h2'],
  ...(isIP(node.host) === 0 ? { servername: node.host } : {}),
});

/** Opens a socket and closes it again. @returns the error that prevented `event`, or undefined */
function tried(open: () => Socket, event: 'connect' | 'secureConnect', patienceMs: number): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = open();
    const end = (failure?: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(failure);
    };
    const timer = setTimeout(() => {
      end(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    }, patienceMs);
    socket.once(event, () => {
      end();
    });
    socket.on('error', end);
  });
}

const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
/** Codes of a handshake that was cut off: the server closed the connection, or it does not serve yet behind a proxy. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

function troubleOf(failure: unknown): Trouble {
  const code = systemCode(failure) ?? 'unknown';
  if (UNKNOWN_HOST.has(code)) return { kind: 'unknown-host', detail: code };
  if (CLOSED.has(code)) return { kind: 'not-answering', detail: code };
  // A TLS alert is an answer in TLS. Any other error of that layer means that the server does not speak TLS.
  if (code.includes('_ALERT_')) return { kind: 'certificate', detail: code };
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return { kind: 'speaks-no-tls', detail: code };
  return { kind: 'unreachable', detail: code };
}

const codeIn = (error: unknown): string => systemCode(error) ?? (typeof error === 'string' ? error : 'unknown');
