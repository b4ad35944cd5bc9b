/**
 * Whether an itinerary can be followed: an independent reading of its own JSON, of the request and
 * of the content. It shares no code with planner or service, so that a mistake of theirs is seen.
 */

import type { Attraction } from '@drystone/part-visit-content';
import OpeningHours from 'opening_hours';
import type { Itinerary, TripRequest } from './trip.ts';

/** Every way in which it cannot be followed; none: it can. */
export function checkItinerary(itinerary: Itinerary, request: TripRequest, attractions: ReadonlyMap<string, Attraction>, timeZone: string): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const arrive = instantOf(request.arrive.time, timeZone);
  const leave = instantOf(request.leave.time, timeZone);
  const persons = request.party;
  let spent = 0;

  for (const [index, day] of itinerary.days.entries()) {
    const fault = (text: string): void => void faults.push(`${day.date}: ${text}`);
    if (day.legs.length !== day.stops.length + 1) fault(`${day.legs.length} legs for ${day.stops.length} stops`);
    if (!/T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/.test(day.start)) fault(`start ${day.start} is not RFC 3339 with seconds and offset`);
    const [start, end] = [at(day.start), at(day.end)];
    if (end < start) fault('ends before it starts');
    if (index === 0 && start < arrive) fault('starts before arriving');
    if (index === itinerary.days.length - 1 && end > leave) fault('ends after leaving');
    if (itinerary.days[index + 1] && at(itinerary.days[index + 1]!.start) < end) fault('the next day starts before this one ends');

    // Walk through the day: from each place by its leg to the next, breaks in the free time between.
    const pauses = day.breaks.map((pause) => [at(pause.start), at(pause.end)] as const);
    const fixed: { start: number; end: number; name: string }[] = [{ start, end: start, name: 'the start' }, ...day.stops.map((stop) => ({ start: at(stop.arrive), end: at(stop.depart), name: stop.slug })), { start: end, end, name: 'the end' }];
    for (let i = 1; i < fixed.length; i++) {
      const [before, after, leg] = [fixed[i - 1]!, fixed[i]!, day.legs[i - 1]];
      if (!leg) continue;
      const between = pauses.filter(([from, to]) => from >= before.end && to <= after.start).reduce((sum, [from, to]) => sum + to - from, 0);
      const free = (after.start - before.end - between) / 60_000;
      if (leg.durationMinutes > free + 1e-6) fault(`${leg.durationMinutes} minutes to ${after.name}, ${free} there are`);
      const [first, last] = [leg.geometry.coordinates[0], leg.geometry.coordinates.at(-1)];
      const target = i <= day.stops.length ? day.stops[i - 1]! : day.to;
      const source = i === 1 ? day.from : day.stops[i - 2]!;
      if (!first || !last || far(first, source) || far(last, target)) fault(`the way to ${after.name} begins or ends elsewhere`);
    }
    for (const [from, to] of pauses) {
      if (from < start || to > end) fault('a break outside the day');
      if (fixed.some((each) => each.start < to && each.end > from && each.end > each.start)) fault('a break during a stop');
    }

    for (const stop of day.stops) {
      if ((at(stop.depart) - at(stop.arrive)) / 60_000 !== stop.dwellMinutes) fault(`${stop.slug}: dwell is not departure less arrival`);
      if (stop.appointment) continue;
      if (seen.has(stop.slug)) fault(`${stop.slug} twice`);
      seen.add(stop.slug);
      const attraction = attractions.get(stop.slug);
      if (!attraction) {
        fault(`${stop.slug} is not in the content`);
        continue;
      }
      if (attraction.price !== 'unknown') {
        const { price } = attraction;
        for (const asked of [price, ...(request.mode === 'car' && price.parking ? [price.parking] : [])]) {
          spent += 'car' in asked ? asked.car * Math.ceil((persons.adults + persons.children + persons.concessions) / 5) : asked.adult * persons.adults + asked.child * persons.children + asked.concession * persons.concessions;
        }
      }
      if (!openThroughout(attraction, stop.arrive, stop.depart)) fault(`${stop.slug} is closed at ${stop.arrive} or before ${stop.depart}`);
      const asked = request.mustSee.includes(stop.slug);
      if (!asked && (request.avoid.includes(stop.slug) || request.avoid.includes(attraction.kind))) fault(`${stop.slug} was to be avoided`);
      if (!asked && request.needsMode === 'strict' && request.needs.some((need) => attraction.accessibility[need] !== 'yes')) fault(`${stop.slug} does not surely meet the needs`);
    }
  }
  if (request.budgetPence !== undefined && spent > request.budgetPence) faults.push(`spends ${spent} of ${request.budgetPence} pence`);
  for (const slug of request.mustSee) if (!seen.has(slug)) faults.push(`${slug} must be seen and is not`);
  for (const appointment of request.appointments) {
    const begins = instantOf(appointment.time, timeZone);
    if (!itinerary.days.some((day) => day.stops.some((stop) => stop.appointment && stop.name === appointment.name && at(stop.arrive) === begins && stop.dwellMinutes === appointment.minutes))) {
      faults.push(`the appointment "${appointment.name}" is not kept`);
    }
  }
  return faults;
}

/** The library asked minute by minute, another of its functions than the planner uses. Hours not known cannot be broken. */
function openThroughout(attraction: Attraction, arrive: string, depart: string): boolean {
  if (attraction.hours === 'unknown') return true;
  const hours = readHours(attraction);
  for (let minute = at(arrive); minute < at(depart); minute += 60_000 * 5) {
    if (!hours.getState(new Date(minute))) return false;
  }
  return hours.getState(new Date(at(depart) - 60_000));
}

const read = new Map<string, OpeningHours>();
function readHours(attraction: Attraction): OpeningHours {
  let hours = read.get(attraction.slug);
  if (hours === undefined) {
    const position = { lat: String(attraction.position.lat), lon: String(attraction.position.lon), address: { country_code: 'gb', state: 'Northern Ireland' } };
    hours = new OpeningHours((attraction.hours as { opening: string }).opening, position as unknown as ConstructorParameters<typeof OpeningHours>[1]);
    read.set(attraction.slug, hours);
  }
  return hours;
}

const at = (moment: string): number => Date.parse(moment);

function instantOf(local: string, timeZone: string): number {
  return /(Z|[+-]\d{2}:\d{2})$/.test(local) ? Date.parse(local) : Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds;
}

function far([lon, lat]: readonly [number, number], point: { lat: number; lon: number }): boolean {
  return Math.abs(lat - point.lat) > 0.0005 || Math.abs(lon - point.lon) > 0.0005;
}
