/**
 * Thousands of devices over MQTT in a process of their own, because open files are limited for each: they
 * sign in, ping as their keep-alive asks, raise alarms, and are cut off. Packets by hand on plain sockets:
 * a client for each would measure the clients.
 */

import { connect, type Socket } from 'node:net';
import { topicOf } from '@drystone/alarm-protocols/device';
import { generate, parser } from 'mqtt-packet';

export interface FleetDevice {
  readonly account: string;
  readonly password: string;
}

export type FleetOrder =
  | { readonly kind: 'connect'; readonly port: number; readonly devices: readonly FleetDevice[]; readonly perSecond: number; readonly keepAliveSeconds: number }
  | { readonly kind: 'say'; readonly perSecond: number; readonly seconds: number }
  | { readonly kind: 'cut' };
export type FleetAnswer =
  | { readonly kind: 'connected'; readonly open: number; readonly seconds: number }
  | { readonly kind: 'said'; readonly times: readonly number[]; readonly open: number }
  | { readonly kind: 'cut'; readonly lines: number };

interface Line {
  readonly account: string;
  readonly socket: Socket;
  readonly version: 4 | 5;
  readonly acknowledged: Map<number, () => void>;
  messages: number;
}

const lines = new Set<Line>();
const answer = (words: FleetAnswer) => process.send!(words);

process.on('message', (order: FleetOrder) => {
  if (order.kind === 'connect') void connectAll(order).then(answer);
  else if (order.kind === 'say') void say(order).then(answer);
  else {
    const count = lines.size;
    for (const { socket } of lines) socket.resetAndDestroy();
    answer({ kind: 'cut', lines: count });
  }
});

async function connectAll({ port, devices, perSecond, keepAliveSeconds }: Extract<FleetOrder, { kind: 'connect' }>): Promise<FleetAnswer> {
  const began = performance.now();
  const opening: Promise<void>[] = [];
  for (const [number, device] of devices.entries()) {
    const wait = began + (number * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    opening.push(open(port, device, number % 2 === 0 ? 4 : 5, keepAliveSeconds));
  }
  await Promise.all(opening);
  return { kind: 'connected', open: lines.size, seconds: (performance.now() - began) / 1000 };
}

/** Resolves when it is let in, or its line has ended. */
function open(port: number, { account, password }: FleetDevice, version: 4 | 5, keepAliveSeconds: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const line: Line = { account, socket, version, acknowledged: new Map(), messages: 0 };
    const incoming = parser({ protocolVersion: version });
    const will = { topic: topicOf(account, 'will'), payload: Buffer.from('{"id":"w1","kind":"went-silent"}'), qos: 1 as const, retain: false };
    let pings: NodeJS.Timeout | undefined;
    incoming.on('packet', (packet) => {
      if (packet.cmd === 'puback') line.acknowledged.get(packet.messageId!)?.();
      if (packet.cmd !== 'connack' || (packet.returnCode ?? packet.reasonCode) !== 0) return;
      lines.add(line);
      pings = setInterval(() => socket.write(generate({ cmd: 'pingreq' })), keepAliveSeconds * 900);
      resolve();
    });
    socket.on('connect', () => socket.write(generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: version, clean: true, clientId: account, username: account, password: Buffer.from(password), keepalive: keepAliveSeconds, will }, { protocolVersion: version })));
    socket.on('data', (chunk: Buffer) => incoming.parse(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(pings);
      lines.delete(line);
      resolve();
    });
  });
}

/** By the clock, whatever has been acknowledged; each from another home. */
async function say({ perSecond, seconds }: Extract<FleetOrder, { kind: 'say' }>): Promise<FleetAnswer> {
  const all = [...lines];
  const times: number[] = [];
  const began = performance.now();
  const sent: Promise<void>[] = [];
  for (let number = 0; number < perSecond * seconds; number++) {
    const wait = began + (number * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    // A prime, so that they are from all over the fleet.
    sent.push(raise(all[(number * 7_919) % all.length]!, times));
  }
  await Promise.all(sent);
  return { kind: 'said', times, open: lines.size };
}

function raise(line: Line, times: number[]): Promise<void> {
  const messageId = (line.messages = (line.messages % 65_535) + 1);
  return new Promise((resolve) => {
    const began = performance.now();
    line.acknowledged.set(messageId, () => {
      times.push(performance.now() - began);
      line.acknowledged.delete(messageId);
      resolve();
    });
    line.socket.once('close', resolve);
    line.socket.write(generate({ cmd: 'publish', topic: topicOf(line.account, 'signal'), payload: JSON.stringify({ id: `m${messageId}`, kind: 'fall' }), qos: 1, messageId, retain: false, dup: false }, { protocolVersion: line.version }));
  });
}
