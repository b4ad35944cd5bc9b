/** `drystone simulate home`: made-up devices at real doors. */

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer as createWebServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '@drystone/database';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { simulate as simulateCommand } from '../apps/cli/src/simulate.ts';
import { freePort } from '../bench/src/alarm-devices.ts';
import { administratorKey, commissioningOn } from './support/commissioning.ts';
import { testIntake } from './support/home.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let doors: Record<string, string>;
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  doors = { DATA_DIR: await mkdtemp(join(tmpdir(), 'drystone-simulate-')), DC09_PORT: String(await freePort()), SIP_PORT: String(await freePort()), MQTT_PORT: String(await freePort()) };
  await testIntake(server, doors);
});

const simulate = (words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, '../apps/cli/bin/drystone.mjs'), 'simulate', ...words], { env: { ...process.env, ...doors, ADMIN_API_KEY: '', ...environment } }, (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }));
  });

const strangers: Server[] = [];
afterAll(() => strangers.forEach((stranger) => stranger.close()));
/** On which port. */
async function listening(stranger: Server): Promise<number> {
  strangers.push(stranger.listen(0, '127.0.0.1'));
  await once(stranger, 'listening');
  return (stranger.address() as AddressInfo).port;
}

describe('drystone simulate home', () => {
  let organisation: string;
  it('speaks every protocol, registered and signed, and all of it is acknowledged', async () => {
    organisation = await commissioningOn(() => server).organisation('provider', 'Made-up homes');
    const { code, out, err } = await simulate(['home', '--dwellings', '14', '--rate', '60', '--seconds', '2', '--seed', '1', '--json', '--organisation', organisation, '--url', server.url], { ADMIN_API_KEY: administratorKey });
    expect([code, err]).toEqual([0, '']);
    const counts = JSON.parse(out) as { sent: number; acknowledged: number; givenUp: number; over: Record<string, number> };
    expect(counts.sent).toBeGreaterThan(10);
    expect([counts.acknowledged, counts.givenUp]).toEqual([counts.sent, 0]);
    expect(Object.keys(counts.over).sort()).toEqual(['dc09-encrypted', 'dc09-tcp', 'dc09-udp', 'mqtt-3.1.1', 'mqtt-5', 'scaip', 'webhook']);
    const { rows } = await server.database.as('system:home', (transaction) => sql<{ count: number; known: boolean }>`select count(*)::int as count, bool_and(local_unit is not null) as known from home.signal`.execute(transaction));
    expect(rows).toEqual([{ count: counts.sent, known: true }]);
  });

  it('uses again what it has registered, with the keys and passwords it was given', async () => {
    const registrations = async () => (await server.database.pool.query<{ type: string; count: number }>("select type, count(*)::int as count from platform.event where type in ('local_unit.registered', 'local_unit.changed', 'mqtt_account.password_made', 'webhook.secret_made') group by type order by type")).rows;
    const registered = await registrations();
    const { code, out, err } = await simulate(['home', '--dwellings', '10', '--rate', '60', '--seconds', '1', '--json', '--organisation', organisation, '--url', server.url], { ADMIN_API_KEY: administratorKey });
    expect([code, err, registered.length, await registrations()]).toEqual([0, '', 3, registered]);
    const { sent, acknowledged } = JSON.parse(out) as { sent: number; acknowledged: number };
    expect([sent > 5, acknowledged]).toEqual([true, sent]);
  });

  it('speaks as the homes of the demonstration without a key, some of them encrypted', async () => {
    const { code, out, err } = await simulate(['home', '--dwellings', '8', '--rate', '60', '--seconds', '1', '--seed', '1', '--json', '--url', server.url]);
    expect([code, err, Object.keys((JSON.parse(out) as { over: object }).over).sort()]).toEqual([0, '', ['dc09-encrypted', 'dc09-tcp', 'dc09-udp', 'scaip']]);
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ['nobody', async () => `http://127.0.0.1:${await freePort()}`, /^drystone: nothing answers at http:\/\/127\.0\.0\.1:\d+: start Drystone there \(npm start\), or give its address by --url\n$/],
    ['somebody else', async () => `http://127.0.0.1:${await listening(createWebServer((_, response) => response.end('<h1>Welcome</h1>')))}`, /^drystone: what answers at \S+ is not Drystone: give its address by --url\n$/],
  ])('sends nothing to the ports where %s answers at --url', async (_, address, line) => {
    let callers = 0;
    const door = await listening(createServer((socket) => {
      callers++;
      socket.end();
    }));
    const { code, out, err } = await simulate(['home', '--dwellings', '5', '--rate', '60', '--seconds', '1', '--url', await address()], { DC09_PORT: String(door), SIP_PORT: '0', MQTT_PORT: '0' });
    expect([code, out, callers]).toEqual([1, '', 0]);
    expect(err).toMatch(line);
  });

  it.each([
    [['away'], /say what is simulated/],
    [['home', '--dwellings', '0'], /use 1 to 5000/],
    [['home', '--organisation', 'x'], /needs a key/],
    [['home', '--rate', 'x'], /use a number/],
    [['home', '--url', 'localhost:8080'], /--url is "localhost:8080": use the address of the server/],
  ])('refuses %j', async (words, why) => {
    vi.stubEnv('ADMIN_API_KEY', '');
    await expect(simulateCommand.run(words)).rejects.toMatchObject({ exitCode: 1, message: expect.stringMatching(why) });
    vi.unstubAllEnvs();
  });
});
