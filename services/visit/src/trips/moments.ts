/** Local dates and times as visitors write them, and as itineraries answer them. */

/** A local time that cannot be meant: says why, and how to mend it. */
export class MomentError extends Error {
  override readonly name = 'MomentError';
  readonly mend: string;

  constructor(message: string, mend: string) {
    super(message);
    this.mend = mend;
  }
}

/**
 * The moment a local ISO time means in `timeZone`. Of an hour that comes twice (clocks going back)
 * the first is meant, unless an offset says otherwise.
 * @throws MomentError for a date that is not in the calendar, an hour the clocks skip, or an
 * offset that is not the place's own then.
 */
export function parseMoment(text: string, timeZone: string): Temporal.ZonedDateTime {
  const [, local, offset] = /^(.*?)(Z|[+-]\d{2}:\d{2})?$/.exec(text) as unknown as [string, string, string | undefined];
  let plain: Temporal.PlainDateTime;
  try {
    plain = Temporal.PlainDateTime.from(local, { overflow: 'reject' });
  } catch {
    throw new MomentError(`"${text}" is not a date and time of the calendar`, 'use a local time such as 2027-06-11T13:00');
  }
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (!earlier.toPlainDateTime().equals(plain)) {
    const after = plain.toZonedDateTime(timeZone, { disambiguation: 'later' });
    throw new MomentError(`${local} does not exist: the clocks go forward over it`, `use ${formatLocal(after)} or later`);
  }
  if (offset === undefined) return earlier;
  const wanted = offset === 'Z' ? '+00:00' : offset;
  const candidates = [earlier, plain.toZonedDateTime(timeZone, { disambiguation: 'later' })];
  const match = candidates.find((candidate) => candidate.offset === wanted);
  if (match === undefined) {
    throw new MomentError(`${text} has the offset ${wanted}, but ${timeZone} is at ${earlier.offset} then`, `leave the offset out, or write ${local}${earlier.offset}`);
  }
  return match;
}

/** RFC 3339 with seconds and offset. */
export function formatMoment(moment: Temporal.ZonedDateTime): string {
  return moment.toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

function formatLocal(moment: Temporal.ZonedDateTime): string {
  return moment.toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** Minutes after the local midnight of the moment's day, by the clock on the wall. */
export function minutesOfDay(moment: Temporal.ZonedDateTime | Temporal.PlainTime): number {
  return moment.hour * 60 + moment.minute + moment.second / 60;
}

/** The moment that many minutes after local midnight by the clock on the wall; may pass midnight. */
export function atMinutes(date: Temporal.PlainDate, minutes: number, timeZone: string): Temporal.ZonedDateTime {
  const seconds = Math.round(minutes * 60);
  return date.toPlainDateTime().add({ seconds }).toZonedDateTime(timeZone);
}

/** Minutes that have really passed since local midnight: on the nights the clocks change not what the wall says. */
export function elapsedMinutes(moment: Temporal.ZonedDateTime): number {
  return (moment.epochMilliseconds - moment.startOfDay().epochMilliseconds) / 60_000;
}

/** The moment that many real minutes after local midnight; negative is the evening before. */
export function atElapsed(date: Temporal.PlainDate, minutes: number, timeZone: string): Temporal.ZonedDateTime {
  return date.toZonedDateTime(timeZone).add({ seconds: Math.round(minutes * 60) });
}

/** Tells the real minutes since that day's midnight at which the wall's clock shows some. */
export function elapsedOn(date: Temporal.PlainDate, timeZone: string): (wallMinutes: number) => number {
  const midnight = date.toZonedDateTime(timeZone);
  if (midnight.hoursInDay === 24) return (wallMinutes) => wallMinutes;
  return (wallMinutes) => (atMinutes(date, wallMinutes, timeZone).epochMilliseconds - midnight.epochMilliseconds) / 60_000;
}

/** "09:30" as minutes after midnight. */
export function parseTimeOfDay(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return hours! * 60 + minutes!;
}
