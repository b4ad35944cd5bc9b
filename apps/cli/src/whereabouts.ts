/** Where somebody is, as words of a command. */

import { parsePoint } from '@drystone/visit';
import { UsageError } from './command.ts';

/** A slug, or `lat,lon`. */
export function whereabouts(option: string, text: string): string | { lat: number; lon: number } {
  if (/^[a-z]/.test(text)) return text;
  const point = parsePoint(text);
  if (point === undefined) throw new UsageError(`--${option} is "${text}": use a slug such as belfast, or lat,lon in degrees`);
  return point;
}
