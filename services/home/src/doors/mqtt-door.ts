/**
 * The door of MQTT 3.1.1 and 5: a broker of our own. A device signs in as its account and uses its own
 * topics; what it says is acknowledged when it is kept, and where it cannot be kept its line is closed
 * without an acknowledgement, so that it sends again or takes its second path.
 */

import { randomUUIDv7 } from 'node:crypto';
import type { Socket } from 'node:net';
import { isAccount, maySubscribe, readTopic, topicOf } from '@drystone/alarm-protocols/device';
import { Aedes, type AedesPublishPacket, type AuthenticateError, type Client, type PublishPacket } from 'aedes';
import type { MqttSignIn } from '../local-units/mqtt-accounts.ts';
import type { Arrival, Placed } from '../signals/placing.ts';
import type { Receiving } from '../signals/receiving.ts';
import { createLineServer, listenOn, type Door, type DoorLog, type DoorPlace } from './door.ts';
import { arrivalOf, overlong, type MqttSender } from './mqtt-message.ts';
import { createSessions, type RetainedMessage } from './mqtt-sessions.ts';

export interface MqttLimits {
  /** From the opening of a line to its sign-in. */
  readonly signInSeconds: number;
  /** The longest keep-alive; whoever asks for a longer one, or none, gets this. A line without a whole packet for half as long again is closed. */
  readonly keepAliveSeconds: number;
  readonly lines: number;
  /** Of one account; with one more, the oldest goes. A device has two paths, and what is left of lines that broke. */
  readonly linesOfAccount: number;
  /** A line whose password is in force no more ends within this time. */
  readonly recheckSeconds: number;
}

export const usualMqttLimits: MqttLimits = { signInSeconds: 10, keepAliveSeconds: 3_600, lines: 16_000, linesOfAccount: 4, recheckSeconds: 60 };
/** A packet. Of a message, what the codec reads is a quarter; the rest is there to be noted as too long. */
const mostPacketBytes = 65_536;

