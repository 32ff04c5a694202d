import { once } from 'node:events';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Server, ServerCredentials } from '@grpc/grpc-js';

/** The sockets of a server, in our own hands: only so can one be reset or closed under a call. */
export class Connections {
  private readonly sockets = new Map<string, Socket>();
  private listener: NetServer | undefined;

  /** @returns the port, where `port` is 0 one that was free */
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

  /** Ends a connection with a reset, or as a process does that goes. @param peer of a call; without one all of them */
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
