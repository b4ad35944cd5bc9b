/**
 * Cuts what a socket gives into frames: several in one piece, one in several pieces, and rubbish in
 * between. What waits for its end never grows past the longest frame there can be.
 */

import { CR, LF } from './bytes.ts';

/** LF, CRC, length, 0xFFF bytes, CR, and a little for panels that count wrong. */
export const mostFrameBytes = 4 + 4 + 0xfff + 2 + 64;

export interface Piece {
  /** From LF up to and without CR. */
  readonly bytes: Uint8Array;
  /** False where the frame was not ended by CR: the next one began, the datagram ended, or it grew too long. */
  readonly ended: boolean;
}

/** What has come of a frame that has not ended yet; empty or beginning with LF. */
export type Waiting = Uint8Array;

export const nothingWaiting: Waiting = new Uint8Array(0);

/**
 * Frames that `chunk` completes. `discarded` counts the bytes that belong to none.
 * @example
 * let waiting = nothingWaiting;
 * socket.on('data', (chunk) => {
 *   const cut = frames(waiting, chunk);
 *   waiting = cut.waiting;
 *   for (const piece of cut.pieces) …
 * });
 */
export function frames(waiting: Waiting, chunk: Uint8Array): { readonly pieces: readonly Piece[]; readonly waiting: Waiting; readonly discarded: number } {
  const bytes = waiting.length === 0 ? chunk : joined(waiting, chunk);
  const pieces: Piece[] = [];
  let discarded = 0;
  let at = 0;
  for (;;) {
    const start = bytes.indexOf(LF, at);
    if (start === -1) return { pieces, waiting: nothingWaiting, discarded: discarded + bytes.length - at };
    discarded += start - at;
    const text = textFrom(bytes, start);
    const end = bytes.indexOf(CR, text ?? start + 1);
    const next = nextStart(bytes, text ?? start + 1, end === -1 ? bytes.length : end);
    if (next !== -1) {
      pieces.push({ bytes: bytes.slice(start, Math.min(next, start + mostFrameBytes)), ended: false });
      at = next;
      continue;
    }
    // Two binary bytes of a CRC may look like CR: what comes next tells.
    const tooEarly = text === undefined && end !== -1 && end - start <= 2 && bytes.length - start < 8;
    if (end === -1 || tooEarly) {
      if (bytes.length - start <= mostFrameBytes) return { pieces, waiting: bytes.slice(start), discarded };
      pieces.push({ bytes: bytes.slice(start, start + mostFrameBytes), ended: false });
      discarded += bytes.length - start - mostFrameBytes;
      return { pieces, waiting: nothingWaiting, discarded };
    }
    if (end - start > mostFrameBytes) discarded += end - start - mostFrameBytes;
    pieces.push({ bytes: bytes.slice(start, Math.min(end, start + mostFrameBytes)), ended: end - start <= mostFrameBytes });
    at = end + 1;
  }
}

/** Frames of one UDP datagram, which has no next one to wait for. */
export function framesOfDatagram(datagram: Uint8Array): readonly Piece[] {
  const { pieces, waiting } = frames(nothingWaiting, datagram);
  if (waiting.length === 0) return pieces;
  // Waiting only because a CRC could have looked like CR: nothing more will come.
  const end = waiting.indexOf(CR);
  return [...pieces, end === -1 ? { bytes: waiting, ended: false } : { bytes: waiting.slice(0, end), ended: true }];
}

/** Where the text after `CRC 0LLL` begins, the quote itself, if a frame begins at `start`. */
function textFrom(bytes: Uint8Array, start: number): number | undefined {
  if (isLength(bytes, start + 5) && [1, 2, 3, 4].every((offset) => isHex(bytes[start + offset]))) return start + 9;
  // The 2007 edition wrote the CRC as two bytes.
  if (isLength(bytes, start + 3)) return start + 7;
  return undefined;
}

/** The start of another frame between `from` and `to`: the one before it has lost its end. */
function nextStart(bytes: Uint8Array, from: number, to: number): number {
  for (let at = bytes.indexOf(LF, from); at !== -1 && at < to; at = bytes.indexOf(LF, at + 1)) if (textFrom(bytes, at) !== undefined) return at;
  return -1;
}

/** `0LLL"` */
function isLength(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x30 && isHex(bytes[at + 1]) && isHex(bytes[at + 2]) && isHex(bytes[at + 3]) && bytes[at + 4] === 0x22;
}

function isHex(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
