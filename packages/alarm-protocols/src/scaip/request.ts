/**
 * `mrq`, what an alarm sender says (SS 91100:2014, CLC/TS 50134-9:2018): read with its values
 * normalised, and written. Senders write `dty` as 2, 02 and 0002 and put blanks into `cid`.
 */

import { escaped, readXml, type Element } from './xml.ts';

/** Status numbers of `mrs`. */
export const statusNumbers = { ok: 0, tooLong: 1, badFormat: 2, wrongContent: 3, hold: 4, notTreated: 5, busy: 6, tagMissing: 7 } as const;
export type StatusNumber = (typeof statusNumbers)[keyof typeof statusNumbers];

/** Alarm, reset, information, heartbeat. */
export type MessageType = 'ME' | 'RE' | 'IN' | 'PI';

export interface ScaipRequest {
  readonly ref: string;
  readonly cid: string;
  /** Four digits. */
  readonly dty: string;
  readonly mty: MessageType;
  readonly mtyDefaulted: boolean;
  /** Four digits; 0010, manual alarm, where the sender left it out. */
  readonly stc: string;
  readonly stcDefaulted: boolean;
  /** `01.00`. */
  readonly ver: string;
  readonly sco: string;
  /** 0: the sender calls; 1: it wants to be called. */
  readonly cha: string;
  readonly hbo: string;
  readonly pri: string;
  readonly did: string | null;
  readonly dco: string | null;
  readonly dte: string | null;
  readonly crd: string;
  readonly stt: string | null;
  /** Three digits. */
  readonly lco: string | null;
  readonly lva: string | null;
  readonly lte: string | null;
  readonly lge: { readonly geo: string | null; readonly tim: string | null; readonly gga: string | null } | null;
  readonly ico: string | null;
  readonly ite: string | null;
  /** Another message follows. */
  readonly ame: boolean;
  /** What was odd: `twice:dte`, `unknown-tag:xyz`, `odd:lco`, `odd-message-type`, `version:1.2`. */
  readonly notes: readonly string[];
}

/** Why a request cannot be taken over, and as much of it as could be read. */
export interface RefusedRequest {
  readonly status: StatusNumber;
  /** The tag at fault, or what is wrong with the whole. */
  readonly why: string;
  readonly ref: string | null;
  readonly cid: string | null;
  readonly mty: string | null;
}

export type ReadRequest = { readonly request: ScaipRequest } | { readonly refused: RefusedRequest };

/** Bytes of a body as text: UTF-8, or Latin-1 where they are none. */
export function bodyText(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return new TextDecoder('windows-1252').decode(body);
  }
}

const tags = new Set(['ref', 'cid', 'dty', 'ver', 'sco', 'cha', 'mty', 'hbo', 'did', 'dco', 'dte', 'crd', 'stc', 'stt', 'pri', 'lco', 'lva', 'lge', 'lte', 'ico', 'ite', 'ame']);

