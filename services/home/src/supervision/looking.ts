/**
 * The worker's look at who is silent: what it finds becomes a signal like any other, with its case; what
 * many have in common becomes one incident with one case, and the cases of its members that nobody has
 * taken are closed as part of it.
 */

import { randomUUIDv7 } from 'node:crypto';
import { kinds, type AlarmSignal, type SignalKind } from '@drystone/alarm-protocols';
import type { Database, Transaction } from '@drystone/database';
import { appendEvents, repeating, type AnyNewEvent, type Repeating } from '@drystone/events';
import type { AlarmCase } from '../alarms/alarm-case.ts';
import { carryOut } from '../alarms/escalation.ts';
import { ladderOf } from '../alarms/ladders.ts';
import { putWithdrawal } from '../response/store.ts';
import { supervision, type Arrival } from '../signals/placing.ts';
import type { Receiving } from '../signals/receiving.ts';
import { keepCases } from '../signals/store.ts';
import { group, isOver, massRules, type Affected, type IncidentKind, type OpenIncident, type Place, type Reached } from './incidents.ts';
import { isSilent, usualSignOfLifeSeconds } from './silence.ts';
import {
  closeAsPart,
  endIncident,
  endSilences,
  findNow,
  findOpenDoors,
  findOpenIncidents,
  findPlaces,
  findSupervised,
  findToTell,
  findWithoutPower,
  isOurs,
  lockUntaken,
  notePowerBack,
  noteSignsOfLife,
  putIncident,
  putMembers,
  putSilences,
  putTold,
  type SilenceToTell,
  type Supervised,
} from './store.ts';

export interface Supervising {
  readonly database: Database;
  /** With the rights of the intake. */
  readonly receiving: Receiving;
}

/** How a case ends that is part of an incident: given by the platform, and by no operator. */
export const partOfIncident = 'part-of-incident';

export interface Look {
  readonly silent: number;
  readonly heardAgain: number;
  readonly incidentsBegun: number;
  readonly incidentsEnded: number;
  /** Cases closed as part of an incident. */
  readonly folded: number;
}

const lookEveryMs = 10_000;
const failedMs = 10_000;
const mostToldAtOnce = 500;

export function keepSupervising(supervising: Supervising, onError: (error: unknown) => void): Repeating {
  return repeating(async () => {
    try {
      await superviseOnce(supervising);
      return lookEveryMs;
    } catch (error) {
      onError(error);
      return failedMs;
    }
  });
}

/** Undefined where another server looks at this moment. */
export async function superviseOnce({ database, receiving }: Supervising): Promise<Look | undefined> {
  const look = await database.as('system:home', async (transaction) => {
    if (!(await isOurs(transaction))) return undefined;
    const now = await findNow(transaction);
    await noteSignsOfLife(transaction);
    const found = await findSilences(transaction, now);
    await notePowerBack(transaction);
    const open = await findOpenIncidents(transaction);
    const over = open.filter((each) => isOver(each, now));
    for (const { id } of over) await endIncident(transaction, id);
    const events: AnyNewEvent[] = over.map(({ id, members, returned }) => ({ type: 'incident.ended', subject: id, at: now, data: { members, returned } }));
    const still = open.filter((each) => !over.includes(each));
    const silence = await groupUp(transaction, 'silence', { ...found, open: still.filter(({ kind }) => kind === 'silence') }, now);
    const power = await findPower(transaction);
    const mains = await groupUp(transaction, 'mains', { ...power, open: still.filter(({ kind }) => kind === 'mains') }, now);
    await appendEvents(transaction, [...found.events, ...events, ...silence.events, ...mains.events]);
    return { silent: found.silent, heardAgain: found.heardAgain, incidentsBegun: silence.begun + mains.begun, incidentsEnded: over.length, folded: silence.folded + mains.folded };
  });
  if (look !== undefined) await tell({ database, receiving });
  return look;
}

