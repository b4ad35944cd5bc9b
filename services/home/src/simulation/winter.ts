/**
 * A winter of an alarm service, with storms and outages: homes that call, boxes that send again until
 * they are acknowledged, operators who answer. Pure: the same seed gives the same winter. It stands on
 * the rules of the product (`centre.ts`); how often things happen is our guess, and said here.
 */

import { createHash } from 'node:crypto';
import { kinds, type AlarmSignal, type SignalKind } from '@drystone/alarm-protocols';
import type { AnyNewEvent } from '@drystone/events';
import type { CaseStep } from '../alarms/case-step.ts';
import { answering, type Answering, type Call } from '../kpis/answering.ts';
import { usualTerms } from '../kpis/terms.ts';
import { createAgenda } from './agenda.ts';
import { BrokenInvariant, createCentre, type HeldCase } from './centre.ts';

export interface WinterOptions {
  /** Uniform in [0, 1), seeded. */
  readonly random: () => number;
  readonly dwellings: number;
  readonly first: Temporal.PlainDate;
  readonly days: number;
  readonly timeZone: string;
  /** Looks at every open case after every step, not only at those it touched. */
  readonly checkAllAlways?: boolean;
}

export interface Winter {
  /** Of every event, in order: the same for the same seed. */
  readonly hash: string;
  readonly events: number;
  readonly signals: number;
  readonly resends: number;
  readonly refused: number;
  readonly cases: number;
  readonly closed: number;
  readonly stillOpen: number;
  readonly storms: number;
  readonly outages: number;
  readonly mostWaiting: number;
  readonly takenByAnother: number;
  readonly offered: Readonly<Record<string, number>>;
  readonly reminders: number;
  readonly handedBack: number;
  readonly invariantsChecked: number;
  readonly months: readonly { readonly month: string; readonly answering: Answering }[];
}

/** How often a home says it, in a day. */
const daily: Readonly<Partial<Record<SignalKind, number>>> = { 'personal-alarm': 0.045, fall: 0.006, smoke: 0.0012, 'carbon-monoxide': 0.0001, flood: 0.0003, 'temperature-low': 0.0008, inactivity: 0.003, wandering: 0.0006, medication: 0.002, intrusion: 0.0002, 'battery-low': 0.002, 'link-failure': 0.001, 'test-call': 1 / 32 };
/** A storm makes these more frequent. */
const stormy: ReadonlySet<SignalKind> = new Set(['fall', 'flood', 'temperature-low', 'link-failure', 'personal-alarm']);
/** By the hour of the day: people are up, and cook. */
const busy = [0.4, 0.35, 0.3, 0.3, 0.35, 0.5, 0.9, 1.3, 1.5, 1.5, 1.4, 1.4, 1.3, 1.3, 1.2, 1.2, 1.3, 1.4, 1.5, 1.4, 1.3, 1.2, 0.9, 0.6];
const busiest = Math.max(...busy);
/** Who is asked, from the first to the last resort, and how many of them answer by day and night for 5,000 homes. */
const desks = [
  { whom: 'operators', day: 6, night: 3 },
  { whom: 'second-operators', day: 2, night: 1 },
  { whom: 'duty-manager', day: 1, night: 1 },
  { whom: 'next-provider', day: 6, night: 4 },
  { whom: 'shared-fallback', day: 12, night: 12 },
] as const;

const dwellingsADistrict = 250;
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** The worker looks twice a second. */
const worksEveryMs = 500;
/** A box that is not acknowledged sends again after this long. */
const sendsAgainMs = 20 * second;

interface Stretch {
  readonly from: number;
  readonly to: number;
}
interface Storm extends Stretch {
  readonly districts: ReadonlySet<number>;
}
interface Operator {
  readonly name: string;
  readonly desk: number;
  /** Of as many as there are at this desk by day. */
  readonly place: number;
  busyUntil: number;
}
interface Answer {
  receivedAt: Temporal.Instant;
  kind: SignalKind;
  acceptedAt: Temporal.Instant | null;
  abandonedAt: Temporal.Instant | null;
}

