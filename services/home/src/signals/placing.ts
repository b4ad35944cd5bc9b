/**
 * What becomes of signals that have come: sent again, a case of their own, or more of a case that is
 * open. Pure: what is there already, the moment and new ids are handed in.
 */

import { kinds, type AlarmSignal, type SignalGroup } from '@drystone/alarm-protocols';
import type { AnyNewEvent } from '@drystone/events';
import type { AlarmCase, CaseState } from '../alarms/alarm-case.ts';
import { carryOut } from '../alarms/escalation.ts';
import { ladderOf } from '../alarms/ladders.ts';

/** A signal as a door hands it in. */
export interface Arrival {
  readonly signal: AlarmSignal;
  readonly outcome: 'accepted' | 'attempted';
  /** Address and port, or who signed it. */
  readonly sender: string;
  /** Who answers it where its local unit is not registered and its sender is. */
  readonly answeredBy?: string;
  /** What it is to be known by as the last state of its account (MQTT), kept with it; empty: none any more. */
  readonly lastState?: Uint8Array;
}

/** Who is asked where no organisation is named: nobody but a platform administrator sees it. */
export const nobody = '00000000-0000-0000-0000-000000000000';

/** As a sender: what was found, and not sent. */
export const supervision = 'supervision';

/** The same within this time is the same signal sent again. */
export const resendMinutes = 10;

export interface KnownUnit {
  readonly id: string;
  readonly organisation: string;
  readonly dwelling: string;
}

export interface EarlierSignal {
  readonly id: string;
  readonly caseId: string | null;
  readonly outcome: 'accepted' | 'attempted';
}

export interface OpenCase {
  readonly id: string;
  readonly group: SignalGroup;
  readonly state: CaseState;
}

/** What is there already. */
export interface Facts {
  readonly unitOf: (signal: AlarmSignal) => KnownUnit | undefined;
  readonly earlierOf: (signal: AlarmSignal) => EarlierSignal | undefined;
  readonly openCasesOf: (signal: AlarmSignal) => readonly OpenCase[];
  /** Who answers for local units that nobody knows. */
  readonly duty: string | undefined;
}

export interface NewSignal {
  readonly id: string;
  readonly organisation: string;
  readonly localUnit: string | null;
  readonly caseId: string | null;
  readonly arrival: Arrival;
}

export interface NewCase extends AlarmCase {
  readonly organisation: string;
  /** `supervision`: of many homes at once. */
  readonly protocol: AlarmSignal['protocol'] | 'supervision';
  readonly account: string;
  readonly dwelling: string | null;
  readonly kind: AlarmSignal['kind'];
  readonly dueAt: Temporal.Instant;
}

export interface Resend {
  /** Of the signal that it is. */
  readonly id: string;
  readonly accepted: boolean;
}

/** What became of one signal. */
export interface Placed {
  readonly id: string;
  readonly caseId: string | null;
  readonly resend: boolean;
}

export interface Placing {
  readonly placed: readonly Placed[];
  readonly signals: readonly NewSignal[];
  readonly resends: readonly Resend[];
  readonly cases: readonly NewCase[];
  /** Open cases that something more urgent has come to. */
  readonly urgency: readonly { readonly caseId: string; readonly priority: number }[];
  readonly events: readonly AnyNewEvent[];
}

/** @param newId gives ids that sort in the order they were asked for. */
export function place(arrivals: readonly Arrival[], facts: Facts, now: Temporal.Instant, newId: () => string): Placing {
  const placed: Placed[] = [];
  const signals: NewSignal[] = [];
  const resends: Resend[] = [];
  const cases: NewCase[] = [];
  const urgency: { caseId: string; priority: number }[] = [];
  const events: AnyNewEvent[] = [];
  // What this very batch brings is there already for what follows in it.
  const here = new Map<string, EarlierSignal>();
  const opened = new Map<string, OpenCase[]>();

  for (const arrival of arrivals) {
    const { signal, outcome, answeredBy } = arrival;
    const accepted = outcome === 'accepted';
    const earlier = here.get(signal.resendKey) ?? facts.earlierOf(signal);
    if (earlier !== undefined) {
      resends.push({ id: earlier.id, accepted });
      placed.push({ id: earlier.id, caseId: earlier.caseId, resend: true });
      continue;
    }
    const unit = facts.unitOf(signal);
    const organisation = unit?.organisation ?? answeredBy ?? facts.duty ?? nobody;
    const id = newId();
    const sender = JSON.stringify([signal.protocol, signal.account]);
    const open = [...facts.openCasesOf(signal), ...(opened.get(sender) ?? [])].find((each) => belongsTo(signal, each));
    let caseId = open?.id ?? null;
    if (open) urgency.push({ caseId: open.id, priority: signal.priority });
    else if (needsSomebody(signal) && !isForSupervision(arrival, unit)) {
      const made = openCase(signal, { id: newId(), organisation, dwelling: unit?.dwelling ?? null }, now);
      cases.push(made);
      opened.set(sender, [...(opened.get(sender) ?? []), made]);
      caseId = made.id;
    }
    signals.push({ id, organisation, localUnit: unit?.id ?? null, caseId, arrival });
    here.set(signal.resendKey, { id, caseId, outcome });
    placed.push({ id, caseId, resend: false });
    // Signs of life are state, not history.
    if (signal.kind === 'heartbeat') continue;
    events.push({ type: 'alarm.received', subject: id, at: now, data: { case: caseId, joined: open !== undefined, protocol: signal.protocol, kind: signal.kind, code: /^[\w.-]{0,32}$/.test(signal.code) ? signal.code : '', known: unit !== undefined, outcome } });
    const asked = open === undefined && caseId !== null ? cases.at(-1)!.owner : null;
    if (asked && 'queue' in asked) events.push({ type: 'case.offered', subject: caseId!, at: now, data: { whom: asked.queue } });
  }
  return { placed, signals, resends, cases, urgency, events };
}

/** Whether somebody is to look: not for what only informs, and not for what is over. */
export function needsSomebody({ kind, state }: Pick<AlarmSignal, 'kind' | 'state'>): boolean {
  const { group } = kinds[kind];
  return group !== 'test' && group !== 'information' && state !== 'restored';
}

/** A line that ends is mended in a moment, or supervision finds the silence, of one home or of many. */
function isForSupervision({ signal: { protocol, kind }, sender }: Arrival, unit: KnownUnit | undefined): boolean {
  return protocol === 'mqtt' && kind === 'went-silent' && sender !== supervision && unit !== undefined;
}

/** Whoever has the case is at it now: on the way or done, a new alarm is a new case. */
const atIt: ReadonlySet<CaseState> = new Set(['received', 'offered', 'acknowledged', 'talking']);

function belongsTo({ kind, state }: AlarmSignal, open: OpenCase): boolean {
  if (kind === 'cancel') return open.state !== 'closed';
  const { group } = kinds[kind];
  return open.group === group && (state === 'restored' ? open.state !== 'closed' : atIt.has(open.state));
}

/** Offered at once, so that a case is nobody's at no time. */
function openCase(signal: AlarmSignal, { id, organisation, dwelling }: { id: string; organisation: string; dwelling: string | null }, now: Temporal.Instant): NewCase {
  const { kind, priority, protocol, account } = signal;
  const received: AlarmCase = { id, service: 'any', group: kinds[kind].group, priority, receivedAt: now, state: 'received', owner: null, rungs: 0, since: now };
  const { alarmCase, dueAt } = carryOut(received, ladderOf(received.service, received.group), now);
  return { ...alarmCase, organisation, dwelling, protocol, account, kind, dueAt: dueAt! };
}
