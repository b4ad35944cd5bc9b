/** `drystone simulate home`: a fleet of made-up devices that speak the real protocols to the doors of a running server. */

import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cloudDevice, mqttDevice, panelOverTcp, panelOverUdp, scaipSender, type Device, type Saying } from '@drystone/bench/alarm-devices';
import { readSecret, sign } from '@drystone/alarm-protocols/webhook';
import { createRandom } from '@drystone/planner';
import { demonstrationOrganisation, demonstrationUnits, demonstrationVendor, readConfiguration, type DemonstrationUnit } from '@drystone/server';
import { number, printJson, readWithPositionals, UsageError, within, type Command } from './command.ts';

const help = `Runs a fleet of made-up devices against a server that is running on this machine: they fall, burn, flood, run flat,
make their test calls or forget them, show signs of life, and send again what is not acknowledged.

  drystone simulate home --dwellings 200 --rate 5
  drystone simulate home --dwellings 50 --rate 20 --seconds 10 --json

  --dwellings N      made-up homes, 1 to 5,000 (default 200)
  --rate N           signals a second from all of them together (default 5)
  --seconds N        ends by itself; else Ctrl-C ends it
  --seed N           the same seed draws the same homes and what they say, in the same order
  --organisation ID  who answers them; they are registered for it, with ADMIN_API_KEY, or the key of a program that may
  --url URL          where the server is (default http://127.0.0.1:8080); its ports are read from the same
                     variables as the server's: DC09_PORT, SIP_PORT, MQTT_PORT
  --anew             registers homes again that an earlier run has registered
  --json             the counts at the end, for a program

Nothing is sent before Drystone answers at --url.
Without an organisation they are the homes of the demonstration (Demo: London Borough of Fleetbridge) that need no secret
to speak; where there is no demonstration, and beyond its hundred homes, they are boxes that nobody knows: their alarms
are kept, flagged and shown all the same. With the demonstration's organisation and a key its other homes speak too.
What was registered once is used again, as DATA_DIR/simulator.json has it; --anew registers all of it again.
`;

const options = { dwellings: { type: 'string' }, rate: { type: 'string' }, seconds: { type: 'string' }, seed: { type: 'string' }, organisation: { type: 'string' }, url: { type: 'string' }, anew: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const;
const patienceMs = 5_000;
const mostTries = 4;

/** How often each is said, of a hundred. */
const sayings: readonly (readonly [saying: Saying, share: number])[] = [
  ['heartbeat', 50],
  ['personal-alarm', 16],
  ['fall', 8],
  ['smoke', 3],
  ['flood', 3],
  ['battery-low', 8],
  ['test-call', 12],
];
/** Of a hundred homes so many never make a test call. */
const forgetful = 8;

interface Counts {
  sent: number;
  acknowledged: number;
  sentAgain: number;
  givenUp: number;
  forgottenTestCalls: number;
  readonly said: Partial<Record<Saying, number>>;
  readonly over: Record<string, number>;
}

interface Home {
  readonly protocol: string;
  readonly device: Device;
  readonly forgets: boolean;
  /** Of the signal that it said last. */
  sequence: number;
  busy: boolean;
}

export const simulate: Command = {
  help,
  async run(words) {
    const { values, positionals } = readWithPositionals(words, options, 1);
    if (positionals.join(' ') !== 'home') throw new UsageError('say what is simulated: drystone simulate home');
    const dwellings = within('dwellings', number('dwellings', values.dwellings) ?? 200, 1, 5_000);
    const rate = within('rate', number('rate', values.rate) ?? 5, 0.01, 1_000);
    const seconds = values.seconds === undefined ? Number.POSITIVE_INFINITY : within('seconds', number('seconds', values.seconds)!, 1, 86_400);
    const seed = number('seed', values.seed);
    const random = seed === undefined ? Math.random : createRandom(seed).next;
    const key = process.env['ADMIN_API_KEY'] || undefined;
    if (values.organisation !== undefined && key === undefined) throw new UsageError('--organisation needs a key that may register local units: set ADMIN_API_KEY');
    const url = addressOf(values.url ?? 'http://127.0.0.1:8080');
    await findServer(url);
    const ended = new AbortController();
    const end = () => ended.abort();
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    const homes = await fleet(dwellings, url, values.organisation === undefined ? undefined : { organisation: values.organisation, key: key! }, values.anew);
    const counts: Counts = { sent: 0, acknowledged: 0, sentAgain: 0, givenUp: 0, forgottenTestCalls: 0, said: {}, over: {} };
    try {
      await run(homes, rate, seconds, random, counts, ended.signal);
    } finally {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      for (const { device } of homes) device.close();
    }
    if (values.json) printJson(counts);
    else process.stdout.write(`${told(counts)}\n${Object.entries(counts.said).map(([saying, count]) => `  ${saying.padEnd(16)} ${count}`).join('\n')}\n${Object.entries(counts.over).map(([protocol, count]) => `  ${protocol.padEnd(16)} ${count}`).join('\n')}\n`);
    if (counts.sent > 0 && counts.acknowledged === 0) throw new UsageError('nothing was acknowledged: is the server running, and are these its ports?');
  },
};

/** @throws UsageError where it is not the address of a web server. */
function addressOf(given: string): string {
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) throw new UsageError(`--url is "${given}": use the address of the server, such as http://127.0.0.1:8080`);
  return new URL(given).href.replace(/\/$/, '');
}

