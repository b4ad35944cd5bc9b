/** The intake: doors for devices of the home, on a small pool with rights of its own. No page, plan or job is in its way. */

import { hostname } from 'node:os';
import { openDatabase } from '@drystone/database';
import { createIntake, type Certificate, type Door, type Intake } from '@drystone/home/intake';
import type { Logger } from 'pino';
import { doorsOf, type NamedDoor } from './configuration.ts';
import { keepCertificate } from './home-certificate.ts';
import { keptHomeKeys } from './home-keys.ts';
import { intakeSettings } from './intake-settings.ts';
import { createLogger } from './logger.ts';
import { openFileLimit } from './open-files.ts';
import { portProblem } from './port-problem.ts';
import type { RoleOrders, RunningRole } from './role.ts';

const tryAgainMs = 2_000;
const brokerPatienceMs = 3_000;

export async function start({ configuration, intake: at }: RoleOrders): Promise<RunningRole> {
  const logger = createLogger(configuration, 'intake');
  const database = openDatabase({
    ...at,
    connections: 4,
    keepsPlans: true,
    settings: intakeSettings,
    onError: (error) => logger.warn({ error: error.message }, 'database connection lost'),
  });
  const intake = createIntake({
    database,
    clock: () => Temporal.Now.instant(),
    keys: await keptHomeKeys(configuration),
    log: (message, error) => logger.error({ error: (error as Error).message }, message),
  });
  const certificate = configuration.homeTls && (await keepCertificate(configuration.homeTls, (error) => logger.error({ error: error.message }, 'the certificate of the doors cannot be read anew')));
  const places = doorsOf(configuration);
  const mqttDoors = places.filter(({ name }) => name.startsWith('mqtt')).length;
  // The rest is for the other doors, and for PostgreSQL.
  const means: Means = { intake, certificate, mqttLines: Math.floor((openFileLimit() - 1_000) / mqttDoors) };
  const doors = await Promise.all(places.map((door) => openOrWait(door, means, logger)));
  const followed = configuration.mqttUrl === undefined ? [] : [await followOrSay(configuration.mqttUrl, intake)];
  // Silence counts while these doors are open.
  const listening = intake.keepListening();
  const ways = [...doors, ...followed];
  const beating = intake.beat(`${hostname()}:${configuration.port}`, () => ways.flatMap(({ isOpen, name }) => (isOpen() ? [name] : [])), certificate);
  return {
    notices: ways.flatMap(({ notice }) => notice ?? []),
    async stop() {
      await listening.stop();
      await Promise.all(ways.map((way) => way.close()));
      await beating.stop();
      certificate?.stop();
      await database.close();
    },
  };
}

interface KeptDoor {
  readonly name: string;
  isOpen(): boolean;
  readonly notice: string | undefined;
  close(): Promise<void>;
}

/** A broker that does not answer is asked until it does, and the start says so. */
async function followOrSay(url: string, intake: Intake): Promise<KeptDoor> {
  const broker = intake.followBroker(url);
  const heard = await broker.heardWithin(brokerPatienceMs);
  return {
    name: 'mqtt-broker',
    isOpen: () => broker.isHeard(),
    notice: heard ? undefined : `The broker ${new URL(url).host} (MQTT_URL) has not let us in yet: no alarms come in by it until it does.`,
    close: () => broker.close(),
  };
}

/** @throws StartError where a port that somebody chose is taken. The usual one is waited for, and the start says so. */
async function openOrWait(place: NamedDoor, means: Means, logger: Logger): Promise<KeptDoor> {
  const open = (): Promise<Door> => opening[place.name](means, place);
  try {
    const door = await open();
    return { name: place.name, isOpen: () => true, notice: undefined, close: () => door.close() };
  } catch (error) {
    if (place.given || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw portProblem(error as NodeJS.ErrnoException, place);
  }
  let door: Door | undefined;
  const timer = setInterval(() => {
    void open().then(
      (opened) => {
        door = opened;
        clearInterval(timer);
        logger.warn({ door: place.name, port: place.port }, 'the port is free now, and the door is open');
      },
      () => undefined,
    );
  }, tryAgainMs);
  return {
    name: place.name,
    isOpen: () => door !== undefined,
    notice: `Port ${place.port} on ${place.host} is taken: no alarms come in by ${place.name.toUpperCase()} until it is free, or ${place.setting} is set to another (0: none).`,
    async close() {
      clearInterval(timer);
      await door?.close();
    },
  };
}

interface Means {
  readonly intake: Intake;
  readonly certificate: Certificate | undefined;
  /** Of each MQTT door. */
  readonly mqttLines: number;
}

const opening: Readonly<Record<NamedDoor['name'], (means: Means, place: NamedDoor) => Promise<Door>>> = {
  dc09: ({ intake }, place) => intake.openDc09(place),
  scaip: ({ intake }, place) => intake.openScaip(place),
  mqtt: ({ intake, mqttLines }, place) => intake.openMqtt(place, { lines: mqttLines }),
  'scaip-tls': ({ intake, certificate }, place) => intake.openScaip({ ...place, certificate: certificate! }),
  'mqtt-tls': ({ intake, certificate, mqttLines }, place) => intake.openMqtt({ ...place, certificate: certificate! }, { lines: mqttLines }),
};
