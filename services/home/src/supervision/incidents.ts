/**
 * What is one incident and not so many cases: most of those who should have been heard of late are
 * silent, or many homes of one scheme or area have lost their power. Pure. Only technical findings come
 * here; a fall, a fire, a call for help is a case of its own whatever else goes on.
 */

export type IncidentKind = 'silence' | 'mains';
/** From the widest to the narrowest. */
export const reaches = ['all', 'area', 'scheme'] as const;
export type Reach = (typeof reaches)[number];

export interface Place {
  readonly organisation: string;
  readonly area: string | null;
  readonly scheme: string | null;
}

/** A home that is silent, or without power, and part of no incident. */
export interface Affected extends Place {
  readonly id: string;
}

export interface Reached {
  readonly organisation: string;
  readonly reach: Reach;
  /** Of the area or the scheme; null for all. */
  readonly name: string | null;
}

export interface OpenIncident extends Reached {
  readonly id: string;
}

interface Enough {
  /** Homes at the least. */
  readonly least: number;
  /** Of those who could be affected, from 0 to 1. */
  readonly share: number;
}

export interface MassRule {
  /** How long ago the first of them may have been found. */
  readonly windowMinutes: number;
  /** No entry: not looked at. */
  readonly enough: Readonly<Partial<Record<Reach, Enough>>>;
}

export const massRules: Readonly<Record<IncidentKind, MassRule>> = {
  // Of those who should have been heard in the window: some who were say that the network is there.
  silence: { windowMinutes: 15, enough: { all: { least: 10, share: 0.5 }, area: { least: 10, share: 0.5 }, scheme: { least: 5, share: 0.5 } } },
  // Of all homes there: the others do not say that they have power.
  mains: { windowMinutes: 10, enough: { area: { least: 20, share: 0.1 }, scheme: { least: 5, share: 0.25 } } },
};

/** Where so many have come back, and for as long as the window nobody more, it is over for all; the others are cases of their own. */
const overWhenReturned = 0.8;

export interface Grouping {
  readonly joins: readonly { readonly incident: string; readonly members: readonly Affected[] }[];
  readonly opens: readonly (Reached & { readonly members: readonly Affected[] })[];
  readonly alone: readonly Affected[];
}

/** @param unaffected where homes are that could be affected and are not. */
export function group(rule: MassRule, affected: readonly Affected[], unaffected: readonly Place[], open: readonly OpenIncident[]): Grouping {
  const joins = new Map<string, Affected[]>();
  let left: Affected[] = [];
  for (const each of affected) {
    const incident = open.find((one) => isWithin(each, one));
    if (incident === undefined) left.push(each);
    else joins.set(incident.id, [...(joins.get(incident.id) ?? []), each]);
  }
  const opens: (Reached & { members: readonly Affected[] })[] = [];
  for (const reach of reaches) {
    const enough = rule.enough[reach];
    if (enough === undefined) continue;
    const [among, others] = [Map.groupBy(left, (each) => keyOf(each, reach)), Map.groupBy(unaffected, (each) => keyOf(each, reach))];
    for (const [key, members] of among) {
      if (key === null || members.length < enough.least || members.length < enough.share * (members.length + (others.get(key)?.length ?? 0))) continue;
      opens.push({ organisation: members[0]!.organisation, reach, name: nameOf(members[0]!, reach), members });
      left = left.filter((each) => keyOf(each, reach) !== key);
    }
  }
  return { joins: [...joins].map(([incident, members]) => ({ incident, members })), opens, alone: left };
}

export interface Course {
  readonly kind: IncidentKind;
  readonly members: number;
  readonly returned: number;
  readonly lastJoinedAt: Temporal.Instant;
  readonly lastReturnedAt: Temporal.Instant | null;
  readonly caseClosed: boolean;
}

export function isOver({ kind, members, returned, lastJoinedAt, lastReturnedAt, caseClosed }: Course, now: Temporal.Instant): boolean {
  if (returned >= members) return true;
  const settled = (at: Temporal.Instant) => at.until(now).total('minutes') > massRules[kind].windowMinutes;
  if (lastReturnedAt !== null && returned >= overWhenReturned * members && settled(lastReturnedAt)) return true;
  // Many panels never say that the power is back: then whoever closes the case does.
  return kind === 'mains' && caseClosed && settled(lastJoinedAt);
}

function isWithin(place: Place, { organisation, reach, name }: Reached): boolean {
  return place.organisation === organisation && (reach === 'all' || place[reach] === name);
}

/** Null where it is in none. */
function keyOf(place: Place, reach: Reach): string | null {
  return reach !== 'all' && place[reach] === null ? null : JSON.stringify([place.organisation, nameOf(place, reach)]);
}

function nameOf(place: Place, reach: Reach): string | null {
  return reach === 'all' ? null : place[reach];
}
