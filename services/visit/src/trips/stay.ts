/** Makes sense of a parsed trip request: slugs to places, local times to moments, rules of a stay. */

import type { Catalogue } from '../content/place-data.ts';
import { distanceToShape, insideShape } from '../content/geometry.ts';
import { didYouMean } from '../content/did-you-mean.ts';
import { kindSlugs } from '@drystone/part-visit-content';
import { MomentError, parseMoment } from './moments.ts';
import type { Stay } from './outline.ts';
import type { FieldProblem } from '../problem.ts';
import type { DayEnd, TripRequest, Whereabouts } from './trip.ts';

export const longestStayDays = 14;
/** Outlines are simplified, and a pier is still the place. */
const nearEnoughMetres = 2_000;

export type Understood = { readonly stay: Stay; readonly problems?: undefined } | { readonly problems: readonly FieldProblem[] };

/**
 * The stay that is meant, or every problem with it.
 * @param known where the trip's own ends are, also of places that have left the guide since.
 */
export function understandStay(request: TripRequest, catalogue: Catalogue, known: ReadonlyMap<string, DayEnd> = new Map()): Understood {
  const problems: FieldProblem[] = [];
  const { timeZone } = catalogue.place;

  function whereabouts(field: string, at: Whereabouts): DayEnd | undefined {
    const result = findWhereabouts(at, catalogue, known);
    if ('end' in result) return result.end;
    problems.push({ field, ...result });
    return undefined;
  }

  function moment(field: string, text: string): Temporal.ZonedDateTime | undefined {
    try {
      return parseMoment(text, timeZone);
    } catch (error) {
      if (!(error instanceof MomentError)) throw error;
      problems.push({ field, message: error.message, mend: error.mend });
      return undefined;
    }
  }

  const arriveAt = whereabouts('arrive.at', request.arrive.at);
  const leaveAt = whereabouts('leave.at', request.leave.at);
  const arrives = moment('arrive.time', request.arrive.time);
  const leaves = moment('leave.time', request.leave.time);
  let nights = 0;
  if (arrives && leaves) {
    nights = arrives.toPlainDate().until(leaves.toPlainDate()).days;
    if (Temporal.ZonedDateTime.compare(leaves, arrives) <= 0) {
      problems.push({ field: 'leave.time', message: 'leaving is not after arriving', mend: `leave after ${request.arrive.time}` });
    } else if (nights + 1 > longestStayDays) {
      problems.push({ field: 'leave.time', message: `the stay is ${nights + 1} days`, mend: `plan at most ${longestStayDays} days at a time` });
    }
  }

  let bases: DayEnd[] = [];
  if (Array.isArray(request.base)) {
    if (arrives && leaves && request.base.length !== nights) {
      problems.push({ field: 'base', message: `${request.base.length} places for ${nights} nights`, mend: 'name one place for all nights, or one for each' });
    }
    bases = request.base.flatMap((at, index) => whereabouts(`base.${index}`, at) ?? []);
  } else {
    const base = request.base === undefined ? arriveAt : whereabouts('base', request.base);
    if (base) bases = Array.from({ length: Math.max(0, Math.min(nights, longestStayDays)) }, () => base);
  }

  const avoid = new Set(request.avoid);
  request.mustSee.forEach((slug, index) => {
    if (!catalogue.attractions.has(slug)) problems.push({ field: `mustSee.${index}`, ...noAttraction(slug, catalogue) });
    else if (avoid.has(slug)) problems.push({ field: `mustSee.${index}`, message: `"${slug}" is also to be avoided`, mend: 'take it out of mustSee or of avoid' });
  });
  request.avoid.forEach((slug, index) => {
    if (!catalogue.attractions.has(slug) && !(kindSlugs as readonly string[]).includes(slug)) {
      problems.push({ field: `avoid.${index}`, message: `"${slug}" is neither an attraction nor a kind`, mend: didYouMean(slug, [...kindSlugs, ...catalogue.attractions.keys()]) ?? `${anAttraction(catalogue)}, or a kind, such as ${kindSlugs[0]}` });
    }
  });

  const appointments = request.appointments.flatMap((appointment, index) => {
    const field = `appointments.${index}`;
    const at = whereabouts(`${field}.at`, appointment.at);
    const time = moment(`${field}.time`, appointment.time);
    if (!at || !time) return [];
    if (arrives && leaves) {
      const ends = time.add({ minutes: appointment.minutes });
      if (Temporal.ZonedDateTime.compare(time, arrives) < 0 || Temporal.ZonedDateTime.compare(ends, leaves) > 0) {
        problems.push({ field: `${field}.time`, message: `"${appointment.name}" is not within the stay`, mend: 'move it between arriving and leaving' });
      }
    }
    return [{ at, name: appointment.name, slug: `appointment-${index + 1}`, moment: time, minutes: appointment.minutes }];
  });

  if (request.dayHours && request.dayHours.start >= request.dayHours.end) {
    problems.push({ field: 'dayHours.end', message: `${request.dayHours.end} is not after ${request.dayHours.start}`, mend: 'end the day after it begins' });
  }
  if (problems.length > 0) return { problems };
  return { stay: { arrive: { at: arriveAt!, moment: arrives! }, leave: { at: leaveAt!, moment: leaves! }, bases, appointments } };
}

export function findWhereabouts(at: Whereabouts, catalogue: Catalogue, known: ReadonlyMap<string, DayEnd> = new Map()): { end: DayEnd } | { message: string; mend: string } {
  if (typeof at === 'string') {
    const town = catalogue.towns.get(at);
    if (town) return { end: { name: town.name, slug: at, lat: town.lat, lon: town.lon } };
    const attraction = catalogue.attractions.get(at);
    if (attraction) return { end: { name: attraction.name, slug: at, lat: attraction.position.lat, lon: attraction.position.lon } };
    const left = known.get(at);
    if (left) return { end: left };
    return { message: `"${at}" is neither a town nor an attraction of ${catalogue.place.name}`, mend: didYouMean(at, [...catalogue.towns.keys(), ...catalogue.attractions.keys()]) ?? `use the slug of a town or attraction, such as ${[...catalogue.towns.keys()][0]}, or a point` };
  }
  const shapes = Object.values(catalogue.shapes);
  const inside = shapes.some((shape) => insideShape(at, shape)) || shapes.some((shape) => distanceToShape(at, shape) <= nearEnoughMetres);
  if (!inside) return { message: `${at.lat}, ${at.lon} is outside ${catalogue.place.name}`, mend: `use a point in ${catalogue.place.name}, latitude first` };
  return { end: { name: `${at.lat.toFixed(4)}, ${at.lon.toFixed(4)}`, slug: null, lat: at.lat, lon: at.lon } };
}

/** What to say of a slug that no attraction has. */
export const noAttraction = (slug: string, catalogue: Catalogue): { readonly message: string; readonly mend: string } => ({
  message: `"${slug}" is not an attraction of ${catalogue.place.name}`,
  mend: didYouMean(slug, catalogue.attractions.keys()) ?? anAttraction(catalogue),
});

const anAttraction = ({ attractions }: Catalogue): string => `use the slug of an attraction, such as ${[...attractions.keys()][0]}`;
