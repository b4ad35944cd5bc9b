/** The intake: doors for devices. It decodes, commits, acknowledges, and does nothing else. */

import type { Database } from '@drystone/database';
import { openDc09Door } from './doors/dc09-door.ts';
import type { Certificate, CertificatePair, Door, DoorPlace } from './doors/door.ts';
import type { LineLimits } from './doors/lines.ts';
import { followBroker, type FollowedBroker } from './doors/mqtt-broker.ts';
import { openMqttDoor, type MqttLimits } from './doors/mqtt-door.ts';
import { openScaipDoor } from './doors/scaip-door.ts';
import { createAtTheDoor } from './local-units/at-the-door.ts';
import type { UnitProtocol } from './local-units/local-unit.ts';
import { createMqttSignIn } from './local-units/mqtt-accounts.ts';
import { createSealedKeys } from './local-units/sealed-keys.ts';
import type { KeyRing } from './sealing/key-ring.ts';
import { createTurnedAway, keepBeating, type KeptBeating } from './receiver-health/beating.ts';
import { createSealing } from './sealing/sealing.ts';
import { createListening, type Listening } from './supervision/listening.ts';
import { createReceiving, type Receiving } from './signals/receiving.ts';
import { findLastStates } from './signals/store.ts';

export type { Certificate, CertificatePair, Door };

export interface Intake extends Receiving, Pick<Listening, 'keepListening'> {
  /** SIA DC-09 over TCP and UDP on one port. @throws where it is taken. */
  openDc09(place: DoorPlace, limits?: Partial<LineLimits>): Promise<Door>;
  /** SCAIP in SIP MESSAGE, over UDP and TCP on one port; with a certificate over TLS alone. @throws where it is taken. */
  openScaip(place: DoorPlace, limits?: Partial<LineLimits>): Promise<Door>;
  /** MQTT 3.1.1 and 5, a broker of our own; with a certificate over TLS. @throws where the port is taken. */
  openMqtt(place: DoorPlace, limits?: Partial<MqttLimits>): Promise<Door>;
  /** MQTT at a broker of somebody else, for as long as it takes until that answers. */
  followBroker(url: string): FollowedBroker;
  /** Shows whoever answers alarms that this server can keep them. */
  beat(server: string, doors: () => readonly string[], certificate: Certificate | undefined): KeptBeating;
}

export interface IntakeOptions {
  /** Of its own, with the rights of the intake and no more. */
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly keys: KeyRing;
  readonly log: (message: string, error: unknown) => void;
}

export function createIntake({ database, clock, keys, log: trouble }: IntakeOptions): Intake {
  const turnedAway = createTurnedAway();
  const log = {
    trouble,
    notKept(error: unknown) {
      turnedAway.add();
      trouble('a signal could not be kept', error);
    },
  };
  const receiving = createReceiving({ database, clock });
  const { heard, keepListening } = createListening(database, (error) => trouble('that the doors are open could not be written down', error));
  const sealed = createSealedKeys(createSealing(keys), 'local_unit', 'keys');
  const options = (protocol: UnitProtocol, limits: Partial<LineLimits>) => ({ receiving, atTheDoor: createAtTheDoor(database, sealed, protocol), clock, log, limits });
  return {
    ...receiving,
    keepListening,
    openDc09: (place, limits = {}) => openDc09Door(place, options('dc09', limits)),
    openScaip: (place, limits = {}) => openScaipDoor(place, options('scaip', limits)),
    openMqtt: (place, limits = {}) => openMqttDoor(place, { receiving, accounts: createMqttSignIn(database), lastStates: (accounts) => database.as('system:intake', (transaction) => findLastStates(transaction, accounts)), heard, log, limits }),
    beat: (server, doors, certificate) => keepBeating({ database, clock, monotonic: () => performance.now(), turnedAway, server, doors, certificateEndsAt: () => certificate?.endsAt(), onError: (error) => trouble('alarms cannot be kept', error) }),
    followBroker: (url) => followBroker(url, { receiving, log }),
  };
}
