/** A local unit, the hub in a dwelling: what is registered of it, and how it is received. */

import { standardSettings, standardWindow, type AccountSettings } from '@drystone/alarm-protocols/dc09';
import { z } from 'zod';

export const protocols = ['dc09', 'scaip', 'mqtt', 'webhook'] as const;
export type UnitProtocol = (typeof protocols)[number];

const words = (most: number) => z.string().trim().min(1).max(most).regex(/^[^\p{Cc}]*$/u, 'holds a character that no text has');
const key = z.string().regex(/^([0-9a-fA-F]{32}|[0-9a-fA-F]{48}|[0-9a-fA-F]{64})$/, 'use 32, 48 or 64 hex digits: AES-128, 192 or 256');
const seconds = z.int().min(1).max(86_400);

export const accountName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'use the letters, digits, - and _ of the account, 64 at most');

export const receptionForm = z.strictObject({
  window: z.strictObject({ aheadSeconds: seconds, behindSeconds: seconds }).nullable().default(standardWindow).describe('How far the clock of an encrypted frame may be off; null does not test it.'),
  acceptWrongCrc: z.boolean().default(false).describe('Only for a panel that cannot do otherwise.'),
  timeZone: z.string().refine(isTimeZone, 'use an IANA time zone, such as Europe/London').optional().describe('In which its clock runs, where that is not UTC.'),
  dayFirst: z.boolean().default(false).describe('Writes the day before the month.'),
  answerIn: z.enum(['message', 'response']).default('message').describe('SCAIP: whether it takes the answer in a MESSAGE of our own or in the 200 to its own.'),
  callNumber: z.string().regex(/^(tel|gsm):\+?[0-9]{3,20}$/, 'use a number such as tel:+441632960900').optional().describe('SCAIP: what it shall call for voice.'),
  signOfLifeSeconds: z.int().min(30).max(86_400).nullable().optional().describe('How often it is heard at the least; null: it is not expected to be. Left out: as its protocol has it.'),
  heartbeatInterval: z.int().min(0).max(4).optional().describe('SCAIP: choice of interval that the answer to a heartbeat tells.'),
});
export type Reception = z.output<typeof receptionForm>;

export const localUnitForm = z.strictObject({
  organisation: z.uuid().describe('Who answers its alarms.'),
  dwelling: z.strictObject({ reference: words(64).describe('By which the organisation knows it: no address and no name.'), area: z.string().regex(/^[a-z0-9-]{1,64}$/).nullable().default(null), scheme: words(64).nullable().optional().describe('Housing scheme that it is in: what loses its power or its line together. Left out: as it was.') }),
  keys: z.array(key).max(2).optional().describe('Keys it encrypts with, the one in use and the one before, in hex; empty: it sends plain. Left out: as they were.'),
  reception: receptionForm.prefault({}),
  devices: z.array(z.strictObject({ id: words(64), type: words(64).nullable().default(null), room: words(64).nullable().default(null), signOfLifeSeconds: z.int().min(30).max(86_400).nullable().default(null).describe('How often its own signals come at the least; null: its local unit looks after it.') })).max(100).default([]).refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'names a device twice').describe('Activation devices, as its signals name them.'),
});
export type LocalUnitForm = z.output<typeof localUnitForm>;

export interface LocalUnit {
  readonly id: string;
  readonly protocol: UnitProtocol;
  readonly account: string;
  readonly organisation: string;
  readonly dwelling: { readonly reference: string; readonly area: string | null; readonly scheme: string | null };
  /** Keys themselves are never told. */
  readonly encrypts: boolean;
  readonly reception: Reception;
  readonly devices: readonly { readonly id: string; readonly type: string | null; readonly room: string | null; readonly signOfLifeSeconds: number | null }[];
  readonly revision: number;
}

/** As the codec of DC-09 wants it. */
export function accountSettings(reception: Reception, keys: readonly Uint8Array[]): AccountSettings {
  const { window, acceptWrongCrc, timeZone, dayFirst } = reception;
  return { ...standardSettings, keys, window, acceptWrongCrc, clock: { dayFirst, ...(timeZone === undefined ? {} : { timeZone }) } };
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
