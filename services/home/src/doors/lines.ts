/**
 * Lines over TCP, within bounds: of time for a message and without a byte, of lines, of messages
 * under way and of answers that nobody reads.
 */

import type { Socket } from 'node:net';
import { createLineServer, listenOn, type DoorPlace, type LineServer } from './door.ts';

export interface LineLimits {
  /** From the first byte of a message to its end; also for a new line to bring its first. */
  readonly messageSeconds: number;
  /** Without a byte. Devices that keep their line open test it more often. */
  readonly idleSeconds: number;
  readonly lines: number;
  /** Of one line, whose answers have not left. */
  readonly underWay: number;
}

export const usualLimits: LineLimits = { messageSeconds: 10, idleSeconds: 600, lines: 8_000, underWay: 64 };
/** Answers a line has not read. */
const mostUnreadBytes = 65_536;

/** How a protocol cuts what a line gives into messages. */
export interface Cutter<Piece> {
  cut(chunk: Uint8Array): {
    readonly pieces: readonly Piece[];
    /** Something has begun that has not ended, or was no message at all. */
    readonly midway: boolean;
    /** Where the next message begins cannot be known: the line is ended. */
    readonly broken?: boolean;
    /** To be said at once. */
    readonly reply?: Uint8Array;
  };
  /** What is left when the line ends. */
  remainder(): Piece | undefined;
}

export interface Line {
  /** Address and port of whoever is at the other end. */
  readonly address: string;
  readonly port: number;
  write(bytes: Uint8Array): void;
}

export interface LineDoor {
  readonly port: number;
  /** Takes no new lines; those that are open end when they have said what they owe, and one that does not read it is cut. */
  close(): Promise<void>;
}

/** @param take answers a message; null: nothing. Must not reject. @throws where the port is taken. */
export async function openLines<Piece>(place: DoorPlace, limits: LineLimits, cutter: () => Cutter<Piece>, take: (piece: Piece, line: Line) => Promise<Uint8Array | null>): Promise<LineDoor> {
  const open: OpenLines = new Set();
  const lines = createLineServer(place.certificate, { handshakeSeconds: limits.messageSeconds, allowHalfOpen: true }, (socket) => serve(socket, open, limits, cutter(), take));
  lines.server.maxConnections = limits.lines;
  const port = await listenOn(lines.server, place);
  return { port, close: () => endAll(lines, open) };
}

/** How each is ended in order. */
type OpenLines = Set<() => void>;

function serve<Piece>(socket: Socket, open: OpenLines, { messageSeconds, idleSeconds, underWay: most }: LineLimits, cutter: Cutter<Piece>, answerTo: (piece: Piece, line: Line) => Promise<Uint8Array | null>): void {
  const line: Line = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0, write };
  let underWay = 0;
  /** Answers leave in the order of their messages. */
  let answers: Promise<void> = Promise.resolve();
  const hurry = () => setTimeout(() => socket.destroy(), messageSeconds * 1000);
  let patience: NodeJS.Timeout | undefined = hurry();

  open.add(endInOrder);
  socket.setTimeout(idleSeconds * 1000, () => socket.destroy());
  socket.on('error', () => undefined);
  socket.on('close', () => {
    open.delete(endInOrder);
    clearTimeout(patience);
    remainder();
  });
  socket.on('data', (chunk: Buffer) => {
    const { pieces, midway, broken, reply } = cutter.cut(chunk);
    if (pieces.length > 0 || reply) {
      clearTimeout(patience);
      patience = undefined;
    }
    if (midway) patience ??= hurry();
    if (reply) write(reply);
    for (const piece of pieces) take(piece);
    if (broken) endInOrder();
  });
  socket.on('end', endInOrder);

  /** Whoever has said all may still wait for an answer. */
  function endInOrder(): void {
    remainder();
    void answers.then(() => socket.end());
  }

  /** A message that lost its end is shown all the same. */
  function remainder(): void {
    const left = cutter.remainder();
    if (left !== undefined) take(left);
  }

  function take(piece: Piece): void {
    if (++underWay >= most) socket.pause();
    const answer = answerTo(piece, line);
    answers = answers.then(async () => {
      const bytes = await answer;
      if (--underWay < most) socket.resume();
      if (bytes !== null) write(bytes);
    });
  }

  function write(bytes: Uint8Array): void {
    if (socket.destroyed || !socket.writable) return;
    socket.write(bytes);
    if (socket.writableLength > mostUnreadBytes) socket.destroy();
  }
}

const patienceMs = 3_000;

async function endAll({ server, cut }: LineServer, open: OpenLines): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const end of open) end();
  const impatient = setTimeout(cut, patienceMs);
  await closed;
  clearTimeout(impatient);
}