interface Found {
  readonly affected: readonly Affected[];
  readonly unaffected: readonly Place[];
  /** Of each that is affected and has one. */
  readonly caseOf: ReadonlyMap<string, string>;
}

/** Writes down who has fallen silent and who has been heard again. */
async function findSilences(transaction: Transaction, now: Temporal.Instant): Promise<Found & { readonly silent: number; readonly heardAgain: number; readonly events: readonly AnyNewEvent[] }> {
  const doors = await findOpenDoors(transaction);
  const all = await findSupervised(transaction);
  const silentUnits = new Set<string>();
  const began: (Supervised & { readonly newId: string })[] = [];
  const ended: Supervised[] = [];
  // Local units first: a device of one that is silent itself is no finding of its own.
  for (const each of all.toSorted((one, other) => (one.device === '' ? 0 : 1) - (other.device === '' ? 0 : 1))) {
    const everySeconds = each.everySeconds === undefined ? usualSignOfLifeSeconds[each.protocol] : each.everySeconds;
    const silent = everySeconds !== null && isSilent({ everySeconds, heardAt: each.heardAt, lineEndedAt: each.lineEndedAt }, doors, now);
    if (silent && each.device === '') silentUnits.add(each.localUnit);
    if (silent && each.silence === null && (each.device === '' || !silentUnits.has(each.localUnit))) began.push({ ...each, newId: randomUUIDv7() });
    if (!silent && each.silence !== null) ended.push(each);
  }
  await putSilences(transaction, began.map(({ newId, localUnit, device, heardAt }) => ({ id: newId, localUnit, device, lastHeardAt: heardAt })));
  await endSilences(transaction, ended.map(({ silence }) => silence!.id));
  const since = now.subtract({ minutes: massRules.silence.windowMinutes });
  const lately = (at: Temporal.Instant) => Temporal.Instant.compare(at, since) > 0;
  const units = all.filter(({ device }) => device === '');
  const affected = units.filter(({ localUnit, silence }) => silentUnits.has(localUnit) && (silence === null || (silence.incident === null && lately(silence.foundAt))));
  return {
    silent: began.length,
    heardAgain: ended.length,
    affected: affected.map(({ localUnit, organisation, area, scheme }) => ({ id: localUnit, organisation, area, scheme })),
    unaffected: units.filter(({ localUnit, heardAt }) => !silentUnits.has(localUnit) && lately(heardAt)),
    caseOf: new Map(affected.flatMap(({ localUnit, silence }) => (silence?.caseId ? [[localUnit, silence.caseId] as const] : []))),
    events: [
      ...began.map(({ localUnit, organisation, device }) => ({ type: 'local_unit.went_silent', subject: localUnit, at: now, data: { organisation, device: device !== '' } }) as const),
      ...ended.map(({ localUnit, organisation, device }) => ({ type: 'local_unit.heard_again', subject: localUnit, at: now, data: { organisation, device: device !== '' } }) as const),
    ],
  };
}

async function findPower(transaction: Transaction): Promise<Found> {
  const affected = await findWithoutPower(transaction, massRules.mains.windowMinutes);
  return { affected, unaffected: affected.length === 0 ? [] : await findPlaces(transaction, affected.map(({ id }) => id)), caseOf: new Map(affected.map(({ id, caseId }) => [id, caseId])) };
}

