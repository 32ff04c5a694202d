import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import { StreamsService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { rpcError, wrongVersion } from '../../contract/kurrentdb/messages.js';
import type { Certificates } from './certificates.js';

type Read = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
type Append = ServerReadableStream<streams.AppendReq, streams.AppendResp>;
export type Answer = status | 'well';

export interface Answering {
  readonly port: number;
  /** The credentials that came with each read. */
  readonly authorizations: readonly string[];
  readonly close: () => void;
}

/** A server that gives one kind of answer to every read, and one to every append. Without `tls` it uses plain text. */
export async function answering(how: {
  readonly read?: () => Answer;
  readonly append?: () => Answer;
  readonly tls?: Certificates;
  readonly port?: number;
}): Promise<Answering> {
  const { tls } = how;
  const server = new Server();
  const authorizations: string[] = [];
  server.addService(StreamsService, {
    read: (call: Read) => {
      authorizations.push(String(call.metadata.get('authorization')[0] ?? 'none'));
      const answer = how.read?.() ?? 'well';
      if (answer === 'well') call.end();
      else call.emit('error', rpcError(answer, status[answer]));
    },
    append: (call: Append, reply: sendUnaryData<streams.AppendResp>) => {
      const answer = how.append?.() ?? 'well';
      call.on('data', () => undefined);
      call.on('end', () => {
        if (answer === 'well') reply(null, wrongVersion(5n, -1n));
        else reply(rpcError(answer, status[answer]));
      });
    },
  });
  const credentials = tls
    ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.cert }])
    : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${how.port ?? 0}`, credentials, (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    port,
    authorizations,
    close: () => {
      server.forceShutdown();
    },
  };
}

/** A listener that treats each connection in its own way. */
export async function listening(taken: (socket: Socket) => void): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    taken(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** A port of this machine on which no program listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listening(() => undefined);
  close();
  return port;
}
