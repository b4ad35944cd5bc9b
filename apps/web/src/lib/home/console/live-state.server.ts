/** What a console shows that changes while one looks: the queue, whether alarms can be kept, and the case that is open. Nothing of it is personal, so that reading it again is no look into a home. */

import { error } from '@sveltejs/kit';
import type { Caller } from '@drystone/access';
import { may } from '@drystone/access';
import type { Home } from '@drystone/home';
import { m } from '@drystone/messages';
import type { PageServices } from '../../../page-services.ts';
import { isId } from '../../is-id.ts';
import { problemOf } from '../../problem.ts';
import { dateName } from '../../words/figures.ts';
import { clockOf } from './clock.ts';
import { eachList, lists, numberIn, pagesIn, type Pages } from './pages.ts';

type StoredCase = Awaited<ReturnType<Home['alarmCase']>>;
type Incident = Awaited<ReturnType<Home['incidents']>>[number];

/** Of those that wait, of mine and of those that others have. */
const pageLength = 50;
/** Of the newest that nobody has, on whichever page they are, so that none comes unsaid. */
const newestLength = 10;
/** Of the record; as many again each time that older ones are asked for. */
const recordLength = 50;
const mostRecords = 200;

export interface Asked {
  /** The case that is open. */
  readonly id: string | undefined;
  readonly pages: Pages;
  /** How many lengths of its record. */
  readonly record: number;
}

/** What an address of the console asks for. @throws 404 where it is none. */
export function askedIn({ searchParams }: URL): Asked {
  const id = searchParams.get('case') ?? undefined;
  if (id !== undefined && !isId(id)) error(404);
  return { id, pages: pagesIn(searchParams), record: numberIn(searchParams, 'record', mostRecords) };
}

export type LiveState = Awaited<ReturnType<typeof liveState>>;
export type QueueRow = LiveState['waiting'][number];
export type OpenCase = NonNullable<LiveState['chosen']>;

export async function liveState({ accounts, home, visit, places }: Pick<PageServices, 'accounts' | 'home' | 'visit' | 'places'>, caller: Caller, { id, pages: wanted, record }: Asked) {
  const { timeZone } = places[0];
  const queueAt = (at: Pages) => home.queue(caller, pageLength, eachList((name) => (at[name] - 1) * pageLength));
  let queue = await queueAt(wanted);
  const last = eachList((name) => Math.max(1, Math.ceil(queue.counts[name] / pageLength)));
  // A list has become shorter meanwhile.
  const pages = eachList((name) => Math.min(wanted[name], last[name]));
  if (lists.some((name) => pages[name] < wanted[name])) queue = await queueAt(pages);
  const first = pages.waiting === 1 ? queue.waiting[0] : (await home.queue(caller, 1)).waiting[0];
  const [newest, chosen, health, areaNames] = await Promise.all([home.cases(caller, { open: true, limit: newestLength }), id === undefined ? undefined : caseOrGone(home, caller, id), home.receiverHealth(caller).catch(() => undefined), areaNamesOf(visit)]);
  const areaName = (slug: string | null) => (slug === null ? null : (areaNames.get(slug) ?? titled(slug)));
  const all = [...queue.waiting, ...queue.mine, ...queue.others, ...newest, ...[chosen, first].filter((each) => each !== undefined)];
  const [incidents, names] = await Promise.all([incidentsOf(all), namesOf(accounts, all)]);

  const told = (each: StoredCase) => {
    const operator = each.owner !== null && 'operator' in each.owner ? each.owner.operator : null;
    return {
      ...{ id: each.id, group: each.group, kind: each.kind, priority: each.priority, state: each.state, account: each.account },
      home: each.dwelling?.reference ?? null,
      area: areaName(each.dwelling?.area ?? null),
      receivedAt: each.receivedAt.epochMilliseconds,
      asked: each.owner !== null && 'queue' in each.owner ? each.owner.queue : null,
      isMine: operator === caller.actor,
      with: operator === null || operator === caller.actor ? null : names.get(operator) || m.console_colleague(),
      incident: incidents.get(each.id) ?? null,
    };
  };
  return {
    ...{ position: queue.position, now: Date.now(), pages, pageLength, last, counts: queue.counts, record },
    waiting: queue.waiting.map(told),
    mine: queue.mine.map(told),
    others: queue.others.map(told),
    /** The most urgent that nobody has, also where another page is shown. */
    next: first === undefined ? null : told(first),
    newest: newest.map(told).filter(({ asked }) => asked !== null),
    health: health === undefined ? null : healthOf(health, timeZone),
    isGone: id !== undefined && chosen === undefined,
    chosen: chosen === undefined ? null : { ...told(chosen), ...(await openCase(home, caller, chosen, timeZone, record * recordLength)) },
  };

  function incidentTold({ id: of, kind, reach, name, members, returned }: Incident) {
    return { id: of, kind, reach, name: reach === 'area' ? areaName(name) : name, members, returned };
  }

  async function incidentsOf(cases: readonly StoredCase[]) {
    const ids = [...new Set(cases.filter(({ protocol }) => protocol === 'supervision').map((each) => each.id))];
    const found = ids.length === 0 ? [] : await home.incidents(caller, { cases: ids, limit: ids.length });
    return new Map(found.map((incident) => [incident.caseId!, incidentTold(incident)]));
  }
}

const areasKnown = new WeakMap<PageServices['visit'], Promise<ReadonlyMap<string, string>>>();

/** Read once: areas change with the place packs, at a start. */
function areaNamesOf(visit: PageServices['visit']): Promise<ReadonlyMap<string, string>> {
  const known = areasKnown.get(visit);
  if (known !== undefined) return known;
  const reading = visit.areas().then((areas) => new Map(areas.map(({ slug, name }) => [slug, name])));
  areasKnown.set(visit, reading);
  reading.catch(() => areasKnown.delete(visit));
  return reading;
}

