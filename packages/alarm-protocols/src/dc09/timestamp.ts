/** `HH:MM:SS,MM-DD-YYYY`, in UTC, the month before the day. */

/** How an account's panel writes the time, where it does so otherwise than the standard. */
export interface PanelClock {
  /** In which its clock runs, for example `Europe/London`; UTC by the standard. */
  readonly timeZone?: string;
  /** Day before month. */
  readonly dayFirst?: boolean;
}

export interface ReadTimestamp {
  readonly at: Temporal.Instant;
  /** The day stood where the month belongs, which shows where it is above 12. */
  readonly dayFirst: boolean;
}

/** @returns undefined where `text` is no moment there ever was. */
export function readTimestamp(text: string, clock: PanelClock = {}): ReadTimestamp | undefined {
  const parts = /^(\d{2}):(\d{2}):(\d{2}),(\d{2})-(\d{2})-(\d{4})$/.exec(text.trim());
  if (!parts) return undefined;
  const [hour, minute, second, first, other, year] = parts.slice(1).map(Number) as [number, number, number, number, number, number];
  const dayFirst = clock.dayFirst === true ? other <= 12 : first > 12;
  const [month, day] = dayFirst ? [other, first] : [first, other];
  try {
    const local = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }, { overflow: 'reject' });
    return { at: local.toZonedDateTime(clock.timeZone ?? 'UTC').toInstant(), dayFirst };
  } catch {
    return undefined;
  }
}

export function writeTimestamp(at: Temporal.Instant): string {
  const { year, month, day, hour, minute, second } = at.toZonedDateTimeISO('UTC');
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(hour)}:${two(minute)}:${two(second)},${two(month)}-${two(day)}-${String(year).padStart(4, '0')}`;
}
