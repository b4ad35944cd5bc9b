/**
 * The bare days of a stay, before anything is planned: where each begins and ends, and between
 * which hours.
 */

import type { Point } from '../content/geometry.ts';
import { FieldError } from '../problem.ts';
import type { DayEnd, Pace, TripRequest } from './trip.ts';
import { elapsedMinutes, elapsedOn, parseTimeOfDay } from './moments.ts';

export interface OutlineDay {
  readonly date: Temporal.PlainDate;
  /** The real minutes after midnight at which the wall's clock shows these. */
  readonly elapsed: (wallMinutes: number) => number;
  readonly from: DayEnd;
  readonly to: DayEnd;
  /** Real minutes after local midnight: not under way before, at the day's end by then. */
  readonly opens: number;
  readonly closes: number;
  /** Visits that nobody booked begin and end within these. */
  readonly visitsFrom: number;
  readonly visitsUntil: number;
  readonly appointments: readonly OutlineAppointment[];
}

export interface OutlineAppointment {
  readonly at: DayEnd;
  readonly name: string;
  /** Slug of the stop it makes. */
  readonly slug: string;
  readonly start: number;
  readonly minutes: number;
}

export interface Stay {
  readonly arrive: { readonly at: DayEnd; readonly moment: Temporal.ZonedDateTime };
  readonly leave: { readonly at: DayEnd; readonly moment: Temporal.ZonedDateTime };
  /** One a night. */
  readonly bases: readonly DayEnd[];
  readonly appointments: readonly (Omit<OutlineAppointment, 'start'> & { readonly moment: Temporal.ZonedDateTime })[];
}

/** A stay that cannot be: which field, why, how to mend it. */
export class StayError extends FieldError {
  override readonly name = 'StayError';
}

const hoursOfPace: Readonly<Record<Pace, { start: number; end: number }>> = {
  relaxed: { start: 10 * 60, end: 17.5 * 60 },
  steady: { start: 9.5 * 60, end: 18 * 60 },
  full: { start: 9 * 60, end: 19.5 * 60 },
};

/** A visitor with their own day's hours may say so a day (op "hours"). */
export type DayHours = ReadonlyMap<string, { readonly start: string; readonly end: string }>;

/**
 * @param travelMinutes whole minutes from one point to another, Infinity where there is no way.
 * @throws StayError where even going straight from arrival to leaving takes too long, or an
 * appointment cannot be reached.
 */
export function outlineDays(
  stay: Stay,
  request: Pick<TripRequest, 'pace' | 'dayHours'>,
  ownHours: DayHours,
  travelMinutes: (from: Point, to: Point) => number,
): OutlineDay[] {
  const first = stay.arrive.moment.toPlainDate();
  const days = first.until(stay.leave.moment.toPlainDate()).days + 1;
  const { timeZoneId } = stay.arrive.moment;
  const arrives = Math.ceil(elapsedMinutes(stay.arrive.moment));
  const leaves = Math.floor(elapsedMinutes(stay.leave.moment));

  const outline = Array.from({ length: days }, (_, index): OutlineDay => {
    const date = first.add({ days: index });
    const isFirst = index === 0;
    const isLast = index === days - 1;
    const from = isFirst ? stay.arrive.at : stay.bases[index - 1]!;
    const to = isLast ? stay.leave.at : stay.bases[index]!;
    const straight = travelMinutes(from, to);
    const own = ownHours.get(date.toString()) ?? request.dayHours;
    const hours = own ? { start: parseTimeOfDay(own.start), end: parseTimeOfDay(own.end) } : hoursOfPace[request.pace];
    const elapsed = elapsedOn(date, timeZoneId);
    const usual = { start: elapsed(hours.start), end: elapsed(hours.end) };

    let opens = isFirst ? Math.max(arrives, usual.start) : usual.start;
    let closes = isLast ? Math.min(leaves, usual.end) : usual.end;
    const [visitsFrom, visitsUntil] = [opens, closes];
    if (!Number.isFinite(straight)) {
      throw new StayError(isLast ? 'leave.at' : 'base', `there is no way from ${from.name} to ${to.name} by this mode`, 'choose another mode or place');
    }
    if (closes - opens < straight) {
      // No time for visits: only the way itself, as early or as late as it must be.
      if (isLast) {
        closes = leaves;
        opens = Math.min(opens, closes - straight);
        if (isFirst && opens < arrives) {
          throw new StayError('leave.time', `${to.name} is ${straight} minutes from ${from.name}`, `leave at least ${straight} minutes after you arrive`);
        }
      } else closes = opens + straight;
    }

    const appointments = stay.appointments
      .filter((appointment) => appointment.moment.toPlainDate().equals(date))
      .map(({ moment, ...appointment }) => ({ ...appointment, start: Math.round(elapsedMinutes(moment)) }))
      .sort((a, b) => a.start - b.start);
    for (const appointment of appointments) {
      // A table booked for the evening makes the day as long as it needs.
      opens = Math.min(opens, appointment.start - travelMinutes(from, appointment.at));
      closes = Math.max(closes, appointment.start + appointment.minutes + travelMinutes(appointment.at, to));
      if ((isFirst && opens < arrives) || (isLast && closes > leaves) || !Number.isFinite(opens) || !Number.isFinite(closes)) {
        throw new StayError('appointments', `"${appointment.name}" cannot be reached between arriving and leaving`, 'move the appointment, or the arrival or departure');
      }
    }
    return { date, elapsed, from, to, opens, closes, visitsFrom, visitsUntil, appointments };
  });
  outline.forEach((day, index) => {
    const before = outline[index - 1];
    if (before && before.closes > day.opens + before.date.toZonedDateTime(timeZoneId).hoursInDay * 60) {
      throw new StayError(index === outline.length - 1 ? 'leave.time' : 'base', `there is not the time to come to ${before.to.name} and on to ${day.to.name}`, 'leave later, stay nearer, or choose another mode');
    }
  });
  return outline;
}
