/**
 * What a visitor's change does: to the wishes that are kept with the trip, and to which days are
 * planned anew. Pure; the planning itself follows from the answer.
 */

import { didYouMean } from '../content/did-you-mean.ts';
import { FieldError } from '../problem.ts';
import { elapsedMinutes } from './moments.ts';
import type { ChangedTrip, Day, Itinerary, Stop, TripChange, TripRequest } from './trip.ts';
import type { StoredWishes } from './wishes.ts';

/** A change that cannot be made as it was asked. */
export class ChangeError extends FieldError {
  override readonly name = 'ChangeError';
}

export interface Replanning {
  readonly wishes: StoredWishes;
  /** Days to plan anew; none where only the wishes changed. */
  readonly dates: readonly string[];
  /** Whether the plan is kept close to. */
  readonly close: boolean;
  /** Whether time left over is filled with something new. */
  readonly fill: boolean;
  /** The stop that a visitor stands before, if its time has come. */
  readonly at?: string;
  /** The order that a visitor put a day's stops in, appointments included. */
  readonly order?: { readonly date: string; readonly slugs: readonly string[] };
}

export interface ChangeGround {
  readonly request: TripRequest;
  readonly wishes: StoredWishes;
  readonly itinerary: Itinerary;
  readonly now: Temporal.ZonedDateTime;
  /** What to say of a slug that no attraction has; nothing where there is one. */
  readonly misnamed: (slug: string) => { readonly message: string; readonly mend: string } | undefined;
}

/**
 * The wishes after the change, and the days it concerns. What it does to a plan:
 * - `remove`: the stop goes, and nobody fills its time with something else.
 * - `swap`: the stop goes, and its day may be filled with something else.
 * - `closed`: the same, for a visitor who stands before it: they go on from there.
 * - `add`: it must be seen, on the day that is named or on any; what cannot be beside it goes, or moves to another day.
 * - `move`: as wished; both days are laid out anew around it.
 * - `hours`: the day gets longer or shorter, and is filled or thinned out.
 * - `wetDay`: indoors is worth more there; what is left out there may find room on a later, dry day.
 * - `late`: the next stop begins so much later; what does not fit any more may find room on a later day.
 * - `replan`: the days that are named, or all that lie ahead, as if nothing had been planned but what is pinned.
 *
 * All but `replan` stay close to the plan (`changeCost`), and nothing that has begun is touched.
 * @throws ChangeError
 */
export function applyChange(ground: ChangeGround, change: TripChange): Replanning {
  const { wishes, itinerary } = ground;
  switch (change.op) {
    case 'pin':
    case 'unpin': {
      const { slug, day } = plannedStop(itinerary, change);
      const others = wishes.pins.filter((pin) => pin.slug !== slug);
      return { wishes: { ...wishes, pins: change.op === 'pin' ? [...others, { slug, date: day.date }] : others }, dates: [], close: true, fill: false };
    }
    case 'remove':
    case 'swap':
    case 'closed': {
      const { slug, day } = plannedStop(itinerary, change);
      const removed = [...wishes.removed.filter((each) => each !== slug), slug];
      return { wishes: { ...without(wishes, slug), removed }, dates: [day.date], close: true, fill: change.op !== 'remove', ...(change.op === 'closed' && { at: slug }) };
    }
    case 'add': {
      const slug = needed(change, 'slug');
      const misnamed = ground.misnamed(slug);
      if (misnamed) throw new ChangeError('slug', misnamed.message, misnamed.mend);
      if (stopOf(itinerary, slug)) throw new ChangeError('slug', `"${slug}" is in the plan already`, 'move it instead');
      const dates = change.date === undefined ? datesAhead(ground) : [dayOf(itinerary, change.date, 'date').date];
      const added = { slug, ...(change.date === undefined ? {} : { date: change.date }) };
      return { wishes: { ...without(wishes, slug), added: [...wishes.added.filter((each) => each.slug !== slug), added] }, dates, close: true, fill: false };
    }
    case 'move':
      return move(ground, change);
    case 'hours': {
      const day = dayOf(itinerary, change.date ?? onlyDate(itinerary), 'date');
      const [start, end] = [needed(change, 'start'), needed(change, 'end')];
      if (start >= end) throw new ChangeError('end', `${end} is not after ${start}`, 'end the day after it begins');
      return { wishes: { ...wishes, dayHours: { ...wishes.dayHours, [day.date]: { start, end } }, times: timesBut(wishes, day.date) }, dates: [day.date], close: true, fill: true };
    }
    case 'wetDay': {
      const day = dayOf(itinerary, change.date ?? onlyDate(itinerary), 'date');
      const wetDays = wishes.wetDays.includes(day.date) ? wishes.wetDays : [...wishes.wetDays, day.date];
      return { wishes: { ...wishes, wetDays, times: timesBut(wishes, day.date) }, dates: from(itinerary, day.date), close: true, fill: true };
    }
    case 'late':
      return late(ground, change);
    case 'replan': {
      const dates = change.date === undefined ? datesAhead(ground) : [dayOf(itinerary, change.date, 'date').date];
      return {
        dates,
        close: false,
        fill: true,
        wishes: { ...wishes, times: wishes.times.filter((time) => !dates.includes(time.date)), notBefore: Object.fromEntries(Object.entries(wishes.notBefore).filter(([date]) => !dates.includes(date))) },
      };
    }
  }
}

