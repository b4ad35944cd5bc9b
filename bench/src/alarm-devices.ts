/** Devices that speak to the real doors and do as their standards say: what is not acknowledged is sent again. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { decodeFrame, encodeFrame, frames, framesOfDatagram, isFrame, nothingWaiting, type Piece } from '@drystone/alarm-protocols/dc09';
import { readAnswer, writeRequest } from '@drystone/alarm-protocols/scaip';
import { isRequest, messageRequest, readDatagram, responseTo, writeMessage } from '@drystone/alarm-protocols/sip';

/** What came of one try. */
export type Said = 'acknowledged' | 'refused' | 'nothing';

export interface Device {
  readonly account: string;
  /** Sends signal number `sequence` once. */
  say(sequence: number): Promise<Said>;
  close(): void;
}

export const sequenceText = (sequence: number): string => String(sequence).padStart(4, '0');

/** A fall, or for a change somebody who presses the pendant. */
function frameOf(account: string, sequence: number): Uint8Array {
  return encodeFrame({ token: 'ADM-CID', sequence: sequenceText(sequence), account, content: { account, data: sequence % 2 === 0 ? '1102 00 001' : '1101 00 001' } });
}

/** Keeps its line open, and makes a new one where it is lost. */
export function panelOverTcp(port: number, account: string, patienceMs: number): Device {
  let line: Socket | undefined;
  const open = waitingAnswers();
  return {
    account,
    async say(sequence) {
      if (line === undefined || line.destroyed) {
        const made = connect({ port, host: '127.0.0.1', noDelay: true });
        line = made;
        let waiting = nothingWaiting;
        made.on('data', (chunk: Buffer) => {
          const cut = frames(waiting, chunk);
          waiting = cut.waiting;
          for (const piece of cut.pieces) open.answer(...ofPiece(piece));
        });
        made.on('error', () => undefined);
        made.on('close', () => open.lost());
      }
      const answer = open.wait(sequenceText(sequence), patienceMs);
      line.write(frameOf(account, sequence));
      const said = await answer;
      // Its second path would be next; here it is the same one anew.
      if (said === 'nothing') line.destroy();
      return said;
    },
    close: () => void line?.destroy(),
  };
}

export function panelOverUdp(port: number, account: string, patienceMs: number): Device {
  const socket = createSocket('udp4');
  const open = waitingAnswers();
  socket.on('message', (datagram) => {
    for (const piece of framesOfDatagram(datagram)) open.answer(...ofPiece(piece));
  });
  socket.on('error', () => undefined);
  return {
    account,
    say(sequence) {
      const answer = open.wait(sequenceText(sequence), patienceMs);
      socket.send(frameOf(account, sequence), port, '127.0.0.1', () => undefined);
      return answer;
    },
    close: () => socket.close(),
  };
}

/** @param account digits. */
export async function scaipSender(port: number, account: string, patienceMs: number): Promise<Device> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const own = socket.address().port;
  const open = waitingAnswers();
  let requests = 0;
  socket.on('error', () => undefined);
  socket.on('message', (datagram, from) => {
    const read = readDatagram(datagram);
    if (!('message' in read) || !isRequest(read.message)) return;
    socket.send(writeMessage(responseTo(read.message, from, { status: 200, tag: 'sender' })), from.port, from.address, () => undefined);
    const mrs = readAnswer(new TextDecoder().decode(read.message.body));
    if (mrs?.ref) open.answer(mrs.ref, mrs.snu === 0 ? 'acknowledged' : 'refused');
  });
  return {
    account,
    say(sequence) {
      const ref = sequenceText(sequence);
      const id = `${account}-${++requests}-${own}`;
      const uri = `sip:${account}@127.0.0.1:${own}`;
      const bytes = new TextEncoder().encode(writeRequest({ ref, cid: account, dty: '0003', stc: '0010' }));
      const answer = open.wait(ref, patienceMs);
      const request = messageRequest({ uri: `sip:arc@127.0.0.1:${port}`, from: { uri, tag: id }, to: { uri: 'sip:arc@127.0.0.1' }, callId: id, sequence: 1, via: { transport: 'UDP', sentBy: `127.0.0.1:${own}`, branch: `z9hG4bK${id}` }, body: { type: 'application/scaip+xml', bytes } });
      socket.send(writeMessage(request), port, '127.0.0.1', () => undefined);
      return answer;
    },
    close: () => socket.close(),
  };
}

function ofPiece({ bytes, ended }: Piece): [string, Said] {
  const frame = decodeFrame(bytes, ended);
  if (!isFrame(frame)) return ['', 'nothing'];
  return [frame.sequence, frame.token === 'ACK' ? 'acknowledged' : 'refused'];
}

/** Answers by the sequence that they echo. */
function waitingAnswers() {
  const open = new Map<string, (said: Said) => void>();
  const settle = (key: string, said: Said) => {
    open.get(key)?.(said);
    open.delete(key);
  };
  return {
    answer: settle,
    lost: () => {
      for (const key of [...open.keys()]) settle(key, 'nothing');
    },
    wait: (key: string, patienceMs: number) =>
      new Promise<Said>((resolve) => {
        const timer = setTimeout(() => settle(key, 'nothing'), patienceMs);
        open.set(key, (said) => {
          clearTimeout(timer);
          resolve(said);
        });
      }),
  };
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