/** "Fleetbridge Wharf" of an area that the guide has no name for. */
const titled = (slug: string): string => slug.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ');

/** Undefined where it is not with whoever asks any more. */
async function caseOrGone(home: Home, caller: Caller, id: string): Promise<StoredCase | undefined> {
  try {
    return await home.alarmCase(caller, id);
  } catch (caught) {
    if (problemOf(caught)?.kind === 'unknown-case') return undefined;
    throw caught;
  }
}

/** By what operators of these cases are called; whoever has told no name, by their address. */
export async function namesOf(accounts: PageServices['accounts'], cases: readonly Pick<StoredCase, 'organisation' | 'responder'>[]): Promise<ReadonlyMap<string, string>> {
  const organisations = new Set(cases.flatMap(({ organisation, responder }) => [organisation, ...(responder === null ? [] : [responder])]));
  const people = await Promise.all([...organisations].map((organisation) => accounts.people(organisation)));
  return new Map(people.flat().map(({ actor, name, email }) => [actor, name || (email ?? '')]));
}

/** What came in and what was done about it, in one order. */
async function openCase(home: Home, caller: Caller, { id, organisation, responder, receivedAt, outcome, cause, closedAt, state }: StoredCase, timeZone: string, length: number) {
  const [record, signals] = await Promise.all([home.caseRecord(caller, id, { limit: length }), home.signals(caller, { caseId: id, limit: length + 1 })]);
  const clock = clockOf(timeZone);
  const by = (doing: { readonly by: { readonly actor: string; readonly name: string | null } | null }) => (doing.by === null ? null : doing.by.name || m.console_colleague());
  const entries = [
    ...signals.map(({ id: signal, receivedAt: at, meaning, code, state: how }) => ({ id: signal, at, clock: clock(at), type: 'signal', data: { meaning, code, state: how } as Readonly<Record<string, unknown>>, stepText: null as string | null, by: null as string | null })),
    ...record.events.map((event) => ({ id: event.id, at: event.at, clock: clock(event.at), type: event.type, data: event.data, stepText: event.stepText, by: by(event) })),
  ];
  const newest = entries.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, length);
  const told = signals.at(-1)?.told ?? {};
  const device = told['activationDevice'] as { id: string | null; type: string | null } | null | undefined;
  return {
    received: clock(receivedAt.toString()),
    ...{ outcome, cause, closed: closedAt === null ? null : clock(closedAt.toString()) },
    /** To a provider, who lives there is not told once it is closed. */
    isTold: state !== 'closed' || may(caller, 'person.read', organisation),
    protocol: protocolTold(caller, record.protocol, responder ?? organisation),
    steps: record.steps.map(({ step, text, done }) => ({ step, text, done: done === null ? null : { by: by(done) ?? '', clock: clock(done.at) } })),
    notes: record.notes,
    device: device ?? null,
    callBack: typeof told['callBack'] === 'string' ? (/\+?\d[\d ]{4,}/.exec(told['callBack'])?.[0] ?? null) : null,
    entries: newest,
    hasOlder: record.hasEarlier || entries.length > length,
  };
}

type CaseProtocol = Awaited<ReturnType<Home['caseRecord']>>['protocol'];

/** @param answers whose operators answer the case. */
function protocolTold(caller: Caller, { subject, own, isOvertaken }: CaseProtocol, answers: string) {
  const whose = own?.organisation.id ?? answers;
  return {
    isOvertaken,
    own: own && { title: own.title, by: own.approvedBy, day: dateName(own.approvedOn), organisation: own.organisation.name ?? '', version: own.version },
    address: may(caller, 'protocol.read', whose) ? `/home/protocols/${subject}?${new URLSearchParams({ organisation: whose })}` : null,
  };
}

/** A certificate that is renewed by a program is so a month before it ends; what ends sooner was forgotten. */
const certificateWarningDays = 21;

/** Only what an operator has to know: nothing where all is well. */
function healthOf({ state, servers, outages, clocksSet }: Awaited<ReturnType<Home['receiverHealth']>>, timeZone: string) {
  const clock = clockOf(timeZone);
  const daysLeft = (at: string) => Temporal.Now.instant().until(Temporal.Instant.from(at)).total('hours') / 24;
  const lately = (at: string) => Temporal.Instant.from(at).until(Temporal.Now.instant()).total('minutes') < 60;
  return {
    state,
    away: state === 'degraded' ? servers.filter(({ isKeeping }) => !isKeeping).map(({ server, keptAt }) => ({ server, time: clock(keptAt) })) : [],
    certificates: servers.flatMap(({ server, certificateEndsAt: at }) => (at === null || daysLeft(at) > certificateWarningDays ? [] : [{ server, day: clock(at), isOver: daysLeft(at) <= 0 }])),
    outages: outages.filter(({ until }) => lately(until)).map(({ server, until, seconds, turnedAway }) => ({ server, time: clock(until), seconds, turnedAway })),
    clocksSet: clocksSet.filter(({ at }) => lately(at)).map(({ server, at, bySeconds }) => ({ server, time: clock(at), bySeconds })),
  };
}

/** What operators wrote down; that it was read is in the log. */
export async function notesOf({ home, places }: Pick<PageServices, 'home' | 'places'>, caller: Caller, id: string) {
  const clock = clockOf(places[0].timeZone);
  return (await home.caseNotes(caller, id)).map(({ id: note, at, by, text }) => ({ id: note, at, clock: clock(at), by: by.name || m.console_colleague(), text }));
}
export type Note = Awaited<ReturnType<typeof notesOf>>[number];
