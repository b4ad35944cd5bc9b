/** What the doors for devices have in common: where they are. */

import { createSocket, type Socket as Datagrams } from 'node:dgram';
import type { Server } from 'node:net';

export interface DoorPlace {
  readonly host: string;
  readonly port: number;
}

export interface Door {
  readonly port: number;
  /** Takes nothing new, and lets answers under way leave. */
  close(): Promise<void>;
}

export interface DoorLog {
  /** A message was not acknowledged, because it could not be kept. */
  notKept(error: unknown): void;
  trouble(message: string, error: unknown): void;
}

/** @returns the port. @throws where it is taken. */
export function listenOn(server: Server, { host, port }: DoorPlace): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.removeListener('error', reject);
      server.on('error', () => undefined);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** A socket for datagrams. @throws where the port is taken. */
export function bindDatagrams({ host, port }: DoorPlace): Promise<Datagrams> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeListener('error', reject);
      // A send to a port that is gone comes back as an error of the socket.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
