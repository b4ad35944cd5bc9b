/** Open, closed or not known at a moment, and in words what comes next. */

import { m } from '@drystone/messages';
import type { Attraction } from '@drystone/part-visit-content';
import { openingSchedule, type OpeningSchedule } from '../content/opening-schedule.ts';
import type { Place } from '../content/place-pack.ts';
import { atMinutes, formatMoment, minutesOfDay } from '../trips/moments.ts';
import type { OpenState } from './attraction-view.ts';

const daysAhead = 14;
/** Nearer than this the minutes are told instead of the hour. */
const soonMinutes = 90;

export interface Schedules {
  /** undefined where the hours are not known. */
  of(attraction: Attraction): OpeningSchedule | undefined;
}

/** Parsed hours by attraction, so that each text is read once. */
export function createSchedules(place: Place): Schedules {
  const parsed = new Map<string, OpeningSchedule>();
  return {
    of({ slug, hours, position }) {
      if (hours === 'unknown') return undefined;
      let schedule = parsed.get(slug);
      if (schedule === undefined) {
        schedule = openingSchedule(hours.opening, position, place);
        parsed.set(slug, schedule);
      }
      return schedule;
    },
  };
}

export function openState(attraction: Attraction, schedules: Schedules, at: Temporal.ZonedDateTime): OpenState {
  if (attraction.hours === 'unknown') return { state: 'unknown', changesAt: null, text: m.hours_unknown() };
  if (attraction.hours.opening === '24/7') return { state: 'open', changesAt: null, text: m.open_all_day() };
  const schedule = schedules.of(attraction)!;
  const today = at.toPlainDate();
  const now = minutesOfDay(at);
  const windows = schedule.windows(today);
  const current = windows.find(({ opens, closes }) => opens <= now && now < closes);

  if (current) {
    const next = schedule.windows(today.add({ days: 1 }))[0];
    const pastMidnight = current.closes >= 1440 && next?.opens === 0;
    if (pastMidnight && current.opens === 0 && next.closes >= 1440) return { state: 'open', changesAt: null, text: m.open_all_day() };
    const closing = pastMidnight ? 1440 + next.closes : current.closes;
    const minutes = Math.ceil(closing - now);
    const closes = atMinutes(today, closing, at.timeZoneId);
    return {
      state: 'open',
      changesAt: formatMoment(closes),
      text: minutes <= soonMinutes ? m.open_closes_in({ minutes }) : m.open_until({ time: timeOf(closes) }),
    };
  }
  for (let day = 0; day <= daysAhead; day++) {
    const date = today.add({ days: day });
    const next = (day === 0 ? windows : schedule.windows(date)).find(({ opens }) => day > 0 || opens > now);
    if (next === undefined) continue;
    const opens = atMinutes(date, next.opens, at.timeZoneId);
    const changesAt = formatMoment(opens);
    const time = timeOf(opens);
    if (day === 0 && next.opens - now <= soonMinutes) return { state: 'closed', changesAt, text: m.closed_opens_in({ minutes: Math.ceil(next.opens - now) }) };
    if (day === 0) return { state: 'closed', changesAt, text: m.closed_opens_today({ time }) };
    if (day === 1) return { state: 'closed', changesAt, text: m.closed_opens_tomorrow({ time }) };
    return { state: 'closed', changesAt, text: m.closed_opens_day({ day: opens.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' }), time }) };
  }
  return { state: 'closed', changesAt: null, text: m.closed_for_long() };
}

function timeOf(moment: Temporal.ZonedDateTime): string {
  return moment.toPlainTime().toString({ smallestUnit: 'minute' });
}
