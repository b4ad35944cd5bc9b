/** Homes for the tests: local units that are registered, and panels that speak to the real doors. */

import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { SignalKind } from '@drystone/alarm-protocols';
import { readDeviceMessage } from '@drystone/alarm-protocols/device';
import { decodeFrame, encodeFrame, frames, isFrame, nothingWaiting, type Frame, type FrameToWrite } from '@drystone/alarm-protocols/dc09';
import { openDatabase } from '@drystone/database';
import { createIntake } from '@drystone/home/intake';
import { keptHomeKeys, readConfiguration } from '@drystone/server';
import { afterAll, expect } from 'vitest';
import { start } from '../../apps/server/src/intake-role.ts';
import { asAdministrator } from './commissioning.ts';
import type { TestDatabase } from './database.ts';
import type { TestServer } from './server.ts';

/** Of the tests' servers: what is personal is sealed by keys made of it. */
export const secret = 'for the tests and nothing else at all';
export const keys = await keptHomeKeys({ dataDirectory: '', secretKey: secret, homeKeys: undefined });

/** The intake as a role, with its own rights, on ports of its own. */
export async function testIntake(database: TestDatabase, environment: Readonly<Record<string, string>>): Promise<{ stop(): Promise<void> }> {
  const configuration = readConfiguration({ DC09_PORT: '0', SIP_PORT: '0', MQTT_PORT: '0', LOG_LEVEL: 'silent', SECRET_KEY: secret, ...environment });
  const role = await start({ configuration, database: database.prepared, intake: database.intake, timeZone: 'Europe/London' });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= role.stop());
  afterAll(stop);
  return { stop };
}

export interface Alarm {
  readonly account: string;
  readonly caseId: string;
}

let units = 0;

/** A registered local unit. */
export async function registeredUnit(server: TestServer, organisation: string, form: object = {}, account = `AA${(++units).toString(16).toUpperCase().padStart(6, '0')}`): Promise<string> {
  const { status, text } = await server.call('PUT', `/api/home/local-units/dc09/${account}`, { organisation, dwelling: { reference: `Flat ${account}`, area: 'belfast' }, ...form }, asAdministrator);
  expect([status, text]).toEqual([status < 300 ? status : 201, text]);
  return account;
}

/** A fall, or another kind of signal, in a home that this organisation answers, without a door. */
export async function insertedAlarm(server: TestServer, organisation: string, { kind = 'fall', account: known }: { readonly kind?: SignalKind; readonly account?: string } = {}): Promise<Alarm> {
  const account = known ?? (await registeredUnit(server, organisation));
  const database = openDatabase({ ...server.intake, connections: 1 });
  try {
    const intake = createIntake({ database, clock: () => Temporal.Now.instant(), keys, log: (_, error) => expect(error).toBeUndefined() });
    const signal = { ...readDeviceMessage(JSON.stringify({ id: kind, kind }), { protocol: 'webhook', account }), protocol: 'dc09' as const };
    const [placed] = await intake.receive([{ signal, outcome: 'accepted', sender: 'the tests' }]);
    return { account, caseId: placed!.caseId! };
  } finally {
    await database.close();
  }
}

export interface Panel {
  send(bytes: Uint8Array): void;
  /** The next answer; undefined where the line ends, or nothing comes in this time. */
  answer(withinMs?: number): Promise<Frame | undefined>;
  /** Resolves when the line has ended. */
  readonly ended: Promise<void>;
  end(): void;
}

/** A panel on a line of its own. */
export async function panel(port: number): Promise<Panel> {
  const line = connect(port, '127.0.0.1');
  line.on('error', () => undefined);
  await once(line, 'connect');
  const answers: Frame[] = [];
  let waiting = nothingWaiting;
  let wake = (): void => undefined;
  line.on('data', (chunk: Buffer) => {
    const cut = frames(waiting, chunk);
    waiting = cut.waiting;
    for (const { bytes, ended } of cut.pieces) {
      const frame = decodeFrame(bytes, ended);
      if (isFrame(frame)) answers.push(frame);
    }
    wake();
  });
  const ended = new Promise<void>((resolve) => line.once('close', () => resolve()));
  void ended.then(() => wake());
  afterAll(() => void line.destroy());
  return {
    ended,
    send: (bytes) => void line.write(bytes),
    end: () => void line.end(),
    async answer(withinMs = 5_000) {
      const until = performance.now() + withinMs;
      while (answers.length === 0 && !line.destroyed && performance.now() < until) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(1, until - performance.now()));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return answers.shift();
    },
  };
}

/** One frame, one answer, over a line of its own. */
export async function said(port: number, bytes: Uint8Array, withinMs?: number): Promise<string | undefined> {
  const one = await panel(port);
  one.send(bytes);
  const answer = await one.answer(withinMs);
  one.end();
  return answer && (answer.encrypted ? `*${answer.token}` : answer.token);
}

/** The answers to a datagram, as text, that come in this time. */
export async function datagram(port: number, bytes: Uint8Array, withinMs: number, wanted = 1): Promise<readonly string[]> {
  const socket = createSocket('udp4');
  const answers: string[] = [];
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, withinMs);
    socket.on('message', (message) => {
      answers.push(message.toString('latin1'));
      if (answers.length < wanted) return;
      clearTimeout(timer);
      resolve();
    });
  });
  socket.send(bytes, port, '127.0.0.1');
  await done;
  socket.close();
  return answers;
}

/** A Contact ID frame; a fall (102) by default. */
export function contactId(account: string, sequence: number, event = '1102 00 001', more: Partial<FrameToWrite> = {}): Uint8Array {
  return encodeFrame({ token: 'ADM-CID', sequence: String(sequence).padStart(4, '0'), account, content: { account, data: event }, ...more });
}