/** The days from a date on. */
function from(itinerary: Itinerary, date: string): readonly string[] {
  return itinerary.days.map((day) => day.date).filter((each) => each >= date);
}

/** From today on; of a stay that is over all its days, which are then a plan like any other. */
function datesAhead({ itinerary, now }: ChangeGround): readonly string[] {
  const ahead = from(itinerary, now.toPlainDate().toString());
  return ahead.length > 0 ? ahead : itinerary.days.map((day) => day.date);
}

function move({ wishes, itinerary }: ChangeGround, change: TripChange): Replanning {
  const { slug, day } = plannedStop(itinerary, change);
  const target = dayOf(itinerary, change.toDate ?? day.date, 'toDate');
  if (change.toDate === undefined && change.position === undefined) throw new ChangeError('toDate', 'a move needs a day or a position', 'give toDate, position or both');
  const dates = [...new Set([day.date, target.date])];
  const pins = wishes.pins.some((pin) => pin.slug === slug) ? [{ slug, date: target.date }] : [];
  const moved: StoredWishes = {
    ...without(wishes, slug),
    pins: [...wishes.pins.filter((pin) => pin.slug !== slug), ...pins],
    added: [...wishes.added.filter((each) => each.slug !== slug), { slug, date: target.date }],
    times: wishes.times.filter((time) => !dates.includes(time.date)),
  };
  const replanning = { wishes: moved, dates, close: true, fill: false };
  if (change.position === undefined) return replanning;
  const others = target.stops.map((stop) => stop.slug).filter((each) => each !== slug);
  if (change.position > others.length) throw new ChangeError('position', `${change.position} is past the day's last place`, `use 0 to ${others.length}`);
  return { ...replanning, order: { date: target.date, slugs: others.toSpliced(change.position, 0, slug) } };
}

/** Later than planned: what has begun stays, the next stop begins so much later, the rest follows. */
function late({ wishes, itinerary, now }: ChangeGround, change: TripChange): Replanning {
  const today = now.toPlainDate().toString();
  const day = dayOf(itinerary, change.date ?? (itinerary.days.some((each) => each.date === today) ? today : onlyDate(itinerary)), 'date');
  const minutes = needed(change, 'minutes');
  const begun = day.date === today ? begunStops(day, now) : [];
  const next = visits(day).find((stop) => !begun.includes(stop));
  const notBefore = next === undefined ? wishes.notBefore : { ...wishes.notBefore, [day.date]: clock(next.arrive, now.timeZoneId) + minutes };
  return { wishes: { ...wishes, notBefore, times: timesBut(wishes, day.date) }, dates: from(itinerary, day.date), close: true, fill: false };
}

