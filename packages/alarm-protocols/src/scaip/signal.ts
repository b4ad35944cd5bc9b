/** A SCAIP request as an alarm signal. */

import { kinds, type AlarmSignal, type Position, type SignalKind } from '../signal.ts';
import { deviceComponents, deviceTypes, locations, statusCodes } from './codes.ts';
import { resendKey, type RefusedRequest, type ScaipRequest } from './request.ts';

export function signalOf(request: ScaipRequest, raw: string): AlarmSignal {
  const { ref, cid, dty, stc, lco, lva, lte, dte, stt, ite, did, dco, crd, lge } = request;
  const { kind, state } = kindOf(request);
  const device = deviceTypes[dty]?.label ?? `device type ${dty}`;
  const place = [lte ?? (lco === null ? null : (locations[lco] ?? null)), lva].filter((each) => each !== null && each !== 'unknown' && each !== 'undefined');
  return {
    protocol: 'scaip',
    account: cid,
    sequence: ref,
    resendKey: resendKey({ cid, ref }),
    kind,
    state,
    priority: kinds[kind].priority,
    code: stc,
    meaning: `${kinds[kind].meaning}${state === 'restored' ? ' (over)' : ''}: ${device}, ${statusCodes[stc]?.label ?? `status ${stc}`}`,
    activationDevice: { id: did, type: dco === null ? device : `${device}, ${deviceComponents[dco] ?? `component ${dco}`}` },
    location: { text: place.join(' ') || null, zone: lco, position: positionOf(lge) },
    text: [dte, stt, ite].filter(Boolean).join('; ') || null,
    occurredAt: instant(lge?.tim ?? null),
    callBack: /^(gsm|tel|sip):.*[A-Za-z0-9]/i.test(crd) ? crd : null,
    batteryPercent: null,
    raw,
    notes: [...request.notes, ...(kind === 'unknown' ? ['unknown-code'] : []), ...(request.ame ? ['more-follows'] : [])],
  };
}

/** A request that was refused is an alarm all the same, of unknown kind, until somebody has looked. */
export function refusedSignal({ ref, cid, why }: RefusedRequest, raw: string): AlarmSignal {
  return {
    protocol: 'scaip',
    account: cid ?? '',
    sequence: ref,
    resendKey: JSON.stringify(['scaip', 'refused', cid, ref, raw]),
    kind: 'unknown',
    state: 'new',
    priority: kinds.unknown.priority,
    code: '',
    meaning: `A message that could not be taken over: ${why}`,
    activationDevice: null,
    location: { text: null, zone: null, position: null },
    text: null,
    occurredAt: null,
    callBack: null,
    batteryPercent: null,
    raw,
    notes: [`refused:${why}`],
  };
}

/** The type of message wins over the status: a heartbeat stays one, whatever its status says. */
export function kindOf({ mty, dty, stc }: Pick<ScaipRequest, 'mty' | 'dty' | 'stc'>): { readonly kind: SignalKind; readonly state: AlarmSignal['state'] } {
  if (mty === 'PI') return { kind: 'heartbeat', state: 'new' };
  const status = statusCodes[stc];
  const device = deviceTypes[dty]?.kind;
  const kind = status?.kind === 'device' ? device : status?.kind;
  if (mty === 'RE') return { kind: kind ?? device ?? 'information', state: kind === 'cancel' ? 'new' : 'restored' };
  if (mty === 'IN') return status?.kind === undefined || status.kind === 'device' ? { kind: 'information', state: 'new' } : { kind: kind!, state: status.state ?? 'new' };
  return { kind: kind ?? 'unknown', state: status?.state ?? 'new' };
}

/** `51.5007,-0.1246`, or the position in an NMEA GGA sentence. */
function positionOf(lge: ScaipRequest['lge']): Position | null {
  const plain = /^([+-]?\d{1,2}(?:\.\d{1,12})?)[,; ]\s*([+-]?\d{1,3}(?:\.\d{1,12})?)$/.exec(lge?.geo ?? '');
  const nmea = /GGA,[^,]*,(\d{2})(\d{2}(?:\.\d{1,8})?),([NS]),(\d{3})(\d{2}(?:\.\d{1,8})?),([EW]),/.exec(lge?.gga ?? '');
  const position = plain
    ? { latitude: Number(plain[1]), longitude: Number(plain[2]) }
    : nmea && { latitude: (Number(nmea[1]) + Number(nmea[2]) / 60) * (nmea[3] === 'S' ? -1 : 1), longitude: (Number(nmea[4]) + Number(nmea[5]) / 60) * (nmea[6] === 'W' ? -1 : 1) };
  return position && Math.abs(position.latitude) <= 90 && Math.abs(position.longitude) <= 180 ? position : null;
}

/** Devices cut the end off (`+01:0`), or leave the offset out. */
function instant(text: string | null): Temporal.Instant | null {
  if (text === null) return null;
  for (const candidate of [text, `${text}0`, `${text}Z`]) {
    try {
      return Temporal.Instant.from(candidate);
    } catch {}
  }
  return null;
}
