/** SIA DC-09: alarm events over TCP and UDP, from the bytes of a socket to the answer. */

export { words } from './bytes.ts';
export { contactIdCodes, contactIdMeaning, siaCodes, siaMeaning, type CodeMeaning } from './codes.ts';
export { crc16 } from './crc.ts';
export type { Key, PaddingSource } from './encryption.ts';
export { block, extendedMeanings, positionOf } from './extended-data.ts';
export { decodeFrame, encodeFrame, isFrame, openFrame, type Content, type Extended, type Frame, type FrameToWrite, type Unreadable } from './frame.ts';
export { frames, framesOfDatagram, mostFrameBytes, nothingWaiting, type Piece, type Waiting } from './framer.ts';
export { readContactId, readSia, writeContactId, writeSia, type ContactIdEvent, type SiaEvent, type SiaPayload } from './payloads.ts';
export { notKept, respond, standardSettings, standardWindow, type AccountSettings, type ClockWindow, type Dc09Response, type Note, type ReceiverContext } from './respond.ts';
export { signalsOf } from './signals.ts';
export { readTimestamp, writeTimestamp, type PanelClock, type ReadTimestamp } from './timestamp.ts';
