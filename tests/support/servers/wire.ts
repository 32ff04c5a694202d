import { connect, type Socket } from 'node:net';

/** An answer as it was received. */
export interface WireAnswer {
  readonly status: number;
  /** The header lines in their order; names in lower case. */
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
 * Sends bytes unchanged over a connection of their own, and reads until the server closes the connection. The request
 * must ask for that. The sending side stays open, since a server drops a request whose sender has closed.
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
 * Sends a head and then the same bytes again and again, as fast as the server reads, until the server closes the
 * connection or all bytes were sent.
 *
 * @param each called before each piece
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
    // the server may close the connection of a client that still sends after the answer
    socket.on('error', () => undefined);
    socket.on('drain', more);
    socket.on('close', () => {
      resolve(answerIn(Buffer.concat(parts)));
    });
    socket.write(head);
    more();
  });
}
