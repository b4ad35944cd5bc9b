/** The intake: doors for devices. It decodes, commits, acknowledges, and does nothing else. */

import type { Database } from '@drystone/database';
import { openDc09Door, type Dc09Limits } from './doors/dc09-door.ts';
import type { Door, DoorLog, DoorPlace } from './doors/door.ts';
import { createAtTheDoor } from './local-units/at-the-door.ts';
import { createSealedKeys } from './local-units/sealed-keys.ts';
import { createReceiving, type Receiving } from './signals/receiving.ts';

export interface Intake extends Receiving {
  /** SIA DC-09 over TCP and UDP on one port. @throws where it is taken. */
  openDc09(place: DoorPlace, limits?: Partial<Dc09Limits>): Promise<Door>;
}

export interface IntakeOptions {
  /** Of its own, with the rights of the intake and no more. */
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly secret: string;
  readonly log: DoorLog;
}

export function createIntake({ database, clock, secret, log }: IntakeOptions): Intake {
  const receiving = createReceiving({ database, clock });
  const sealed = createSealedKeys(secret);
  return {
    ...receiving,
    openDc09: (place, limits = {}) => openDc09Door(place, { receiving, atTheDoor: createAtTheDoor(database, sealed, 'dc09'), clock, log, limits }),
  };
}
