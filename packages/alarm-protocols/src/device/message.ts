/**
 * What devices that speak JSON say, over MQTT and in webhooks of vendor clouds: one schema for both,
 * published as JSON Schema in `schemas/device-message.schema.json`.
 */

import { z } from 'zod';
import { kinds, type AlarmSignal, type SignalKind } from '../signal.ts';

export const mostMessageBytes = 16_384;

const words = (most: number) => z.string().trim().max(most);
const kindNames = Object.keys(kinds) as [SignalKind, ...SignalKind[]];

/** Quantity and the one unit it is told in. */
export const quantities = {
  temperature: 'Cel',
  humidity: '%',
  'carbon-monoxide': 'ppm',
  'carbon-dioxide': 'ppm',
  'signal-strength': 'dBm',
  'battery-voltage': 'V',
  'heart-rate': '/min',
  power: 'W',
  illuminance: 'lx',
} as const;

const measurement = z.discriminatedUnion(
  'quantity',
  Object.entries(quantities).map(([quantity, unit]) => z.object({ quantity: z.literal(quantity), value: z.number(), unit: z.literal(unit) })) as unknown as [z.ZodObject<{ quantity: z.ZodLiteral<string>; value: z.ZodNumber; unit: z.ZodLiteral<string> }>],
);

export const deviceMessage = z
  .object({
    id: z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/).describe('Counts the messages of this account; the same again within ten minutes is the same message sent again.'),
    kind: z.enum(kindNames).describe('What it is, for example personal-alarm, fall, smoke, battery-low, heartbeat.'),
    state: z.enum(['new', 'continuing', 'restored']).default('new').describe('restored: what was wrong is right again.'),
    at: z.iso.datetime({ offset: true }).optional().describe('When it happened, by the clock of the device.'),
    device: z
      .object({ id: words(64).optional(), type: words(64).optional() })
      .optional()
      .describe('The activation device: pendant, fall detector, smoke alarm. Left out where the local unit speaks for itself.'),
    location: z
      .object({ text: words(128).optional(), zone: words(32).optional(), latitude: z.number().min(-90).max(90).optional(), longitude: z.number().min(-180).max(180).optional() })
      .optional(),
    text: words(500).optional().describe('Words for the operator.'),
    callBack: z.string().regex(/^(tel|sip|gsm):[^\s]{1,200}$/).optional().describe('Where voice can be had.'),
    batteryPercent: z.number().min(0).max(100).optional(),
    mains: z.boolean().optional().describe('Whether it runs on mains power.'),
    measurements: z.array(measurement).max(20).optional().describe('Units by UCUM, one for each quantity.'),
  })
  .meta({ title: 'A message of a device of the home' });
export type DeviceMessage = z.output<typeof deviceMessage>;

/** The schema as published. What is not in it is passed over, so that devices may say more. */
export function deviceMessageSchema(): object {
  return z.toJSONSchema(deviceMessage, { target: 'draft-2020-12', io: 'input' });
}

/**
 * A message as an alarm signal. What does not fit the schema is an alarm of unknown kind: an
 * authenticated device has said something, and nobody knows what. Never throws.
 */
export function readDeviceMessage(body: Uint8Array | string, sender: { readonly protocol: 'mqtt' | 'webhook'; readonly account: string }): AlarmSignal {
  const raw = typeof body === 'string' ? body : new TextDecoder().decode(body.subarray(0, mostMessageBytes + 1));
  if (body.length > mostMessageBytes) return unreadable(raw.slice(0, mostMessageBytes), sender, 'too-long');
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return unreadable(raw, sender, 'no-json');
  }
  const read = deviceMessage.safeParse(json);
  if (!read.success) return unreadable(raw, sender, `does-not-fit:${read.error.issues[0]!.path.join('.').slice(0, 60)}`);
  const { id, kind, state, at, device, location, text, callBack, batteryPercent } = read.data;
  const { latitude, longitude } = location ?? {};
  return {
    ...sender,
    sequence: id,
    resendKey: JSON.stringify([sender.protocol, sender.account, id]),
    kind,
    state,
    priority: kinds[kind].priority,
    code: kind,
    meaning: `${kinds[kind].meaning}${state === 'restored' ? ' (over)' : ''}`,
    activationDevice: device ? { id: device.id ?? null, type: device.type ?? null } : null,
    location: { text: location?.text || null, zone: location?.zone || null, position: latitude === undefined || longitude === undefined ? null : { latitude, longitude } },
    text: text || null,
    occurredAt: at === undefined ? null : Temporal.Instant.from(at),
    callBack: callBack ?? null,
    batteryPercent: batteryPercent ?? null,
    raw,
    notes: [],
  };
}

/** What a device leaves with the broker as its last will: told when its line ends without a goodbye. */
export function lastWill(id: string): string {
  return writeDeviceMessage({ id, kind: 'went-silent', state: 'new' });
}

export function writeDeviceMessage(message: z.input<typeof deviceMessage>): string {
  return JSON.stringify(deviceMessage.parse(message));
}

function unreadable(raw: string, sender: { readonly protocol: 'mqtt' | 'webhook'; readonly account: string }, note: string): AlarmSignal {
  return {
    ...sender,
    sequence: null,
    resendKey: JSON.stringify([sender.protocol, sender.account, 'unreadable', raw]),
    kind: 'unknown',
    state: 'new',
    priority: kinds.unknown.priority,
    code: '',
    meaning: 'A message that nobody can read',
    activationDevice: null,
    location: { text: null, zone: null, position: null },
    text: null,
    occurredAt: null,
    callBack: null,
    batteryPercent: null,
    raw,
    notes: [note],
  };
}