/** Ports alone do not say whose they are: alarms go out only where Drystone answers at the address that was given. */
async function findServer(url: string): Promise<void> {
  const response = await call(`${url}/health/live`);
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || (answer as { status?: unknown } | null | undefined)?.status !== 'ok') throw new UsageError(`what answers at ${url} is not Drystone: give its address by --url`);
}

async function call(address: string, request: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, { ...request, signal: AbortSignal.timeout(10_000) });
  } catch {
    throw new UsageError(`nothing answers at ${new URL(address).origin}: start Drystone there (npm start), or give its address by --url`);
  }
}

/** Everybody speaks once before anybody speaks again. */
async function run(homes: readonly Home[], rate: number, seconds: number, random: () => number, counts: Counts, signal: AbortSignal): Promise<void> {
  const until = performance.now() + seconds * 1000;
  const { isTTY } = process.stderr;
  const shown = setInterval(() => isTTY && process.stderr.write(`\r\u001b[K${told(counts)} · Ctrl-C ends it`), 500);
  const going = new Set<Promise<void>>();
  let left: Home[] = [];
  try {
    while (!signal.aborted && performance.now() < until) {
      if (left.length === 0) left = [...homes];
      const [home] = left.splice(Math.floor(random() * left.length), 1);
      const saying = drawn(random);
      if (!home!.busy) {
        const one: Promise<void> = speak(home!, saying, counts, signal).finally(() => going.delete(one));
        going.add(one);
      }
      await pause(Math.max(0, Math.min((-Math.log(1 - random()) / rate) * 1000, until - performance.now())), undefined, { signal }).catch(() => undefined);
    }
    await Promise.allSettled(going);
  } finally {
    clearInterval(shown);
    if (isTTY) process.stderr.write('\r\u001b[K');
  }
}

