/**
 * A deadline in the buyer's own clock, in words, also on the two nights a year when the clocks
 * change: an hour that comes twice says which one is meant, an hour that never comes is refused.
 */

export type LocalMoment =
  | { readonly kind: 'once'; readonly instant: Temporal.Instant }
  /** Clocks go back over it. */
  | { readonly kind: 'twice'; readonly earlier: Temporal.Instant; readonly later: Temporal.Instant }
  /** Clocks go forward over it. */
  | { readonly kind: 'never'; readonly before: Temporal.Instant; readonly after: Temporal.Instant };

/** What a date and a time of day mean in a time zone. */
export function localMoment(local: Temporal.PlainDateTime, timeZone: string): LocalMoment {
  const [earlier, later] = [local.toZonedDateTime(timeZone, { disambiguation: 'earlier' }), local.toZonedDateTime(timeZone, { disambiguation: 'later' })];
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { kind: 'once', instant: earlier.toInstant() };
  // In an hour that never comes, "earlier" and "later" are shown by other clocks than the one asked for.
  return earlier.toPlainDateTime().equals(local) ? { kind: 'twice', earlier: earlier.toInstant(), later: later.toInstant() } : { kind: 'never', before: earlier.toInstant(), after: later.toInstant() };
}

/**
 * For example "12 noon on Friday 5 March 2027, GMT", or "1:30 am on Sunday 31 October 2027, British
 * Summer Time (the first 1:30 am of that night; clocks go back)".
 */
export function deadlineWords(instant: Temporal.Instant, timeZone: string): string {
  const local = instant.toZonedDateTimeISO(timeZone);
  const date = local.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const zone = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'long' }).formatToParts(local.epochMilliseconds).find(({ type }) => type === 'timeZoneName')!.value;
  const meaning = localMoment(local.toPlainDateTime(), timeZone);
  const which = meaning.kind === 'twice' ? ` (the ${Temporal.Instant.compare(meaning.earlier, instant) === 0 ? 'first' : 'second'} ${timeWords(local)} of that night; clocks go back)` : '';
  return `${timeWords(local)} on ${date.replace(',', '')}, ${zone}${which}`;
}

function timeWords({ hour, minute, second }: Temporal.ZonedDateTime): string {
  const exact = second !== 0 ? `:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}` : minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  if (exact === '' && hour === 12) return '12 noon';
  if (exact === '' && hour === 0) return '12 midnight';
  return `${hour % 12 === 0 ? 12 : hour % 12}${exact} ${hour < 12 ? 'am' : 'pm'}`;
}
