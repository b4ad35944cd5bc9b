/** What a receiver answers to a SCAIP message, and what it keeps of it. The signal is to be kept before the answer leaves. */

import { kinds, type AlarmSignal, type Outcome } from '../signal.ts';
import type { ScaipAnswer } from './answer.ts';
import { readRequest, statusNumbers, type ScaipRequest } from './request.ts';
import { kindOf, refusedSignal, signalOf } from './signal.ts';

export interface ScaipSettings {
  /** Whether anybody knows the sender (`cid`). */
  readonly known: boolean;
  /** What a sender that names a telephone shall call, for example `gsm:+441632960900`; without one it calls the receiver set in it. */
  readonly callNumber?: string;
  /** Choice of heartbeat interval, 0 to 4, told in the answer to a heartbeat. */
  readonly heartbeatInterval?: number;
}

export interface ScaipResponse {
  readonly answer: ScaipAnswer;
  readonly outcome: Outcome;
  readonly signal: AlarmSignal;
}

/**
 * The answer to the body of a message. The same (`cid`, `ref`) again gets the same answer: whether
 * it is a resend is for whoever keeps the signals, by `resendKey`.
 */
export function respond(body: string, settingsOf: (cid: string) => ScaipSettings): ScaipResponse {
  const read = readRequest(body);
  if ('refused' in read) {
    const { status, why, ref } = read.refused;
    return { answer: { ref: ref === null ? null : ref.slice(0, 64), snu: status, ste: why }, outcome: 'attempted', signal: refusedSignal(read.refused, body) };
  }
  const { request } = read;
  const settings = settingsOf(request.cid);
  const signal = signalOf(request, body);
  return {
    answer: {
      ref: request.ref,
      snu: statusNumbers.ok,
      ...(request.ver === '01.00' ? {} : { cve: '01.00' }),
      ...media(request, settings),
      ...(request.mty === 'PI' && settings.heartbeatInterval !== undefined ? { hbi: settings.heartbeatInterval } : {}),
    },
    outcome: 'accepted',
    signal: settings.known ? signal : { ...signal, notes: [...signal.notes, 'unknown-account'] },
  };
}

/** The answer where the signal could not be kept: the sender tries again, or another way. */
export function notKept(ref: string | null): ScaipAnswer {
  return { ref, snu: statusNumbers.busy, ste: 'try again' };
}

export function hasVoice({ crd }: Pick<ScaipRequest, 'crd'>): boolean {
  return !/^no-voice:/i.test(crd);
}

function media(request: ScaipRequest, { callNumber }: ScaipSettings): Partial<ScaipAnswer> {
  const { kind, state } = kindOf(request);
  if (!hasVoice(request) || request.mty !== 'ME' || state === 'restored' || !kinds[kind].voice) return {};
  if (request.cha === '1') return { mre: 1 };
  if (callNumber !== undefined && /^(gsm|tel):/i.test(request.crd)) return { mre: 1, cre: 62, tnu: callNumber };
  return { mre: 1, cre: 61 };
}
