import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** The order that the client gets from its parent process. */
export interface Burst {
  readonly port: number;
  readonly authorization: string;
  readonly connections: number;
  readonly count: number;
  readonly organizations: readonly string[];
  readonly countedOn: string;
  /** The number of members in the first request; each further request counts one more. */
  readonly first: number;
}
export interface Answered {
  readonly seconds: number;
  readonly milliseconds: readonly number[];
  /** Status line of the first answer whose status was not 201; null if there was none. */
  readonly refused: string | null;
}

const HEAD_END = '\r\n\r\n';

function requestOf({ port, authorization, organizations, countedOn, first }: Burst, n: number): string {
  const body = JSON.stringify({ count: (first + n) % 1_000_000, countedOn, source: 'Báo cáo của chi bộ' });
  const id = organizations[n % organizations.length] ?? '';
  return (
    `POST /api/organizations/${id}/member-counts HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: ${authorization}\r\n` +
    `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nidempotency-key: ${randomUUID()}${HEAD_END}${body}`
  );
}

/** The status line of an answer that has arrived completely; null before. The API sends a content-length. */
function statusOf(received: string): string | null {
  const end = received.indexOf(HEAD_END);
  if (end < 0) return null;
  const length = Number(/^content-length: (\d+)/im.exec(received.slice(0, end))?.[1] ?? 0);
  return received.length < end + HEAD_END.length + length ? null : received.slice(0, received.indexOf('\r\n'));
}

/**
 * Sends one request at a time over one kept-alive connection. The client shares the processors with the API, so it does
 * as little work as possible.
 */
async function ask(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const done = (end: () => void) => {
      socket.off('data', take).off('error', reject).off('close', closed);
      end();
    };
    const take = (bytes: Buffer) => {
      received += bytes.toString('latin1');
      const status = statusOf(received);
      if (status !== null)
        done(() => {
          resolve(status);
        });
    };
    const closed = () => {
      done(() => {
        reject(new Error('the API closed the connection'));
      });
    };
    socket.on('data', take).on('error', reject).on('close', closed);
    socket.write(request);
  });
}

async function burst(order: Burst): Promise<Answered> {
  const requests = Array.from({ length: order.count }, (_, n) => requestOf(order, n));
  const sockets = await Promise.all(
    Array.from({ length: order.connections }, () => {
      const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
      return new Promise<Socket>((resolve, reject) => {
        socket
          .once('connect', () => {
            resolve(socket);
          })
          .once('error', reject);
      });
    }),
  );
  const milliseconds: number[] = [];
  let refused: string | null = null;
  let next = 0;
  const started = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const sent = performance.now();
        const status = await ask(socket, request);
        milliseconds.push(performance.now() - sent);
        if (!status.includes(' 201 ')) refused ??= status;
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const socket of sockets) socket.destroy();
  return { seconds, milliseconds, refused };
}

process.on('message', (order: Burst) => {
  burst(order).then(
    (answered) => process.send?.(answered),
    (error: unknown) => process.send?.({ seconds: NaN, milliseconds: [], refused: String(error) }),
  );
});