/** Reads the body of a message. Never throws. */
export function readRequest(body: string): ReadRequest {
  const nothing = { ref: null, cid: null, mty: null };
  const xml = readXml(body);
  if ('problem' in xml) return { refused: { ...nothing, status: xml.problem === 'too-long' ? statusNumbers.tooLong : statusNumbers.badFormat, why: xml.problem } };
  if (xml.root.name !== 'mrq') return { refused: { ...nothing, status: statusNumbers.badFormat, why: 'no mrq' } };

  const notes: string[] = [];
  const found = firstOfEach(xml.root, notes);
  const text = (name: string): string | null => found.get(name)?.text || null;
  const [ref, cid, dty, mty] = [text('ref'), text('cid')?.replaceAll(/\s/g, '') ?? null, text('dty'), text('mty')?.toUpperCase() ?? null];
  const refuse = (status: StatusNumber, why: string): ReadRequest => ({ refused: { status, why, ref, cid, mty } });
  if (ref === null) return refuse(statusNumbers.tagMissing, 'ref');
  if (cid === null) return refuse(statusNumbers.tagMissing, 'cid');
  if (dty === null) return refuse(statusNumbers.tagMissing, 'dty');
  if (!/^[A-Za-z0-9]{1,16}$/.test(ref)) return refuse(statusNumbers.wrongContent, 'ref');
  if (!/^\d{1,16}$/.test(cid)) return refuse(statusNumbers.wrongContent, 'cid');
  if (!/^0*\d{1,4}$/.test(dty)) return refuse(statusNumbers.wrongContent, 'dty');

  // What is optional and odd costs no alarm: it is noted and passed over.
  const number = (name: string, length: number): string | null => {
    const written = text(name);
    if (written === null) return null;
    const digits = written.replace(/^0+(?=\d)/, '').padStart(length, '0');
    if (/^\d+$/.test(digits) && digits.length <= length) return digits;
    notes.push(`odd:${name}`);
    return null;
  };
  const stc = number('stc', 4);
  const isType = mty === 'ME' || mty === 'RE' || mty === 'IN' || mty === 'PI';
  if (mty !== null && !isType) notes.push('odd-message-type');
  const lge = found.get('lge');
  return {
    request: {
      ref,
      cid,
      dty: dty.replace(/^0+(?=\d{4})/, '').padStart(4, '0'),
      mty: isType ? mty : 'ME',
      mtyDefaulted: !isType,
      stc: stc ?? '0010',
      stcDefaulted: stc === null,
      ver: version(text('ver'), notes),
      sco: number('sco', 1) ?? '0',
      cha: number('cha', 1) ?? '0',
      hbo: text('hbo') ?? '0',
      pri: number('pri', 1) ?? '0',
      did: text('did'),
      dco: number('dco', 3),
      dte: text('dte'),
      crd: text('crd')?.replaceAll(/\s/g, '') ?? 'sip:',
      stt: text('stt'),
      lco: number('lco', 3),
      lva: text('lva'),
      lte: text('lte'),
      lge: lge ? { geo: childText(lge, 'geo'), tim: childText(lge, 'tim'), gga: childText(lge, 'gga') } : null,
      ico: text('ico'),
      ite: text('ite'),
      ame: text('ame') === '1',
      notes,
    },
  };
}

function firstOfEach(root: Element, notes: string[]): ReadonlyMap<string, Element> {
  const found = new Map<string, Element>();
  for (const child of root.children) {
    if (!tags.has(child.name)) notes.push(`unknown-tag:${child.name.slice(0, 32)}`);
    else if (found.has(child.name)) notes.push(`twice:${child.name}`);
    else found.set(child.name, child);
  }
  return found;
}

function childText({ children }: Element, name: string): string | null {
  return children.find((child) => child.name === name)?.text || null;
}

/** `1`, `1.0`, `01.00` and `0100` are all 01.00; what is none of these is noted and taken for it. */
function version(written: string | null, notes: string[]): string {
  if (written === null) return '01.00';
  const parts = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(written) ?? /^(\d{2})(\d{2})$/.exec(written);
  if (!parts) {
    notes.push(`version:${written.slice(0, 16)}`);
    return '01.00';
  }
  return `${parts[1]!.padStart(2, '0')}.${(parts[2] ?? '').padEnd(2, '0')}`;
}

/** Sender and receiver take the same (`cid`, `ref`) for the same message. */
export function resendKey({ cid, ref }: { readonly cid: string; readonly ref: string }): string {
  return JSON.stringify(['scaip', cid, ref]);
}

const order = ['ref', 'ver', 'sco', 'cha', 'mty', 'hbo', 'cid', 'dty', 'did', 'dco', 'dte', 'crd', 'stc', 'stt', 'pri', 'lco', 'lva', 'lte', 'ico', 'ite'] as const;

/** A request as a sender writes it; what is left out is not written. */
export function writeRequest(request: Partial<Pick<ScaipRequest, (typeof order)[number] | 'lge' | 'ame'>>): string {
  const element = (name: string, value: string | null | undefined) => (value == null ? '' : `<${name}>${escaped(value)}</${name}>`);
  const { lge, ame } = request;
  const place = lge ? `<lge>${element('geo', lge.geo)}${element('tim', lge.tim)}${element('gga', lge.gga)}</lge>` : '';
  return `<mrq>${order.map((name) => element(name, request[name])).join('')}${place}${ame === undefined ? '' : element('ame', ame ? '1' : '0')}</mrq>`;
}
