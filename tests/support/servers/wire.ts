import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  /** In order, each line as it was sent; names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const open = (address: string): Socket => connect(Number(new URL(address).port), '127.0.0.1');

function answerIn(bytes: Buffer): WireAnswer {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: bytes.subarray(end + 4).toString('utf8') };
}

/**
 * Sends bytes as they are over a connection of their own, which the request must ask to close, and reads until it is closed.
 * The sending side stays open: a server gives up a request whose sender has gone.
 */
export const onTheWire = (address: string, bytes: string | Buffer): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const socket = open(address);
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(answerIn(Buffer.concat(parts)));
    });
    socket.write(bytes);
  });

/**
 * Sends a head and then the same bytes again and again, as fast as they are taken, until the server closes the connection
 * or all were sent.
 *
 * @param each called before every time
 */
export function pour(address: string, head: string, chunk: Buffer, times: number, each: (nth: number) => void) {
  return new Promise<WireAnswer>((resolve) => {
    const socket = open(address);
    const parts: Buffer[] = [];
    let sent = 0;
    const more = (): void => {
      while (sent < times && !socket.destroyed) {
        each(sent++);
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', () => undefined); // the server hangs up on whoever goes on after its answer
    socket.on('drain', more);
    socket.on('close', () => {
      resolve(answerIn(Buffer.concat(parts)));
    });
    socket.write(head);
    more();
  });
}