/** Says one thing, and again until it is acknowledged. */
async function speak(home: Home, saying: Saying, counts: Counts, signal: AbortSignal): Promise<void> {
  if (saying === 'test-call' && home.forgets) {
    counts.forgottenTestCalls++;
    return;
  }
  home.busy = true;
  home.sequence = (home.sequence % 9_999) + 1;
  counts.sent++;
  counts.said[saying] = (counts.said[saying] ?? 0) + 1;
  counts.over[home.protocol] = (counts.over[home.protocol] ?? 0) + 1;
  try {
    for (let tries = 1; ; tries++) {
      if ((await home.device.say(home.sequence, saying)) === 'acknowledged') {
        counts.acknowledged++;
        return;
      }
      if (tries === mostTries || signal.aborted) {
        counts.givenUp++;
        return;
      }
      counts.sentAgain++;
      await pause(500 * tries, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    home.busy = false;
  }
}

function drawn(random: () => number): Saying {
  let left = random() * 100;
  for (const [saying, share] of sayings) if ((left -= share) < 0) return saying;
  return 'heartbeat';
}

const told = ({ sent, acknowledged, sentAgain, givenUp, forgottenTestCalls }: Counts): string => `${sent} said, ${acknowledged} acknowledged, ${sentAgain} sent again, ${givenUp} given up, ${forgottenTestCalls} test ${forgottenTestCalls === 1 ? 'call' : 'calls'} forgotten`;

interface Registering {
  readonly organisation: string;
  readonly key: string;
}

/** What an earlier run has registered, with what it was told for it. */
interface Registered {
  readonly url: string;
  readonly organisation: string;
  vendor: Record<string, string>;
  homes: Record<string, { readonly key?: string | undefined; readonly password?: string | undefined }>;
}

/** A home as it will speak, registered or not. */
interface Speaker {
  readonly way: string;
  readonly account: string;
  /** In hex, where it encrypts. */
  readonly key?: string | undefined;
  /** By which its cloud is known. */
  readonly vendor?: string;
  readonly isRegistered: boolean;
}

const vendorOfOurs = 'simulator';

/** The demonstration's homes first; beyond them a share over each of the doors that are open, and where they can be registered some encrypted, some over MQTT, and some through the cloud of a vendor. */
async function fleet(count: number, url: string, registering: Registering | undefined, anew: boolean): Promise<readonly Home[]> {
  const { dc09: { port: dc09 }, sip: { port: sip }, mqtt: { port: mqtt }, dataDirectory } = readConfiguration(process.env);
  const ways = [...(dc09 > 0 ? ['dc09-tcp', 'dc09-udp'] : []), ...(sip > 0 ? ['scaip'] : []), ...(dc09 > 0 && registering ? ['dc09-encrypted'] : []), ...(mqtt > 0 && registering ? ['mqtt-3.1.1', 'mqtt-5'] : []), ...(registering ? ['webhook'] : [])];
  if (ways.length === 0) throw new UsageError('all doors are switched off: set DC09_PORT or SIP_PORT as for the server');
  const file = join(dataDirectory, 'simulator.json');
  const earlier = registering && !anew ? await registeredEarlier(file, url, registering.organisation) : undefined;
  const kept: Registered | undefined = registering && { vendor: {}, homes: {}, ...earlier, url, organisation: registering.organisation };
  const demonstrated = registering === undefined || registering.organisation === demonstrationOrganisation ? demonstrationUnits.map(speakerOf).filter(({ way }) => ways.includes(way) || (way === 'dc09-encrypted' && dc09 > 0)) : [];
  const speakers = Array.from({ length: count }, (_, index) => demonstrated[index] ?? madeUp(ways[index % ways.length]!, index, kept));
  const homes: Home[] = [];
  try {
    for (const [index, speaker] of speakers.entries()) {
      const { way, account, key } = speaker;
      const protocol = way === 'scaip' || way === 'webhook' ? way : way.startsWith('mqtt') ? 'mqtt' : 'dc09';
      if (registering && kept && !speaker.isRegistered && kept.homes[account] === undefined) {
        await register(url, registering, protocol, way === 'webhook' ? `${speaker.vendor}-${account}` : account, index, key);
        kept.homes[account] = { key };
      }
      const password = async () => {
        const known = kept?.homes[account]?.password ?? (await devicesPassword(url, registering!, account));
        if (kept) kept.homes[account] = { ...kept.homes[account], password: known };
        return known;
      };
      const secretOf = async (vendor: string) => readSecret((kept!.vendor[vendor] ??= await vendorsSecret(url, registering!, vendor)))!;
      const making: Record<string, () => Device | Promise<Device>> = {
        'dc09-tcp': () => panelOverTcp(dc09, account, patienceMs),
        'dc09-encrypted': () => panelOverTcp(dc09, account, patienceMs, Buffer.from(key!, 'hex')),
        'dc09-udp': () => panelOverUdp(dc09, account, patienceMs),
        scaip: () => scaipSender(sip, account, patienceMs),
        'mqtt-3.1.1': async () => mqttDevice({ port: mqtt, account, password: await password(), version: 4, patienceMs }),
        'mqtt-5': async () => mqttDevice({ port: mqtt, account, password: await password(), version: 5, patienceMs }),
        webhook: async () => {
          const secret = await secretOf(speaker.vendor!);
          return cloudDevice({ url: `${url}/api/home/webhooks/${speaker.vendor}/${account}`, account, patienceMs, signed: (id, body) => sign(id, Temporal.Now.instant(), body, secret, { hmacSha256: (by, data) => createHmac('sha256', by).update(data).digest() }) });
        },
      };
      homes.push({ protocol: way, device: await making[way]!(), forgets: index % 100 < forgetful, sequence: Math.floor(Math.random() * 9_000), busy: false });
    }
  } finally {
    // Also what was registered before it failed.
    if (kept) {
      await mkdir(dataDirectory, { recursive: true });
      await writeFile(file, JSON.stringify(kept), { mode: 0o600 });
    }
  }
  return homes;
}

function madeUp(way: string, index: number, kept: Registered | undefined): Speaker {
  const account = way === 'scaip' ? String(9_900_000 + index) : (0xde0000 + index).toString(16).toUpperCase();
  return { way, account, isRegistered: false, vendor: vendorOfOurs, key: way === 'dc09-encrypted' ? (kept?.homes[account]?.key ?? randomBytes(16).toString('hex')) : undefined };
}

function speakerOf({ number: count, protocol, account, key }: DemonstrationUnit): Speaker {
  const odd = count % 2 === 1;
  const way = protocol === 'dc09' ? (key !== undefined ? 'dc09-encrypted' : odd ? 'dc09-tcp' : 'dc09-udp') : protocol === 'mqtt' ? (odd ? 'mqtt-3.1.1' : 'mqtt-5') : protocol;
  return { way, account: protocol === 'webhook' ? account.slice(demonstrationVendor.length + 1) : account, key, vendor: demonstrationVendor, isRegistered: true };
}

/** Undefined where there was no run, or one against something else. */
async function registeredEarlier(file: string, url: string, organisation: string): Promise<Registered | undefined> {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as Registered;
    return kept.url === url && kept.organisation === organisation ? kept : undefined;
  } catch {
    return undefined;
  }
}

async function register(url: string, registering: Registering, protocol: string, account: string, index: number, key: string | undefined): Promise<void> {
  await ask(url, registering, `/api/home/local-units/${protocol}/${account}`, { organisation: registering.organisation, dwelling: { reference: `Made-up home ${index + 1}` }, keys: key ? [key] : [] });
}

async function devicesPassword(url: string, registering: Registering, account: string): Promise<string> {
  return ((await ask(url, registering, `/api/home/mqtt-accounts/${account}`, { organisation: registering.organisation })) as { password: string }).password;
}

async function vendorsSecret(url: string, registering: Registering, vendor: string): Promise<string> {
  return ((await ask(url, registering, `/api/home/webhooks/${vendor}`, { organisation: registering.organisation })) as { secret: string }).secret;
}

async function ask(url: string, { key }: Pick<Registering, 'key'>, path: string, body: object): Promise<unknown> {
  const response = await call(url + path, { method: 'PUT', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? 5);
    process.stderr.write(`The server takes so many requests a minute; homes are registered on in ${seconds} s.\n`);
    await pause(seconds * 1000);
    return ask(url, { key }, path, body);
  }
  const answer = (await response.json().catch(() => ({}))) as { detail?: string };
  if (!response.ok) throw new UsageError(`${path} was refused (${response.status}): ${answer.detail ?? 'no reason given'}`);
  return answer;
}
