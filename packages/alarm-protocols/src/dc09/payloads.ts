/** The two ways in which a DC-09 frame tells an event: SIA (DC-03, DC-04) and Contact ID (DC-05). */

import { words } from './bytes.ts';

export interface SiaEvent {
  /** Two letters. */
  readonly code: string;
  /** Zone, device or user that the code is about, with its leading zeros. */
  readonly address: string | null;
  readonly area?: string;
  readonly user?: string;
  readonly peripheral?: string;
  /** By the panel's clock, `HH:MM`. */
  readonly time?: string;
  readonly text?: string;
}

export interface ContactIdEvent {
  /** 1 new or opened, 3 restored or closed, 6 still so. */
  readonly qualifier: 1 | 3 | 6;
  /** Three hex digits. */
  readonly code: string;
  readonly partition: string;
  /** Zone or user. */
  readonly zone: string;
}

export interface SiaPayload {
  readonly events: readonly SiaEvent[];
  /** Told later than it happened (`O`). */
  readonly old: boolean;
  /** What nobody could read; empty as a rule. */
  readonly unread: string;
}

const modifiers: Readonly<Record<string, 'area' | 'user' | 'peripheral' | 'time'>> = { ri: 'area', id: 'user', pi: 'peripheral', ti: 'time' };
/** More than any frame of 4,095 bytes should hold; what is beyond counts as unread. */
const mostEvents = 64;
const mostTokens = 512;

/**
 * `Nri1/MA001`, `Nti12:34/id3/ri1/TA005`, `Nri01^TOTAL^/LX901^name^`. Modifiers hold for the codes
 * behind them; the slash between is sometimes missing.
 */
export function readSia(data: string): SiaPayload {
  const events: SiaEvent[] = [];
  const holds: { area?: string; user?: string; peripheral?: string; time?: string } = {};
  const text = data.trim();
  // Without its first letter, `OP` and `NL` are codes.
  const prefixed = /^[NO]/.test(text) && !/^[NO][A-Z]([^A-Z]|$)/.test(text);
  const old = prefixed && text.startsWith('O');
  let at = prefixed ? 1 : 0;
  let afterCode = false;
  const tokens = /\/+|([a-z]{2})([0-9:.-]*)|([A-Z]{2})([0-9]*)|\^([^^]*)\^?|\|A([^|]*)/y;
  for (let count = 0; at < text.length && count < mostTokens && events.length < mostEvents; count++) {
    tokens.lastIndex = at;
    const token = tokens.exec(text);
    if (!token) break;
    at = tokens.lastIndex;
    const [, modifier, value, code, address, quoted, block] = token;
    if (code !== undefined) {
      events.push({ code, address: address || null, ...holds });
      afterCode = true;
    } else if (modifier !== undefined) {
      const name = modifiers[modifier];
      if (name !== undefined) holds[name] = value!;
      afterCode = false;
    } else if (afterCode && (quoted ?? block) !== undefined) {
      // A text in front of a code is the name of the area, which nobody needs.
      events.push({ ...events.pop()!, text: words((quoted ?? block)!) });
    }
  }
  return { events, old, unread: text.slice(at) };
}

/** `1101 00 001`; undefined where it is something else, such as Hikvision's `0000 00 000` in a NULL. */
export function readContactId(data: string): ContactIdEvent | undefined {
  const parts = /^([136])([0-9A-F]{3})[ ]?([0-9A-F]{2})[ ]?([0-9A-F]{3})$/i.exec(data.trim());
  if (!parts) return undefined;
  return { qualifier: Number(parts[1]) as 1 | 3 | 6, code: parts[2]!.toUpperCase(), partition: parts[3]!, zone: parts[4]! };
}

export function writeSia(events: readonly SiaEvent[], old = false): string {
  const one = ({ code, address, area, user, peripheral, time, text }: SiaEvent): string =>
    [
      ...(time === undefined ? [] : [`ti${time}`]),
      ...(user === undefined ? [] : [`id${user}`]),
      ...(area === undefined ? [] : [`ri${area}`]),
      ...(peripheral === undefined ? [] : [`pi${peripheral}`]),
      `${code}${address ?? ''}${text === undefined ? '' : `^${text}^`}`,
    ].join('/');
  return `${old ? 'O' : 'N'}${events.map(one).join('/')}`;
}

export function writeContactId({ qualifier, code, partition, zone }: ContactIdEvent): string {
  return `${qualifier}${code} ${partition} ${zone}`;
}
