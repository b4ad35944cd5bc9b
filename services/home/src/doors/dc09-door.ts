/**
 * The door of SIA DC-09, over TCP and UDP: bytes become frames, frames become signals, and the answer
 * leaves when they are kept. What is answered to what is decided in the codec.
 */

import { randomBytes } from 'node:crypto';
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { decodeFrame, frames, framesOfDatagram, isFrame, notKept, nothingWaiting, respond, type Piece } from '@drystone/alarm-protocols/dc09';
import type { AtTheDoor } from '../local-units/at-the-door.ts';
import type { Receiving } from '../signals/receiving.ts';
import { doorEnds, listenOn, type Door, type DoorLog, type DoorPlace, type Lines } from './door.ts';

export interface Dc09DoorOptions {
  readonly receiving: Receiving;
  readonly atTheDoor: AtTheDoor;
  readonly clock: () => Temporal.Instant;
  readonly log: DoorLog;
  readonly limits?: Partial<Dc09Limits>;
}

export interface Dc09Limits {
  /** From the first byte of a frame to its end; also for a new line to bring its first. */
  readonly frameSeconds: number;
  /** Without a byte. Panels that keep their line open test it more often. */
  readonly idleSeconds: number;
  readonly lines: number;
  /** Of one line, whose answers have not left. */
  readonly framesUnderWay: number;
}

const usual: Dc09Limits = { frameSeconds: 10, idleSeconds: 600, lines: 8_000, framesUnderWay: 64 };
/** Datagrams whose answers have not left; a panel that is not answered sends again. */
const mostDatagrams = 4_000;
/** Answers a line has not read. */
const mostUnreadBytes = 65_536;

/** @throws where the port is taken. */
export async function openDc09Door(place: DoorPlace, options: Dc09DoorOptions): Promise<Door> {
  const limits = { ...usual, ...options.limits };
  const lines: Lines = new Map();
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (line) => serveLine(line, lines, options, limits));
  server.maxConnections = limits.lines;
  const port = await listenOn(server, place);
  let datagrams: Datagrams;
  try {
    datagrams = await serveDatagrams({ ...place, port }, options);
  } catch (error) {
    server.close();
    throw error;
  }
  return { port, close: () => closeDoor(server, lines, datagrams) };
}

function serveLine(line: Socket, lines: Lines, options: Dc09DoorOptions, { frameSeconds, idleSeconds, framesUnderWay }: Dc09Limits): void {
  const sender = `${line.remoteAddress}:${line.remotePort}`;
  let waiting = nothingWaiting;
  let underWay = 0;
  /** Answers leave in the order of their frames. */
  let answers: Promise<void> = Promise.resolve();
  const hurry = () => setTimeout(() => line.destroy(), frameSeconds * 1000);
  let patience: NodeJS.Timeout | undefined = hurry();

  lines.set(line, endInOrder);
  line.setTimeout(idleSeconds * 1000, () => line.destroy());
  line.on('error', () => undefined);
  line.on('close', () => {
    lines.delete(line);
    clearTimeout(patience);
    remainder();
  });
  line.on('data', (chunk: Buffer) => {
    const cut = frames(waiting, chunk);
    waiting = cut.waiting;
    if (cut.pieces.length > 0) {
      clearTimeout(patience);
      patience = undefined;
    }
    if (waiting.length > 0 || (cut.discarded > 0 && cut.pieces.length === 0)) patience ??= hurry();
    for (const piece of cut.pieces) take(piece);
  });
  line.on('end', endInOrder);

  /** Whoever has said all may still wait for an answer. */
  function endInOrder(): void {
    remainder();
    void answers.then(() => line.end());
  }

  /** A frame that lost its end is shown all the same. */
  function remainder(): void {
    const left = waiting;
    waiting = nothingWaiting;
    if (left.length > 0) take({ bytes: left, ended: false });
  }

  function take(piece: Piece): void {
    if (++underWay >= framesUnderWay) line.pause();
    const answer = answerTo(piece, sender, options);
    answers = answers.then(async () => {
      const bytes = await answer;
      if (--underWay < framesUnderWay) line.resume();
      if (bytes === null || line.destroyed || !line.writable) return;
      line.write(bytes);
      if (line.writableLength > mostUnreadBytes) line.destroy();
    });
  }
}

function serveDatagrams({ host, port }: DoorPlace, options: Dc09DoorOptions): Promise<Datagrams> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  let underWay = 0;
  socket.on('message', (datagram, from) => {
    if (underWay >= mostDatagrams) return;
    for (const piece of framesOfDatagram(datagram)) {
      underWay++;
      void answerTo(piece, `${from.address}:${from.port}`, options)
        .then((bytes) => bytes && socket.send(bytes, from.port, from.address, () => undefined))
        .finally(() => underWay--);
    }
  });
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

/** The bytes to answer with; null: nothing. Never rejects. */
async function answerTo(piece: Piece, sender: string, { receiving, atTheDoor, clock, log }: Dc09DoorOptions): Promise<Uint8Array | null> {
  const frame = decodeFrame(piece.bytes, piece.ended);
  try {
    const account = isFrame(frame) && frame.account !== null ? await atTheDoor.settingsOf(frame.account) : undefined;
    const { answer, outcome, signals } = respond(frame, { account, now: clock(), padding: randomBytes });
    if (outcome === 'ignored') return null;
    await receiving.receive(signals.map((signal) => ({ signal, outcome, sender })));
    return answer;
  } catch (error) {
    log('a signal could not be kept', error);
    return notKept(frame);
  }
}

async function closeDoor(server: Server, lines: Lines, datagrams: Datagrams): Promise<void> {
  datagrams.close();
  await doorEnds(server, lines);
}