export interface MqttDoorOptions {
  readonly receiving: Receiving;
  readonly accounts: MqttSignIn;
  /** What the accounts of these names said of themselves last, by account in capitals. */
  readonly lastStates: (accounts: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;
  /** A line of this account shows life, whether it says something or not. */
  readonly heard: (account: string) => void;
  readonly log: DoorLog;
  readonly limits?: Partial<MqttLimits>;
}

/** Of last wills that are being kept. */
const mostLastWordsAtOnce = 50;
/** Then silence itself tells. */
const mostTries = 60;
const tryAgainMs = 1_000;

interface LastWord {
  readonly line: Line;
  readonly arrival: Arrival;
  readonly tries: number;
}

interface Line extends MqttSender {
  readonly client: Client;
  /** The password that it signed in by, as it is stored. */
  readonly by: Buffer;
  /** Acknowledgements leave in the order of their messages. */
  answers: Promise<void>;
}

/** @throws where the port is taken. */
export async function openMqttDoor(place: DoorPlace, { receiving, accounts, lastStates, heard, log, limits }: MqttDoorOptions): Promise<Door> {
  const { signInSeconds, keepAliveSeconds, lines: mostLines, linesOfAccount, recheckSeconds } = { ...usualMqttLimits, ...limits };
  /** Also of a client whose line has just ended: its last will comes after. */
  const lineOf = new WeakMap<Client, Line>();
  const linesOf = new Map<string, Set<Line>>();
  const underWay = new Set<Promise<unknown>>();
  /** They wait apart: when a network goes down they come by the thousand, and no alarm is to wait behind them. */
  const lastWords: LastWord[] = [];
  let telling: Promise<void> | undefined;
  let closing = false;

  const broker = new Aedes({
    connectTimeout: signInSeconds * 1000,
    keepaliveLimit: keepAliveSeconds,
    maximumPacketSize: mostPacketBytes,
    maxTopicLevels: 16,
    // Sessions are not kept; version 5 is told this longest one.
    sessionExpiryIntervalLimit: 1,
    persistence: createSessions(retained),
    preConnect(_, packet, go) {
      // Under 3.1.1 the broker refuses what it may not shorten.
      if (packet.protocolVersion !== 5 && (!packet.keepalive || packet.keepalive > keepAliveSeconds)) packet.keepalive = keepAliveSeconds;
      go(null, true);
    },
    authenticate(client, name, password, answer) {
      void signIn(client, name, password).then(
        (refused) => answer(refused === undefined ? null : refusal(refused), refused === undefined),
        (error: unknown) => {
          log.trouble('a device could not sign in', error);
          answer(refusal(serverUnavailable), false);
        },
      );
    },
    authorizeSubscribe(client, subscription, answer) {
      const line = lineOf.get(client);
      answer(null, line !== undefined && maySubscribe(line.account, subscription.topic) ? subscription : null);
    },
    authorizePublish(client, packet, go) {
      const line = client === null ? undefined : lineOf.get(client);
      if (line === undefined || closing) return line?.client.closed ? go(new Error('nobody is there any more')) : undefined;
      if (line.client.closed) {
        lastWords.push({ line, arrival: arrivalOf({ ...packet, payload: bytesOf(packet), retain: false }, line, randomUUIDv7), tries: 0 });
        telling ??= tellLastWords().finally(() => (telling = undefined));
        return go(new Error('it is told, and to nobody else'));
      }
      // Only the last state is kept for whoever subscribes later.
      if (readTopic(packet.topic)?.channel !== 'state') packet.retain = false;
      const arrival = arrivalOf({ ...packet, payload: bytesOf(packet) }, line, randomUUIDv7);
      const kept = take([arrival]);
      line.answers = line.answers
        .then(() => kept)
        .then(
          ([placed]) => {
            if (line.client.closed) return;
            if (arrival.outcome === 'attempted') return go(new Error('this is a topic of another, or of ours'));
            go();
            tell(line, arrival, placed!);
          },
          () => line.client.close(),
        )
        .catch((error: unknown) => log.trouble('a device could not be answered', error));
    },
  });
  broker.on('ping', (_, client) => {
    const line = lineOf.get(client);
    if (line !== undefined) heard(line.account);
  });
  broker.on('clientError', (client, error) => {
    const line = lineOf.get(client);
    if (line !== undefined && error.message === 'packet too large') void take([overlong(line)]).catch(() => undefined);
  });
  // Nothing of the broker's own may end the intake.
  (broker as NodeJS.EventEmitter).on('error', (error: unknown) => log.trouble('the MQTT broker', error));
  await broker.listen();

  const { server, cut } = createLineServer(place.certificate, { handshakeSeconds: signInSeconds }, (socket) => {
    const client = broker.handle(socket);
    socket.once('close', () => forget(client));
  });
  server.maxConnections = mostLines;
  const port = await listenOn(server, place);
  const recheck = setInterval(() => void endRevoked().catch((error: unknown) => log.trouble('passwords could not be checked again', error)), recheckSeconds * 1000);
  return {
    port,
    async close() {
      closing = true;
      clearInterval(recheck);
      const closed = new Promise((resolve) => server.close(resolve));
      await telling;
      await Promise.allSettled(underWay);
      await Promise.allSettled([...linesOf.values()].flatMap((all) => [...all].map(({ answers }) => answers)));
      await new Promise<void>((resolve) => broker.close(resolve));
      cut();
      await closed;
    },
  };

  /** @returns why it is refused; undefined: it is signed in. */
  async function signIn(client: Client, name: string | undefined, password: Buffer | undefined): Promise<number | undefined> {
    if (name === undefined || password === undefined || !isAccount(name)) return wrongNameOrPassword;
    const known = await accounts.signIn(name, password);
    if (known === undefined) return wrongNameOrPassword;
    const { remoteAddress = '', remotePort = 0 } = client.conn as Socket;
    const line: Line = { client, account: name, sender: `${remoteAddress}:${remotePort}`, answeredBy: known.organisation, by: known.by, answers: Promise.resolve() };
    // Names of clients are each account's own: with another's, none can end its line.
    client.id = `${name}/${client.id}`;
    client.clean = true;
    if (client.closed) return undefined;
    const others = linesOf.get(name) ?? new Set();
    lineOf.set(client, line);
    heard(name);
    linesOf.set(name, others.add(line));
    if (others.size > linesOfAccount) [...others][0]!.client.close();
    return undefined;
  }

  async function endRevoked(): Promise<void> {
    const inForce = await accounts.inForce([...linesOf.keys()]);
    for (const { account, by, client } of [...linesOf.values()].flatMap((all) => [...all])) {
      if (!inForce.get(account.toUpperCase())?.some((each) => each.equals(by))) client.close();
    }
  }

  function forget(client: Client): void {
    const line = lineOf.get(client);
    const others = line && linesOf.get(line.account);
    others?.delete(line!);
    if (others?.size === 0) linesOf.delete(line!.account);
  }

  /** The last wills of accounts that are there on no other line. The broker tells each once: what cannot be kept is tried again here, for a while. */
  async function tellLastWords(): Promise<void> {
    while (lastWords.length > 0 && !closing) {
      const some = lastWords.splice(0, mostLastWordsAtOnce).filter(({ line }) => !isThere(line.account));
      const kept = await Promise.allSettled(some.map(({ arrival }) => take([arrival])));
      const again = some.flatMap((each, index) => (kept[index]!.status === 'rejected' && each.tries < mostTries ? [{ ...each, tries: each.tries + 1 }] : []));
      if (again.length === 0) continue;
      lastWords.unshift(...again);
      await new Promise((resolve) => setTimeout(resolve, tryAgainMs));
    }
  }

  function isThere(account: string): boolean {
    return [...(linesOf.get(account) ?? [])].some(({ client }) => !client.closed);
  }

  function take(arrivals: readonly Arrival[]): Promise<readonly Placed[]> {
    const taken = receiving.receive(arrivals);
    underWay.add(taken);
    taken.then(
      () => underWay.delete(taken),
      (error: unknown) => {
        underWay.delete(taken);
        log.notKept(error);
      },
    );
    return taken;
  }

  /** To whoever of the account wants to know what became of it. */
  function tell({ account }: Line, { signal: { sequence } }: Arrival, { caseId }: Placed): void {
    broker.publish({ cmd: 'publish', topic: topicOf(account, 'answer'), payload: JSON.stringify({ id: sequence, caseId }), qos: 1, retain: false, dup: false }, () => undefined);
  }

  async function retained(topics: readonly string[]): Promise<readonly RetainedMessage[]> {
    const asked = topics.flatMap((topic) => {
      const read = readTopic(topic);
      return read?.channel === 'state' ? [{ topic, account: read.account.toUpperCase() }] : [];
    });
    if (asked.length === 0) return [];
    try {
      const states = await lastStates(asked.map(({ account }) => account));
      return asked.flatMap(({ topic, account }) => (states.has(account) ? [{ cmd: 'publish', topic, payload: states.get(account)!, qos: 1, retain: true, dup: false } as const] : []));
    } catch (error) {
      log.trouble('the last state of a device could not be read', error);
      return [];
    }
  }
}

/** Return codes of CONNACK (3.1.1); the broker says the same in the words of 5. */
const [serverUnavailable, wrongNameOrPassword] = [3, 4];

function refusal(returnCode: number): AuthenticateError {
  return Object.assign(new Error(returnCode === serverUnavailable ? 'not now' : 'wrong name or password'), { returnCode });
}

function bytesOf({ payload }: PublishPacket | AedesPublishPacket): Uint8Array {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}
