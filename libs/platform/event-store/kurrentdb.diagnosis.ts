import { type Socket, connect, isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { systemCode } from '../start-refused.js';
import type { Address, Node } from './kurrentdb.address.js';
import type { Trouble } from './kurrentdb.refusals.js';

/**
 * Why no call came through to a node, asked of the sockets themselves: the words of a failed call tell a wrong certificate
 * from a closed port only by chance. Null: a connection as the address wants it can be made, so the trouble is elsewhere.
 */
export async function whyNoConnection(node: Node, { secure }: Address, patienceMs: number): Promise<Trouble | null> {
  if (secure === null) {
    const failure = await tried(() => connect(node), 'connect', patienceMs);
    if (failure) return troubleOf(failure);
    // Whatever its certificate: that there is one says what the server speaks.
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

/** The answer to the handshake is judged afterwards, so that it can be told by its code. */
const tlsOptions = (node: Node, files: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>): ConnectionOptions => ({
  ...node,
  ...files,
  rejectUnauthorized: false,
  ALPNProtocols: ['h2'],
  ...(isIP(node.host) === 0 ? { servername: node.host } : {}),
});

/** Opens a socket and closes it again. @returns why it did not come to `event`, or undefined */
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
/** A handshake that ended before its end: the server closed, or is not there yet behind whatever listens. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

function troubleOf(failure: unknown): Trouble {
  const code = systemCode(failure) ?? 'unknown';
  if (UNKNOWN_HOST.has(code)) return { kind: 'unknown-host', detail: code };
  if (CLOSED.has(code)) return { kind: 'not-answering', detail: code };
  // An alert is an answer in TLS; any other failure of the layer means that the bytes were none.
  if (code.includes('_ALERT_')) return { kind: 'certificate', detail: code };
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return { kind: 'speaks-no-tls', detail: code };
  return { kind: 'unreachable', detail: code };
}

const codeIn = (error: unknown): string => systemCode(error) ?? (typeof error === 'string' ? error : 'unknown');
