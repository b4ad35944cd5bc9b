/** What the doors for devices have in common: where they are, and how they end. */

import type { Server, Socket } from 'node:net';

export interface DoorPlace {
  readonly host: string;
  readonly port: number;
}

export interface Door {
  readonly port: number;
  /** Takes nothing new, and lets answers under way leave. */
  close(): Promise<void>;
}

export type DoorLog = (message: string, error: unknown) => void;

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

/** Lines that are open, each with how it is ended in order. */
export type Lines = Map<Socket, () => void>;

const patienceMs = 3_000;

/** Lines end when they have said what they owe; one that does not read it is cut. */
export async function doorEnds(server: Server, lines: Lines): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const end of lines.values()) end();
  const impatient = setTimeout(() => {
    for (const line of lines.keys()) line.destroy();
  }, patienceMs);
  await closed;
  clearTimeout(impatient);
}
