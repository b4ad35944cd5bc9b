/**
 * The door of SIA DC-09, over TCP and UDP: bytes become frames, frames become signals, and the answer
 * leaves when they are kept. What is answered to what is decided in the codec.
 */

import { randomBytes } from 'node:crypto';
import { decodeFrame, frames, framesOfDatagram, isFrame, notKept, nothingWaiting, respond, type Piece } from '@drystone/alarm-protocols/dc09';
import type { AtTheDoor } from '../local-units/at-the-door.ts';
import { accountSettings } from '../local-units/local-unit.ts';
import type { Receiving } from '../signals/receiving.ts';
import { bindDatagrams, type Door, type DoorLog, type DoorPlace } from './door.ts';
import { openLines, usualLimits, type Cutter, type LineLimits } from './lines.ts';

export interface DoorOptions {
  readonly receiving: Receiving;
  readonly atTheDoor: AtTheDoor;
  readonly clock: () => Temporal.Instant;
  readonly log: DoorLog;
  readonly limits?: Partial<LineLimits>;
}

/** Datagrams whose answers have not left; a panel that is not answered sends again. */
const mostDatagrams = 4_000;

/** @throws where the port is taken. */
export async function openDc09Door(place: DoorPlace, options: DoorOptions): Promise<Door> {
  const lines = await openLines(place, { ...usualLimits, ...options.limits }, cutter, (piece, { address, port }) => answerTo(piece, `${address}:${port}`, options));
  try {
    const close = await serveDatagrams({ ...place, port: lines.port }, options);
    return {
      port: lines.port,
      async close() {
        close();
        await lines.close();
      },
    };
  } catch (error) {
    await lines.close();
    throw error;
  }
}

function cutter(): Cutter<Piece> {
  let waiting = nothingWaiting;
  return {
    cut(chunk) {
      const cut = frames(waiting, chunk);
      waiting = cut.waiting;
      return { pieces: cut.pieces, midway: waiting.length > 0 || (cut.discarded > 0 && cut.pieces.length === 0) };
    },
    remainder() {
      const left = waiting;
      waiting = nothingWaiting;
      return left.length > 0 ? { bytes: left, ended: false } : undefined;
    },
  };
}

async function serveDatagrams(place: DoorPlace, options: DoorOptions): Promise<() => void> {
  const socket = await bindDatagrams(place);
  let underWay = 0;
  let closed = false;
  socket.on('message', (datagram, from) => {
    if (underWay >= mostDatagrams) return;
    for (const piece of framesOfDatagram(datagram)) {
      underWay++;
      void answerTo(piece, `${from.address}:${from.port}`, options)
        .then((bytes) => void (bytes && !closed && socket.send(bytes, from.port, from.address, () => undefined)))
        .finally(() => underWay--);
    }
  });
  return () => {
    closed = true;
    socket.close();
  };
}

/** The bytes to answer with; null: nothing. Never rejects. */
async function answerTo(piece: Piece, sender: string, { receiving, atTheDoor, clock, log }: DoorOptions): Promise<Uint8Array | null> {
  const frame = decodeFrame(piece.bytes, piece.ended);
  try {
    const unit = isFrame(frame) && frame.account !== null ? await atTheDoor.unitOf(frame.account) : undefined;
    const account = unit && accountSettings(unit.reception, unit.keys);
    const { answer, outcome, signals } = respond(frame, { account, now: clock(), padding: randomBytes });
    if (outcome === 'ignored') return null;
    await receiving.receive(signals.map((signal) => ({ signal, outcome, sender })));
    return answer;
  } catch (error) {
    log.notKept(error);
    return notKept(frame);
  }
}
