import { once } from 'node:events';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Server, ServerCredentials } from '@grpc/grpc-js';

/** The sockets of a server, kept here so that one can be reset or closed during a call. */
export class Connections {
  private readonly sockets = new Map<string, Socket>();
  private listener: NetServer | undefined;

  /** @returns the port; a free one if `port` is 0 */
  async listen(server: Server, credentials: ServerCredentials, port: number): Promise<number> {
    const injector = server.createConnectionInjector(credentials);
    const listener = createServer({ noDelay: true }, (socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      this.sockets.set(peer, socket);
      socket.on('close', () => this.sockets.delete(peer));
      socket.on('error', () => undefined);
      injector.injectConnection(socket);
    });
    this.listener = listener;
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
    return (listener.address() as AddressInfo).port;
  }

  /** Ends a connection with a reset, or as an ending process does. @param peer the peer of a call; default: all */
  end(how: 'reset' | 'drop', peer?: string): number {
    const ended = [...this.sockets].filter(([name]) => peer === undefined || name === peer);
    for (const [, socket] of ended)
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    return ended.length;
  }

  close(): void {
    this.listener?.close();
    this.listener = undefined;
    this.end('drop');
  }
}