function begunStops(day: Day, now: Temporal.ZonedDateTime): readonly Stop[] {
  return visits(day).filter((stop) => Temporal.Instant.compare(Temporal.Instant.from(stop.arrive), now.toInstant()) <= 0);
}

/** Real minutes after local midnight of an RFC 3339 time. */
function clock(moment: string, timeZone: string): number {
  return elapsedMinutes(Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone));
}

/** The order that a visitor put a day's stops in, kept as the times that the plan gave them. */
export function keepOrder(wishes: StoredWishes, itinerary: Itinerary, date: string, timeZone: string): StoredWishes {
  const times = visits(dayOf(itinerary, date, 'date')).map((stop) => ({ slug: stop.slug, date, opens: clock(stop.arrive, timeZone), closes: clock(stop.arrive, timeZone) }));
  return { ...wishes, times: [...timesBut(wishes, date), ...times] };
}

/** The stops that a plan chose; appointments keep themselves. */
function visits(day: Day): readonly Stop[] {
  return day.stops.filter((stop) => !stop.appointment);
}

function plannedStop(itinerary: Itinerary, change: TripChange): { slug: string; day: Day } {
  const slug = needed(change, 'slug');
  const found = stopOf(itinerary, slug);
  if (found === undefined) throw new ChangeError('slug', `"${slug}" is not in the plan`, didYouMean(slug, itinerary.days.flatMap((day) => visits(day).map((stop) => stop.slug))) ?? 'name a stop of the plan');
  if (found.stop.appointment) throw new ChangeError('slug', `"${found.stop.name}" is an appointment`, 'plan a trip without it');
  if (change.date !== undefined && found.day.date !== change.date) throw new ChangeError('date', `"${slug}" is on ${found.day.date}, not on ${change.date}`, 'name its day, or leave the date out');
  return { slug, day: found.day };
}

function stopOf(itinerary: Itinerary, slug: string): { stop: Stop; day: Day } | undefined {
  for (const day of itinerary.days) {
    const stop = day.stops.find((each) => each.slug === slug);
    if (stop) return { stop, day };
  }
  return undefined;
}

function dayOf(itinerary: Itinerary, date: string, field: string): Day {
  const day = itinerary.days.find((each) => each.date === date);
  if (day === undefined) throw new ChangeError(field, `${date} is not a day of this trip`, `name one of ${itinerary.days.map((each) => each.date).join(', ')}`);
  return day;
}

function onlyDate(itinerary: Itinerary): string {
  const [first, second] = itinerary.days;
  if (second !== undefined) throw new ChangeError('date', 'which day is meant', `name one of ${itinerary.days.map((day) => day.date).join(', ')}`);
  return first!.date;
}

function needed<Field extends 'slug' | 'start' | 'end' | 'minutes'>(change: TripChange, field: Field): NonNullable<TripChange[Field]> {
  const value = change[field];
  if (value === undefined) throw new ChangeError(field, `"${change.op}" needs ${field}`, `add ${field}`);
  return value as NonNullable<TripChange[Field]>;
}

function without(wishes: StoredWishes, slug: string): StoredWishes {
  return {
    ...wishes,
    pins: wishes.pins.filter((each) => each.slug !== slug),
    added: wishes.added.filter((each) => each.slug !== slug),
    removed: wishes.removed.filter((each) => each !== slug),
    times: wishes.times.filter((each) => each.slug !== slug),
  };
}

const timesBut = (wishes: StoredWishes, date: string): StoredWishes['times'] => wishes.times.filter((time) => time.date !== date);

/** What became of the stops of a plan. */
export function whatChanged(before: Itinerary, after: Itinerary): ChangedTrip['changed'] {
  const daysOf = ({ days }: Itinerary) => new Map(days.flatMap((day) => day.stops.map((stop) => [stop.slug, day.date] as const)));
  const [old, now] = [daysOf(before), daysOf(after)];
  return {
    added: [...now.keys()].filter((slug) => !old.has(slug)),
    dropped: [...old.keys()].filter((slug) => !now.has(slug)),
    moved: [...now].flatMap(([slug, date]) => (old.has(slug) && old.get(slug) !== date ? [slug] : [])),
  };
}
