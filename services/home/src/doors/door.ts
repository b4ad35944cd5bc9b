/** What the doors for devices have in common: where they are, and whether lines are sealed. */

import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface DoorPlace {
  readonly host: string;
  readonly port: number;
  /** Lines of this door are TLS, 1.2 or newer. */
  readonly certificate?: Certificate;
}

/** What a door shows to prove who it is. Certificates run out: lines that are opened later get the newer one. */
export interface Certificate {
  current(): CertificatePair;
  /** Of the pair that is shown now. */
  endsAt(): Temporal.Instant;
  /** @returns how no longer to be told. */
  onRenewed(listener: (pair: CertificatePair) => void): () => void;
}

export interface CertificatePair {
  /** PEM, with whoever signed it. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
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

export interface LineServer {
  readonly server: Server;
  /** Ends every line at once, also those that have not shaken hands. */
  cut(): void;
}

/** Not yet listening. Behind a certificate, lines are those that have shaken hands within this time. */
export function createLineServer(certificate: Certificate | undefined, { handshakeSeconds, allowHalfOpen = false }: { readonly handshakeSeconds: number; readonly allowHalfOpen?: boolean }, serve: (socket: Socket) => void): LineServer {
  const options = { allowHalfOpen, noDelay: true, keepAlive: true };
  const server = certificate === undefined ? createServer(options, serve) : createSealed(certificate);
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    server,
    cut() {
      for (const socket of open) socket.destroy();
    },
  };

  function createSealed(shown: Certificate): Server {
    const context = { minVersion: 'TLSv1.2' } as const;
    const sealed = createTlsServer({ ...options, ...context, ...shown.current(), handshakeTimeout: handshakeSeconds * 1000 }, serve);
    // Whoever cannot shake hands is no device of ours.
    sealed.on('tlsClientError', (_, socket) => socket.destroy());
    sealed.once('close', shown.onRenewed((pair) => sealed.setSecureContext({ ...context, ...pair })));
    return sealed;
  }
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
