/** Devices that speak MQTT, by a real client; packets by hand; and a real Mosquitto. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type IClientOptions, type IConnackPacket, type MqttClient } from 'mqtt';
import { afterAll, expect } from 'vitest';
import { asAdministrator } from './commissioning.ts';
import type { TestServer } from './server.ts';

export type Version = 4 | 5;

let accounts = 0;

/** An account with its password, and where it is asked for a registered local unit. */
export async function mqttAccount(server: TestServer, organisation: string, { registered = false, account = `flat-${++accounts}` } = {}): Promise<{ readonly account: string; readonly password: string }> {
  const { status, body, text } = await server.call('PUT', `/api/home/mqtt-accounts/${account}`, { organisation }, asAdministrator);
  expect([status, text]).toEqual([status === 200 ? 200 : 201, text]);
  if (registered) expect((await server.call('PUT', `/api/home/local-units/mqtt/${account}`, { organisation, dwelling: { reference: account, area: 'belfast' } }, asAdministrator)).status).toBe(201);
  return { account, password: (body as { password: string }).password };
}

/** Connected, once, and not again by itself. @throws Error with the `code` of the refusal. */
export async function device(port: number, { account, password }: { readonly account?: string; readonly password?: string }, version: Version, options: IClientOptions = {}): Promise<MqttClient & { readonly connack: IConnackPacket }> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: version, reconnectPeriod: 0, connectTimeout: 5_000, ...(account === undefined ? {} : { username: account }), ...(password === undefined ? {} : { password }), ...options });
  client.setMaxListeners(0);
  afterAll(() => void client.end(true));
  const connack = await new Promise<IConnackPacket>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', reject);
    client.once('close', () => reject(new Error('the line was closed')));
  });
  client.on('error', () => undefined);
  return Object.assign(client, { connack });
}

/** What came of a message of QoS 1. A line that ends without an acknowledgement is `closed`. */
export async function publish(client: MqttClient, topic: string, payload: string | Buffer, options: { readonly retain?: boolean; readonly qos?: 0 | 1 | 2 } = {}): Promise<'acknowledged' | 'closed' | number> {
  const closed = new Promise<'closed'>((resolve) => client.once('close', () => resolve('closed')));
  const answered = client.publishAsync(topic, payload, { qos: 1, ...options }).then(
    () => 'acknowledged' as const,
    (error: { code?: number }) => error.code ?? 0,
  );
  return Promise.race([closed, answered]);
}

/** Bytes on a line of its own; what comes back within this time, and whether the line was ended. */
export async function onTheLine(port: number, chunks: readonly (Uint8Array | string)[], withinMs: number, pauseMs = 0): Promise<{ readonly answer: Buffer; readonly ended: boolean }> {
  const line = connectTo(port, '127.0.0.1');
  const answers: Buffer[] = [];
  line.on('error', () => undefined);
  line.on('data', (chunk: Buffer) => answers.push(chunk));
  const closed = new Promise<true>((resolve) => line.once('close', () => resolve(true)));
  for (const chunk of chunks) {
    if (!line.destroyed) line.write(chunk);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const ended = await Promise.race([closed, new Promise<false>((resolve) => setTimeout(() => resolve(false), withinMs))]);
  line.destroy();
  return { answer: Buffer.concat(answers), ended };
}

export const mosquittoPath = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));

export interface Mosquitto {
  stop(): Promise<void>;
}

/** @param folder where it keeps what it must not forget. */
export async function startMosquitto(port: number, folder: string): Promise<Mosquitto> {
  await writeFile(join(folder, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location ${folder}/\nautosave_interval 1\nautosave_on_changes true\n${process.getuid?.() === 0 ? 'user root\n' : ''}`);
  const child = spawn(mosquittoPath!, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  afterAll(stop);
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const line = connectTo(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      line.once('connect', () => line.destroy());
    });
    if (open) return { stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Mosquitto does not start');
}

export async function brokerFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drystone-mosquitto-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