async function groupUp(transaction: Transaction, kind: IncidentKind, { affected, unaffected, caseOf, open }: Found & { readonly open: readonly OpenIncident[] }, now: Temporal.Instant): Promise<{ readonly begun: number; readonly folded: number; readonly events: readonly AnyNewEvent[] }> {
  const { joins, opens } = group(massRules[kind], affected, unaffected, open);
  const events: AnyNewEvent[] = [];
  let folded = 0;
  for (const { members, ...reached } of opens) {
    const id = randomUUIDv7();
    const caseId = randomUUIDv7();
    events.push(await openCaseOf(transaction, kind, reached, caseId, now));
    await putIncident(transaction, { id, kind, caseId, ...reached });
    events.push({ type: 'incident.began', subject: id, at: now, data: { organisation: reached.organisation, kind, reach: reached.reach, case: caseId, members: members.length } });
    folded += await take(id, members);
  }
  for (const { incident, members } of joins) folded += await take(incident, members);
  return { begun: opens.length, folded, events };

  async function take(incident: string, members: readonly Affected[]): Promise<number> {
    await putMembers(transaction, incident, members.map(({ id }) => id));
    const untaken = await lockUntaken(transaction, members.flatMap(({ id }) => caseOf.get(id) ?? []));
    await closeAsPart(transaction, untaken.map(({ id }) => id), partOfIncident);
    for (const { id, group: of, responder } of untaken) {
      if (responder !== null) await putWithdrawal(transaction, id, responder, 'taken-elsewhere', now);
      // By the system itself: it is in no figure of how promptly people answer.
      events.push({ type: 'case.acknowledged', subject: id, at: now, data: { group: of } }, { type: 'case.closed', subject: id, at: now, data: { outcome: partOfIncident, cause: 'technical' } });
    }
    return untaken.length;
  }
}

/** Many homes at once come before one: nobody in them can call for help, or will not for long. */
const incidentPriority = 2;
const kindOf: Readonly<Record<IncidentKind, SignalKind>> = { silence: 'link-failure', mains: 'mains-failure' };

async function openCaseOf(transaction: Transaction, kind: IncidentKind, { organisation, reach, name }: Reached, id: string, now: Temporal.Instant): Promise<AnyNewEvent> {
  const signalKind = kindOf[kind];
  const received: AlarmCase = { id, service: 'any', group: kinds[signalKind].group, priority: incidentPriority, receivedAt: now, state: 'received', owner: null, rungs: 0, since: now };
  const { alarmCase, dueAt } = carryOut(received, ladderOf(received.service, received.group), now);
  // With a blank in it, it is the account of no device.
  const account = name === null ? 'all homes' : `${reach} ${name}`;
  await keepCases(transaction, [{ ...alarmCase, organisation, protocol: supervision, account, dwelling: null, kind: signalKind, dueAt: dueAt! }]);
  return { type: 'case.offered', subject: id, at: now, data: { whom: alarmCase.owner !== null && 'queue' in alarmCase.owner ? alarmCase.owner.queue : '' } };
}

/** Hands what was found to the intake's own way, so that it is a signal with its case; told twice, it is one. */
async function tell({ database, receiving }: Supervising): Promise<void> {
  for (;;) {
    const silences = await database.as('system:home', (transaction) => findToTell(transaction, mostToldAtOnce));
    if (silences.length === 0) return;
    const placed = await receiving.receive(silences.map(arrivalOf));
    await database.as('system:home', (transaction) => putTold(transaction, silences.map(({ id, isOver: over }, index) => ({ id, isOver: over, caseId: placed[index]!.caseId }))));
    if (silences.length < mostToldAtOnce) return;
  }
}

function arrivalOf({ id, protocol, account, device, lastHeardAt, isOver: over }: SilenceToTell): Arrival {
  const kind = device === '' ? 'went-silent' : 'device-lost';
  const signal: AlarmSignal = {
    protocol,
    account,
    sequence: null,
    resendKey: JSON.stringify(['supervision', id, over]),
    kind,
    state: over ? 'restored' : 'new',
    priority: kinds[kind].priority,
    code: kind,
    meaning: over ? 'Heard again' : `Nothing heard since ${lastHeardAt}`,
    activationDevice: device === '' ? null : { id: device, type: null },
    location: { text: null, zone: null, position: null },
    text: null,
    occurredAt: Temporal.Instant.from(lastHeardAt),
    callBack: null,
    batteryPercent: null,
    raw: '',
    notes: ['found-by-supervision'],
  };
  return { signal, outcome: 'accepted', sender: supervision };
}
