/**
 * The alarm units of the demonstration's homes: which protocol each speaks, as whom, and with which key. Known to
 * everybody on purpose, so that `drystone simulate home` can speak as them; they are there on a machine of one's own only.
 */

import { createHash } from 'node:crypto';

export interface DemonstrationUnit {
  readonly number: number;
  readonly dwelling: string;
  readonly area: string;
  /** With its number; in that area, and nobody else's. */
  readonly street: string;
  readonly protocol: 'dc09' | 'scaip' | 'mqtt' | 'webhook';
  readonly account: string;
  /** AES-128, in hex, where it encrypts. */
  readonly key: string | undefined;
}

/** Whose homes they are. */
export const demonstrationOrganisation = '00000000-0000-4000-8000-000000000007';
/** By which the cloud of a made-up vendor is known. */
export const demonstrationVendor = 'fleetbridge';
/** Each with its streets. */
const wards = [
  ['fleetbridge-wharf', ['Fleetbridge Wharf', 'Old Sluice Road']],
  ['fleetbridge-green', ['Fleetbridge Green', 'Hollyhock Gardens']],
  ['fleetbridge-hill', ['Tollgate Rise', 'Larkmoor Street']],
] as const;
const ways = ['dc09', 'dc09-encrypted', 'scaip', 'mqtt', 'webhook'] as const;
const homes = 100;

export const demonstrationUnits: readonly DemonstrationUnit[] = Array.from({ length: homes }, (_, index) => {
  const way = ways[index % ways.length]!;
  const [area, streets] = wards[index % wards.length]!;
  const number = index + 1;
  const code = (0xfb0000 + number).toString(16).toUpperCase();
  const account = way === 'scaip' ? String(9_700_000 + number) : way === 'webhook' ? `${demonstrationVendor}-${code}` : code;
  return {
    number,
    dwelling: `Demo ${String(number).padStart(3, '0')}`,
    area,
    street: `${1 + Math.floor(index / 6)} ${streets[Math.floor(index / wards.length) % 2]!}`,
    protocol: way === 'dc09-encrypted' ? 'dc09' : way,
    account,
    key: way === 'dc09-encrypted' ? createHash('sha256').update(`Demo: Fleetbridge ${code}`).digest('hex').slice(0, 32) : undefined,
  };
});
