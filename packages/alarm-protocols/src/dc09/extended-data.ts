/** The optional blocks behind the data: `[X006E07.5]`, `[M00155D000001]`. */

import type { Position } from '../signal.ts';
import { words } from './bytes.ts';
import type { Extended } from './frame.ts';

/** What each letter stands for. */
export const extendedMeanings: Readonly<Record<string, string>> = {
  A: 'authentication hash',
  C: 'supervision category',
  H: 'time of occurrence',
  I: 'alarm text',
  J: 'network path',
  K: 'key exchange',
  L: 'location',
  M: 'MAC address',
  O: 'building name',
  P: 'programming data',
  R: 'room',
  S: 'site name',
  T: 'alarm trigger',
  V: 'verification (link to sound or pictures)',
  X: 'longitude',
  Y: 'latitude',
  Z: 'altitude',
};

/** The words of the first block with this letter. */
export function block(extended: readonly Extended[], id: string): string | null {
  const found = extended.find((each) => each.id.toUpperCase() === id);
  const text = found && words(found.value).trim();
  return text ? text : null;
}

/** Longitude and latitude as `006E07.5`, `49N06.25` (degrees, direction, minutes) or as decimal degrees. */
export function positionOf(extended: readonly Extended[]): Position | null {
  const longitude = degrees(block(extended, 'X'), 'E', 'W', 180);
  const latitude = degrees(block(extended, 'Y'), 'N', 'S', 90);
  return longitude === undefined || latitude === undefined ? null : { latitude, longitude };
}

function degrees(text: string | null, positive: string, negative: string, most: number): number | undefined {
  const parts = new RegExp(`^(\\d{1,3})([${positive}${negative}])(\\d{1,2}(?:\\.\\d{1,8})?)$`, 'i').exec(text ?? '');
  const plain = /^[+-]?\d{1,3}(?:\.\d{1,10})?$/.test(text ?? '') ? Number(text) : undefined;
  const value = parts ? (Number(parts[1]) + Number(parts[3]) / 60) * (parts[2]!.toUpperCase() === negative ? -1 : 1) : plain;
  return value !== undefined && Math.abs(value) <= most ? value : undefined;
}