/** @throws BrokenInvariant where a case had no owner or no timer, a timer was let pass, or a signal got lost. */
export function simulateWinter({ random, dwellings, first, days, timeZone, checkAllAlways = false }: WinterOptions): Winter {
  const begin = first.toZonedDateTime(timeZone).epochMilliseconds;
  const end = first.add({ days }).toZonedDateTime(timeZone).epochMilliseconds;
  const districts = Math.max(1, Math.round(dwellings / dwellingsADistrict));
  const between = (least: number, most: number): number => least + random() * (most - least);
  /** The time to the next of so many an hour, in milliseconds. */
  const wait = (anHour: number): number => (-Math.log(1 - random()) / anHour) * hour;
  const homeName = (home: number): string => home.toString(16).toUpperCase().padStart(5, '0');

  const storms = stretches(between, begin, end, Math.max(1, Math.round(days / 11)), 6 * hour, 30 * hour).map((each): Storm => ({ ...each, districts: new Set(Array.from({ length: districts }, (_, district) => district).filter(() => random() < 0.3)) }));
  // Our own database, or the line to it.
  const outages = stretches(between, begin, end, Math.max(1, Math.round(days / 15)), 30 * second, 12 * minute);
  const outageAt = (at: number): Stretch | undefined => outages.find(({ from, to }) => at >= from && at < to);
  const stormAt = (at: number, home: number): boolean => storms.some(({ from, to, districts: struck }) => at >= from && at < to && struck.has(home % districts));

  const agenda = createAgenda<() => void>();
  const timers = createAgenda<string>();
  const hash = createHash('sha256');
  const answers = new Map<string, Answer>();
  const offered: Record<string, number> = {};
  const counts = { events: 0, refused: 0, closed: 0, reminders: 0, handedBack: 0, takenByAnother: 0, mostWaiting: 0, acknowledged: 0 };
  const reachedFor = new Set<string>();
  let now = begin;
  const instant = (): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(now);

  function tell(event: AnyNewEvent): void {
    counts.events++;
    hash.update(JSON.stringify([event.type, event.subject, event.at.epochMilliseconds, event.data]));
    const { type, subject, at, data } = event;
    if (type === 'case.offered') offered[data.whom] = (offered[data.whom] ?? 0) + 1;
    else if (type === 'case.reminded') counts.reminders++;
    else if (type === 'case.handed_back') counts.handedBack++;
    else if (type === 'case.closed') counts.closed++;
    else if (type === 'case.acknowledged') answers.get(subject)!.acceptedAt ??= at;
    else if (type === 'alarm.received' && data.case !== null) {
      if (!data.joined) answers.set(data.case, { receivedAt: at, kind: data.kind as SignalKind, acceptedAt: null, abandonedAt: null });
      else if (data.kind === 'cancel') answers.get(data.case)!.abandonedAt ??= at;
    }
  }
  const centre = createCentre({ tell, timed: ({ id, dueAt }) => dueAt !== null && timers.note(dueAt.epochMilliseconds, id) });

  const later = (afterMs: number, what: () => void): void => agenda.note(now + Math.max(1, Math.round(afterMs)), what);
  /** Now, or as soon as we are back. */
  function whenUp(what: () => void): void {
    const outage = outageAt(now);
    if (outage === undefined) what();
    else agenda.note(outage.to, () => whenUp(what));
  }

  let sequence = 0;
  function signalOf(home: number, kind: SignalKind, state: AlarmSignal['state'] = 'new'): AlarmSignal {
    const { priority, meaning } = kinds[kind];
    const account = homeName(home);
    return { protocol: 'dc09', account, sequence: String(++sequence), resendKey: `${account} ${sequence}`, kind, state, priority, code: kind, meaning, activationDevice: null, location: { text: null, zone: null, position: null }, text: null, occurredAt: null, callBack: null, batteryPercent: null, raw: '', notes: [] };
  }

  /** Until it is acknowledged; and now and then the acknowledgement is lost, and it is sent once more. */
  function send(signal: AlarmSignal): void {
    let acknowledged = false;
    const once = (): void => {
      if (outageAt(now) !== undefined) {
        counts.refused++;
        later(sendsAgainMs, once);
        return;
      }
      centre.receive([{ signal, outcome: 'accepted', sender: 'the simulation' }], instant());
      if (!acknowledged) counts.acknowledged++;
      acknowledged = true;
      counts.mostWaiting = Math.max(counts.mostWaiting, centre.waitingCount);
      if (random() < 0.02) later(sendsAgainMs, once);
      assign();
    };
    once();
  }

  /** What a home says by chance, thinned out by the hour and the weather. */
  function sayings(kind: SignalKind, perDay: number): void {
    const most = (perDay * dwellings * busiest * (stormy.has(kind) ? 3 : 1)) / 24;
    const next = (): void => {
      later(wait(most), () => {
        const home = Math.floor(random() * dwellings);
        const hourNow = instant().toZonedDateTimeISO(timeZone).hour;
        const likely = ((busy[hourNow]! / busiest) * (stormAt(now, home) && stormy.has(kind) ? 3 : 1)) / (stormy.has(kind) ? 3 : 1);
        if (random() < likely) {
          send(signalOf(home, kind));
          if (kind === 'personal-alarm' && random() < 0.12) later(between(3 * second, 60 * second), () => send(signalOf(home, 'cancel')));
        }
        next();
      });
    };
    next();
  }

  /** The lights go out street by street, and come back. */
  function strike({ from, to, districts: struck }: Storm): void {
    for (let home = 0; home < dwellings; home++) {
      if (!struck.has(home % districts) || random() > 0.4) continue;
      const out = between(from, from + (to - from) / 2);
      agenda.note(Math.round(out), () => send(signalOf(home, 'mains-failure')));
      agenda.note(Math.round(between(out + 10 * minute, to + 2 * hour)), () => send(signalOf(home, 'mains-failure', 'restored')));
    }
  }

  const scale = dwellings / 5_000;
  const staffed = (count: number): number => Math.max(1, Math.ceil(count * scale));
  const operators = desks.flatMap(({ whom, day }, desk) => Array.from({ length: staffed(day) }, (_, place): Operator => ({ name: `${whom} ${place + 1}`, desk, place, busyUntil: 0 })));
  const rankOf = new Map<string, number>(desks.map(({ whom }, desk) => [whom, desk]));

  /** Whoever is free and has been asked reaches for the most urgent case; two may reach for one. */
  function assign(): void {
    if (centre.waitingCount === reachedFor.size || outageAt(now) !== undefined) return;
    const hourNow = instant().toZonedDateTimeISO(timeZone).hour;
    const isDay = hourNow >= 7 && hourNow < 22;
    const free = operators.filter(({ busyUntil, desk, place }) => busyUntil <= now && place < staffed(isDay ? desks[desk]!.day : desks[desk]!.night));
    if (free.length === 0) return;
    const cases = centre.waiting();
    for (const operator of free) {
      const found = cases.find(({ id, owner }) => (!reachedFor.has(id) || random() < 0.01) && owner !== null && 'queue' in owner && (rankOf.get(owner.queue) ?? 0) >= operator.desk);
      if (found === undefined) continue;
      const reaction = between(2 * second, 12 * second);
      operator.busyUntil = now + reaction + 1;
      reachedFor.add(found.id);
      later(reaction, () => whenUp(() => take(operator, found.id)));
    }
  }

  function take(operator: Operator, id: string): void {
    reachedFor.delete(id);
    const taken = centre.step(id, { to: 'acknowledged' }, operator.name, instant());
    if (taken === null) {
      counts.takenByAnother++;
      freed(operator);
      return;
    }
    const technical = taken.group === 'technical';
    // Somebody is called away and forgets it: the ladder takes it back.
    if (random() < 0.005) {
      freed(operator);
      return;
    }
    const spoken = technical ? between(30 * second, 2 * minute) : between(40 * second, 6 * minute);
    operator.busyUntil = now + spoken;
    if (!technical) later(between(2 * second, 8 * second), () => whenUp(() => move(operator, id, { to: 'talking' })));
    later(spoken, () => {
      whenUp(() => {
        const needsSomebodyThere = random() < (taken.group === 'fire' ? 0.5 : technical ? 0.3 : 0.12);
        if (!needsSomebodyThere) {
          move(operator, id, { to: 'closed', outcome: 'advice', cause: 'unknown' });
          freed(operator);
          return;
        }
        const whom = technical ? 'technician' : 'responder';
        move(operator, id, { to: 'sent', whom });
        later(technical ? between(8 * hour, 60 * hour) : between(15 * minute, 70 * minute), () => whenUp(() => {
          move(operator, id, { to: 'arrived', whom });
          later(between(10 * minute, 40 * minute), () => whenUp(() => {
            move(operator, id, { to: 'resolved' });
            later(between(1 * minute, 50 * minute), () => whenUp(() => move(operator, id, { to: 'closed', outcome: 'advice', cause: 'unknown' })));
          }));
        }));
        freed(operator);
      });
    });
  }

  function freed(operator: Operator): void {
    operator.busyUntil = now;
    assign();
  }

  /** Nothing, where it was taken away from them meanwhile. */
  function move(operator: Operator, id: string, step: CaseStep): void {
    centre.step(id, step, operator.name, instant());
  }

  /** What is due at this look of the worker. */
  function work(): void {
    for (let due = timers.next(); due !== undefined && due <= now; due = timers.next()) {
      const { item: id, atMs } = timers.take()!;
      const held = centre.caseOf(id);
      // Its timer has been set anew since.
      if (held?.dueAt?.epochMilliseconds !== atMs) continue;
      const after = centre.escalate(id, instant());
      if (after.dueAt !== null && after.dueAt.epochMilliseconds <= now) throw new BrokenInvariant(`case ${id} stays due`);
    }
    assign();
  }
  /** When the worker looks next at a timer of this moment: at its next look, or as soon as we are back. */
  function lookAt(due: number): number {
    const look = Math.ceil(due / worksEveryMs) * worksEveryMs;
    return outageAt(look)?.to ?? look;
  }

  for (const storm of storms) strike(storm);
  for (const [kind, perDay] of Object.entries(daily) as [SignalKind, number][]) sayings(kind, perDay);
  for (;;) {
    const happens = agenda.next() ?? Number.POSITIVE_INFINITY;
    const due = timers.next();
    const looks = due === undefined ? Number.POSITIVE_INFINITY : Math.max(now, lookAt(due));
    if (Math.min(happens, looks) >= end) break;
    if (looks <= happens) {
      now = looks;
      work();
    } else {
      const { atMs, item: what } = agenda.take()!;
      now = atMs;
      what();
    }
    if (checkAllAlways) centre.checkAll();
  }
  now = end;
  centre.checkAll();
  for (const held of centre.open.values()) notLate(held, end, lookAt);
  if (centre.counts.signals !== counts.acknowledged) throw new BrokenInvariant(`${counts.acknowledged} signals were acknowledged, and ${centre.counts.signals} are there`);

  const asOf = instant();
  const calls = [...answers].map(([id, answer]): Call => ({ id, ...answer, automatic: false }));
  const months = [...new Set(Array.from({ length: days }, (_, day) => first.add({ days: day }).toPlainYearMonth().toString()))].map((month) => {
    const from = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
    const at = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).toInstant();
    return { month, answering: answering(calls, { from: at(from), to: at(from.add({ months: 1 })) }, usualTerms, asOf) };
  });
  const { signals, resends, cases, invariantsChecked } = centre.counts;
  return { hash: hash.digest('hex'), events: counts.events, signals, resends, refused: counts.refused, cases, closed: counts.closed, stillOpen: centre.open.size, storms: storms.length, outages: outages.length, mostWaiting: counts.mostWaiting, takenByAnother: counts.takenByAnother, offered, reminders: counts.reminders, handedBack: counts.handedBack, invariantsChecked, months };
}

function notLate({ id, dueAt }: HeldCase, now: number, lookAt: (due: number) => number): void {
  if (dueAt !== null && lookAt(dueAt.epochMilliseconds) < now - worksEveryMs) throw new BrokenInvariant(`case ${id} was due at ${dueAt}`);
}

/** So many stretches of time, one in each part of the winter, so that none meets another. */
function stretches(between: (least: number, most: number) => number, begin: number, end: number, count: number, shortest: number, longest: number): readonly Stretch[] {
  const part = (end - begin) / count;
  return Array.from({ length: count }, (_, index) => {
    const length = Math.min(between(shortest, longest), part / 2);
    const from = Math.round(begin + index * part + between(0, part - length));
    return { from, to: Math.round(from + length) };
  });
}
