/**
 * A trip as its page shows it: each day one timeline of legs, stops, breaks and free time, with what
 * is known of each stop on that very day, and its lines for the maps.
 */

import type { AttractionDetail, Day, Leg, Stop, Trip } from '@drystone/visit';
import type { GuidePlace } from '../../page-services.ts';
import { viewAround, type View } from '../map/projection.ts';
import { simplified, type LonLat } from '../map/simplify.ts';
import { townLabels, type TownLabel } from '../map/town-labels.ts';

export interface TripView {
  readonly id: string;
  readonly revision: number;
  readonly request: Trip['request'];
  readonly days: readonly DayView[];
  readonly leftOut: Trip['leftOut'];
  readonly totals: Trip['totals'];
  readonly notes: Trip['notes'];
  readonly expiresAt: string;
  /** Of all days together. */
  readonly map: { readonly view: View; readonly towns: readonly TownLabel[] };
}

export interface DayView
  extends Pick<Day, 'date' | 'start' | 'end' | 'from' | 'to' | 'wetDay' | 'pricePence' | 'distanceMetres' | 'travelMinutes'> {
  readonly entries: readonly Entry[];
  readonly stopCount: number;
  readonly line: readonly LonLat[];
  readonly map: { readonly view: View; readonly towns: readonly TownLabel[] };
}

export type Entry =
  | {
      readonly kind: 'leg';
      readonly mode: Leg['mode'];
      readonly minutes: number;
      readonly metres: number;
      readonly ferries: readonly string[];
      readonly to: string;
    }
  | { readonly kind: 'break'; readonly name: string; readonly start: string; readonly end: string }
  | { readonly kind: 'free'; readonly minutes: number }
  | { readonly kind: 'stop'; readonly number: number; readonly position: number; readonly stop: StopView };

export interface StopView extends Omit<Stop, 'warnings'> {
  readonly warnings: readonly string[];
  /** What is known of the attraction; absent for an appointment elsewhere. */
  readonly facts?: {
    readonly terrain: AttractionDetail['terrain'];
    readonly photograph: string | undefined;
    readonly windows: readonly { readonly opens: string; readonly closes: string }[];
    readonly hours: 'always' | 'unknown' | 'windows';
    readonly accessibility: AttractionDetail['accessibility'];
  };
}

/** Free time shorter than this is just arriving early. */
const worthSayingMinutes = 10;
const lineToleranceMetres = 60;

/** What is known of an attraction at a moment; undefined where there is none, as at some appointments. */
export type FactsOf = (slug: string, at: Temporal.Instant) => Promise<AttractionDetail | undefined>;

export async function tripView(trip: Trip, factsOf: FactsOf, place: GuidePlace): Promise<TripView> {
  const days = await Promise.all(trip.days.map((day) => dayView(day, factsOf, place)));
  const view = viewAround(
    days.flatMap((day) => [day.from, day.to, ...day.line.map(([lon, lat]) => ({ lon, lat }))]),
    place.drawn,
    { shape: 1.7, margin: 0.12, leastMetres: 40_000 },
  );
  return {
    id: trip.id,
    revision: trip.revision,
    request: trip.request,
    days,
    leftOut: trip.leftOut,
    totals: trip.totals,
    notes: trip.notes,
    expiresAt: trip.expiresAt,
    map: { view, towns: townLabels(place.baseMap, view, 9) },
  };
}

async function dayView(day: Day, factsOf: FactsOf, place: GuidePlace): Promise<DayView> {
  const stops = await Promise.all(day.stops.map((stop) => stopView(stop, factsOf)));
  const line = simplified(
    day.legs.flatMap((leg) => leg.geometry.coordinates),
    lineToleranceMetres,
  );
  const view = viewAround([day.from, day.to, ...day.stops, ...line.map(([lon, lat]) => ({ lon, lat }))], place.drawn, { shape: 1.15, margin: 0.16 });
  const { date, start, end, from, to, wetDay, pricePence, distanceMetres, travelMinutes } = day;
  return {
    date,
    start,
    end,
    from,
    to,
    wetDay,
    pricePence,
    distanceMetres,
    travelMinutes,
    entries: entriesOf(day, stops),
    stopCount: stops.length,
    line,
    map: { view, towns: townLabels(place.baseMap, view, 7) },
  };
}

async function stopView(stop: Stop, factsOf: FactsOf): Promise<StopView> {
  const plain = { ...stop, warnings: stop.warnings.map(({ text }) => text) };
  const facts = await factsOf(stop.slug, Temporal.Instant.from(stop.arrive));
  if (facts === undefined) return plain;
  const { terrain, picture, week, openingHours, accessibility } = facts;
  const hours = openingHours === 'unknown' ? 'unknown' : openingHours === '24/7' ? 'always' : 'windows';
  return { ...plain, facts: { terrain, photograph: picture?.url, windows: week[0]?.windows ?? [], hours, accessibility } };
}

function entriesOf(day: Day, stops: readonly StopView[]): readonly Entry[] {
  const entries: Entry[] = [];
  const breaks = day.breaks.toSorted((a, b) => a.start.localeCompare(b.start));
  let clock = day.start;
  /** Minutes between now and `until` that neither leg nor break explains, with the breaks that lie there. */
  const pause = (until: string, legMinutes: number, leg: Entry): void => {
    const between = breaks.filter((each) => each.start >= clock && each.start < until);
    const early = between.filter((each) => minutesFrom(clock, each.start) < Math.max(legMinutes, 1));
    const breakEntries = (some: typeof between): Entry[] => some.map((each) => ({ kind: 'break', ...each }));
    const free = minutesFrom(clock, until) - legMinutes - between.reduce((sum, each) => sum + minutesFrom(each.start, each.end), 0);
    entries.push(...breakEntries(early), leg, ...breakEntries(between.filter((each) => !early.includes(each))));
    if (free >= worthSayingMinutes) entries.push({ kind: 'free', minutes: free });
  };
  stops.forEach((stop, position) => {
    const leg = day.legs[position];
    if (leg) pause(stop.arrive, leg.durationMinutes, legEntry(leg, stop.name));
    entries.push({ kind: 'stop', number: position + 1, position, stop });
    clock = stop.depart;
  });
  const last = day.legs[stops.length];
  const late = breaks.filter((each) => each.start >= clock);
  entries.push(...late.map((each): Entry => ({ kind: 'break', ...each })));
  if (last) entries.push(legEntry(last, day.to.name));
  return entries;
}

const legEntry = (leg: Leg, to: string): Entry => ({
  kind: 'leg',
  mode: leg.mode,
  minutes: leg.durationMinutes,
  metres: leg.distanceMetres,
  ferries: leg.ferries,
  to,
});

const minutesFrom = (start: string, end: string): number => Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
