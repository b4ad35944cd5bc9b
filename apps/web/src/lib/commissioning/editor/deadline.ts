/** A deadline as a buyer writes it: a day and a time on the wall, in a zone that is named in words. */

export type Deadline = { readonly at: string } | { readonly problem: 'none' | 'no-date' | 'no-time' | 'skipped' | 'twice' };

/**
 * RFC 3339 with its offset. A time that the clocks skip, or that comes twice, in the night they change is no deadline:
 * nobody would know which is meant.
 */
export function deadlineOf(date: string, time: string, timeZone: string): Deadline {
  if (date === '' && time === '') return { problem: 'none' };
  let day: Temporal.PlainDate;
  try {
    day = Temporal.PlainDate.from(date, { overflow: 'reject' });
  } catch {
    return { problem: 'no-date' };
  }
  const match = /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\s*$/i.exec(time === 'noon' ? '12:00' : time);
  const half = match?.[3]?.toLowerCase();
  const hour = half === undefined ? Number(match?.[1]) : (Number(match?.[1]) % 12) + (half === 'pm' ? 12 : 0);
  if (match === null || hour > 23 || Number(match[2] ?? 0) > 59 || (half !== undefined && Number(match[1]) > 12)) return { problem: 'no-time' };
  const clock = new Temporal.PlainTime(hour, Number(match[2] ?? 0));
  const local = day.toPlainDateTime(clock);
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) => local.toZonedDateTime(timeZone, { disambiguation }));
  if (!earlier!.toPlainDateTime().equals(local)) return { problem: 'skipped' };
  if (earlier!.epochMilliseconds !== later!.epochMilliseconds) return { problem: 'twice' };
  return { at: earlier!.toString({ timeZoneName: 'never', smallestUnit: 'second' }) };
}

/** Day, time of day and the zone's name in words, for example "British Summer Time". */
export function deadlineInWords(at: string, timeZone: string): { readonly date: string; readonly time: string; readonly zone: string } {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  const zone = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'long' }).formatToParts(local.epochMilliseconds).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  return { date: local.toPlainDate().toString(), time: local.toPlainTime().toString({ smallestUnit: 'minute' }), zone };
}
