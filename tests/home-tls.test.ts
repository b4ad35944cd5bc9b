/** The doors over TLS: a real MQTT client and SIP on a sealed line, by a server as its settings say. */

import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { messageRequest, writeMessage } from '@drystone/alarm-protocols/sip';
import { readConfiguration, StartError } from '@drystone/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepCertificate } from '../apps/server/src/home-certificate.ts';
import { openLines, usualLimits } from '../services/home/src/doors/lines.ts';
import { freePort } from '../bench/src/alarm-devices.ts';
import { selfSigned, type SelfSigned } from './support/certificate.ts';
import { administratorKey, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { testIntake } from './support/home.ts';
import { device, mqttAccount, publish } from './support/mqtt.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let folder: string;
let files: { readonly certificate: string; readonly key: string };
let first: SelfSigned;
const doors = { sip: 0, mqtt: 0 };
const organisations = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  folder = await mkdtemp(join(tmpdir(), 'drystone-tls-'));
  files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  first = await selfSigned('the first');
  await write(first);
  [doors.sip, doors.mqtt] = [await freePort(), await freePort()];
  await testIntake(server, { HOME_TLS_CERTIFICATE: files.certificate, HOME_TLS_KEY: files.key, SIP_TLS_PORT: String(doors.sip), MQTT_TLS_PORT: String(doors.mqtt) });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = ({ cert, key }: SelfSigned) => Promise.all([writeFile(files.certificate, cert), writeFile(files.key, key)]);

async function sealedLine(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const line = connect({ port, host: '127.0.0.1', ca: first.cert, ...options });
  afterAll(() => void line.destroy());
  await once(line, 'secureConnect');
  line.on('error', () => undefined);
  return line;
}
const signalsOf = async (account: string) => ((await server.call('GET', `/api/home/signals?account=${account}`, undefined, asAdministrator)).body as { items: object[] }).items;

describe('over TLS', () => {
  it('operators see when the certificate ends', async () => {
    const servers = async () => ((await server.call('GET', '/api/home/receiver-health', undefined, asAdministrator)).body as { servers: { doors: string[]; certificateEndsAt: string | null }[] }).servers;
    await expect.poll(servers).toMatchObject([{ doors: expect.arrayContaining(['mqtt-tls', 'scaip-tls']), certificateEndsAt: new X509Certificate(first.cert).validToDate.toISOString() }]);
  });

  it('a device that speaks MQTT tells of a fall', async () => {
    const known = await mqttAccount(server, await organisations.organisation('provider', 'Hearth of Seals'), { registered: true });
    const client = await device(doors.mqtt, known, 5, { protocol: 'mqtts', host: '127.0.0.1', port: doors.mqtt, ca: first.cert });
    expect((client.stream as TLSSocket).authorized).toBe(true);
    expect(await publish(client, `home/${known.account}/signal`, JSON.stringify({ id: 'm1', kind: 'fall' }))).toBe('acknowledged');
    expect(await signalsOf(known.account)).toMatchObject([{ protocol: 'mqtt', kind: 'fall', outcome: 'accepted' }]);
  });

  it('SCAIP is answered 200, and by a MESSAGE that says it came over TLS', async () => {
    const line = await sealedLine(doors.sip);
    const body = '<?xml version="1.0"?><mrq><ver>1.0</ver><mty>ME</mty><cid>SEALED01</cid><dty>0020</dty><did>1</did><stc>0010</stc><ref>s1</ref></mrq>';
    const message = messageRequest({ uri: 'sip:arc@127.0.0.1', from: { uri: 'sip:unit@sender.invalid', tag: 'a' }, to: { uri: 'sip:arc@127.0.0.1' }, callId: 'c1', sequence: 1, via: { transport: 'TLS', sentBy: 'sender.invalid', branch: 'z9hG4bKsealed' }, body: { type: 'application/scaip+xml', bytes: new TextEncoder().encode(body) } });
    let heard = '';
    line.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    line.write(writeMessage(message));
    await expect.poll(() => heard).toContain('</mrs>');
    expect(heard).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(heard).toContain(`SIP/2.0/TLS 127.0.0.1:${doors.sip}`);
    expect(await signalsOf('SEALED01')).toMatchObject([{ protocol: 'scaip' }]);
  });

  it('nothing older than TLS 1.2 is spoken, and plain bytes bring the line to its end', async () => {
    await expect(sealedLine(doors.mqtt, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })).rejects.toThrow();
    for (const port of [doors.sip, doors.mqtt]) {
      const plain = connectTo(port, '127.0.0.1', () => plain.write('MESSAGE sip:arc@127.0.0.1 SIP/2.0\r\n\r\n'));
      plain.on('error', () => undefined);
      plain.resume();
      await once(plain, 'close');
    }
  });

  it('whoever does not shake hands is cut in time, and keeps no door from closing', async () => {
    const certificate = await keepCertificate(files, (error) => expect(error).toBeUndefined());
    const open = (messageSeconds: number) => openLines({ host: '127.0.0.1', port: 0, certificate }, { ...usualLimits, messageSeconds }, () => ({ cut: () => ({ pieces: [], midway: false }), remainder: () => undefined }), async () => null);
    const hasty = await open(0.2);
    const silent = connectTo(hasty.port, '127.0.0.1').on('error', () => undefined);
    await once(silent.resume(), 'close');
    await hasty.close();
    const patient = await open(600);
    const [one, two] = [connectTo(patient.port, '127.0.0.1').on('error', () => undefined), await sealedLine(patient.port)];
    one.resume();
    two.resume();
    await patient.close();
    certificate.stop();
  });

  it('a certificate that was renewed is shown to new lines, and lines that are open stay; half a renewal changes nothing', async () => {
    const complaints: string[] = [];
    const certificate = await keepCertificate(files, (error) => complaints.push(error.message), 50);
    const door = await openLines({ host: '127.0.0.1', port: 0, certificate }, usualLimits, () => ({ cut: (chunk) => ({ pieces: [chunk], midway: false }), remainder: () => undefined }), async (piece: Uint8Array) => piece);
    const before = await sealedLine(door.port);
    const second = await selfSigned('the second');
    await writeFile(files.certificate, second.cert);
    await expect.poll(() => complaints.at(-1)).toMatch(/^HOME_TLS_CERTIFICATE and HOME_TLS_KEY do not fit \(/);
    await sealedLine(door.port);
    await write(second);
    await expect.poll(async () => (await sealedLine(door.port, { ca: second.cert }).catch(() => undefined))?.authorized).toBe(true);
    before.write('still here');
    expect(String((await once(before, 'data'))[0])).toBe('still here');
    await door.close();
    certificate.stop();
    await write(first);
  });
});

describe('settings that do not fit stop the start in one line', () => {
  it.each([
    [{ HOME_TLS_CERTIFICATE: 'a.pem' }, 'HOME_TLS_CERTIFICATE is set, and a door over TLS needs both HOME_TLS_CERTIFICATE and HOME_TLS_KEY: set them to files in PEM'],
    [{ MQTT_TLS_PORT: '8883' }, 'MQTT_TLS_PORT is set, and a door over TLS needs both HOME_TLS_CERTIFICATE and HOME_TLS_KEY: set them to files in PEM'],
    [{ SIP_TLS_PORT: '70000' }, 'SIP_TLS_PORT is "70000"'],
  ])('%j', (environment, words) => {
    expect(() => readConfiguration(environment as Record<string, string>)).toThrow(words);
  });
  it('with 0 neither is open', () => {
    expect(readConfiguration({ SIP_TLS_PORT: '0', MQTT_TLS_PORT: '0' })).toMatchObject({ homeTls: undefined, sipTls: { port: 0 }, mqttTls: { port: 0 } });
  });
  it('files that are not there, or no certificate', async () => {
    const complain = (): void => undefined;
    await expect(keepCertificate({ certificate: join(folder, 'none.pem'), key: files.key }, complain)).rejects.toThrow(/^HOME_TLS_CERTIFICATE: .*none\.pem cannot be read \(ENOENT\): mend the path, or its rights$/);
    await expect(keepCertificate({ certificate: files.key, key: files.key }, complain)).rejects.toThrow(StartError);
    await expect(keepCertificate({ certificate: files.certificate, key: files.certificate }, complain)).rejects.toThrow(StartError);
  });
});
