import { type NetConnectOpts, type Socket, connect, createServer } from 'node:net';
import { join } from 'node:path';

/** The request of a client for which a fault waits; without a text: the next request. */
export type Request = (sent: Buffer) => boolean;

export const any: Request = () => true;

/** A request that contains this text in any case: a simple query, or the parse message of a prepared statement. */
export const containing =
  (text: string): Request =>
  (sent) =>
    sent.toString('latin1').toLowerCase().includes(text.toLowerCase());

export interface TcpProxy {
  readonly port: number;
  /** Number of connections that a fault has broken so far. */
  readonly cuts: () => number;
  /** Passes nothing in either direction, and closes nothing; new connections are accepted and hang, too. */
  readonly freeze: () => void;
  /** Passes in order what was held back. */
  readonly thaw: () => void;
  /** Breaks every open connection now. */
  readonly cut: () => void;
  /** Lets this many more bytes of answers pass, over all connections together, and then breaks the connection. */
  readonly cutAfter: (bytes: number) => void;
  /** Breaks the connection instead of passing the request on, so the request is never executed. */
  readonly cutRequest: (request?: Request) => void;
  /**
   * Passes the next such request on, waits until PostgreSQL has answered completely (it has committed and is ready for
   * the next request), holds the answer back and breaks the connection. So the request was executed, and the client
   * cannot know it.
   */
  readonly cutAnswer: (request?: Request) => void;
  readonly close: () => Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** The answer that is being held back, so far; null while answers pass. */
  kept: Buffer | null;
}

const READY_FOR_QUERY = 'Z'.charCodeAt(0);

/**
 * Whether an answer is complete: its messages (a type byte, then a length that includes itself) end with ReadyForQuery.
 */
function isComplete(answer: Buffer): boolean {
  let at = 0;
  while (at + 5 <= answer.length) {
    const end = at + 1 + answer.readUInt32BE(at + 1);
    if (answer[at] === READY_FOR_QUERY && end <= answer.length) return true;
    at = end;
  }
  return false;
}

/** A proxy on a free port of 127.0.0.1 that can disturb connections as networks do. */
export async function tcpProxy(target: NetConnectOpts): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let frozen = false;
  let cuts = 0;
  let answerBytesLeft = Infinity;
  let requestToCut: Request | null = null;
  let answerToCut: Request | null = null;

  const end = (pair: Pair) => {
    if (!pairs.delete(pair)) return false;
    pair.client.destroy();
    pair.server.destroy();
    return true;
  };
  const cut = (pair: Pair) => {
    if (end(pair)) cuts++;
  };

  const fromClient = (pair: Pair, sent: Buffer) => {
    if (requestToCut?.(sent)) {
      requestToCut = null;
      cut(pair);
      return;
    }
    if (answerToCut?.(sent)) {
      answerToCut = null;
      pair.kept = Buffer.alloc(0);
    }
    pair.server.write(sent);
  };
  const fromServer = (pair: Pair, answer: Buffer) => {
    if (pair.kept !== null) {
      pair.kept = Buffer.concat([pair.kept, answer]);
      if (isComplete(pair.kept)) cut(pair);
      return;
    }
    const passing = answer.subarray(0, Math.min(answer.length, answerBytesLeft));
    answerBytesLeft -= passing.length;
    if (answerBytesLeft > 0) {
      pair.client.write(passing);
      return;
    }
    answerBytesLeft = Infinity;
    pair.client.write(passing, () => {
      cut(pair);
    });
  };

  const proxy = createServer((client) => {
    const pair: Pair = { client, server: connect(target), kept: null };
    pairs.add(pair);
    pair.client.setNoDelay(true);
    for (const socket of [pair.client, pair.server]) {
      socket.on('error', () => end(pair));
      socket.on('close', () => end(pair));
    }
    pair.client.on('data', (sent) => {
      fromClient(pair, sent);
    });
    pair.server.on('data', (answer) => {
      fromServer(pair, answer);
    });
    if (frozen) setFrozen(true); // last, since a listener for data starts the flow of a socket
  });
  const setFrozen = (value: boolean) => {
    frozen = value;
    for (const { client, server } of pairs) {
      for (const socket of [client, server]) {
        if (value) socket.pause();
        else socket.resume();
      }
    }
  };

  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    cuts: () => cuts,
    freeze: () => {
      setFrozen(true);
    },
    thaw: () => {
      setFrozen(false);
    },
    cut: () => {
      for (const pair of [...pairs]) cut(pair);
    },
    cutAfter: (bytes) => {
      answerBytesLeft = bytes;
    },
    cutRequest: (request = any) => {
      requestToCut = request;
    },
    cutAnswer: (request = any) => {
      answerToCut = request;
    },
    close: async () => {
      for (const pair of [...pairs]) end(pair);
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** A proxy before a PostgreSQL, and the URL that leads through it. */
export async function postgresProxy(url: string): Promise<TcpProxy & { readonly url: string }> {
  const through = new URL(url);
  const socketFolder = through.searchParams.get('host');
  const proxy = await tcpProxy(
    socketFolder === null
      ? { host: through.hostname, port: Number(through.port || 5432) }
      : { path: join(socketFolder, '.s.PGSQL.5432') },
  );
  through.searchParams.delete('host');
  through.hostname = '127.0.0.1';
  through.port = String(proxy.port);
  return { ...proxy, url: through.href };
}
