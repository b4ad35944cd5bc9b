/**
 * When a local unit or an activation device is silent: each is expected to give a sign of life every so
 * often, and time counts only while our doors were open to hear it. Pure; moments are PostgreSQL's.
 */

import type { UnitProtocol } from '../local-units/local-unit.ts';

/** How often a local unit is heard at the least, where nothing else is registered of it. */
export const usualSignOfLifeSeconds: Readonly<Record<UnitProtocol, number>> = {
  // NULL messages; EN 50136 lets the slowest class take a day.
  dc09: 86_400,
  scaip: 86_400,
  // Pings and states of an open line.
  mqtt: 1_800,
  webhook: 86_400,
};

/** Whoever is late by less is on the way. */
const graceOf = (everySeconds: number): number => Math.max(60, everySeconds / 10);
/** A device whose line has ended makes a new one in this time. */
const newLineSeconds = 120;

/** From when to when somebody was there to hear. */
export interface OpenDoors {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

export interface Expected {
  readonly everySeconds: number;
  readonly heardAt: Temporal.Instant;
  /** Without a goodbye. */
  readonly lineEndedAt: Temporal.Instant | null;
}

export function isSilent({ everySeconds, heardAt, lineEndedAt }: Expected, doors: readonly OpenDoors[], now: Temporal.Instant): boolean {
  if (listenedSeconds(doors, heardAt, now) > everySeconds + graceOf(everySeconds)) return true;
  return lineEndedAt !== null && Temporal.Instant.compare(lineEndedAt, heardAt) >= 0 && listenedSeconds(doors, lineEndedAt, now) > newLineSeconds;
}

/** For how long any door was open between these moments. Doors of several servers count once. */
export function listenedSeconds(doors: readonly OpenDoors[], from: Temporal.Instant, until: Temporal.Instant): number {
  let [seconds, counted] = [0, from.epochMilliseconds];
  for (const door of doors.toSorted((one, other) => Temporal.Instant.compare(one.from, other.from))) {
    const [begin, end] = [Math.max(counted, door.from.epochMilliseconds), Math.min(until.epochMilliseconds, door.until.epochMilliseconds)];
    if (end <= begin) continue;
    seconds += (end - begin) / 1000;
    counted = end;
  }
  return seconds;
}
