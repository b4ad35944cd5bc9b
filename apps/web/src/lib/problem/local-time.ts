import { dateName } from '../words/figures.ts';

/** A moment as the place's own clocks show it: 2027-03-01 and 17:00. */
export function localTime(moment: string, timeZone: string): { readonly date: string; readonly time: string } {
  const local = Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone);
  return { date: local.toPlainDate().toString(), time: local.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

/** A moment in words, by the place's own clocks: "27 November 2026, 14:00". */
export function momentName(moment: string, timeZone: string): string {
  const { date, time } = localTime(moment, timeZone);
  return `${dateName(date)}, ${time}`;
}

/** The moment of a day and a time of the place's clocks, RFC 3339; the text as it was where it is neither. */
export function momentOf(date: string, time: string, timeZone: string): string {
  try {
    return Temporal.PlainDateTime.from(`${date}T${time || '17:00'}`).toZonedDateTime(timeZone).toInstant().toString();
  } catch {
    return `${date} ${time}`.trim();
  }
}
