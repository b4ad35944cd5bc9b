/** Times of day as operators read them: of the service's own clocks, to the second; how long somebody waits. */

/** "14:02:31" of today, "26 Nov, 14:02:31" of another day. */
export function clockOf(timeZone: string): (instant: string) => string {
  const today = Temporal.Now.plainDateISO(timeZone);
  return (instant) => {
    const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
    const time = local.toPlainTime().toString({ smallestUnit: 'second' });
    const day = local.toPlainDate();
    if (day.equals(today)) return time;
    return `${local.toLocaleString('en-GB', { day: 'numeric', month: 'short', ...(day.year === today.year ? {} : { year: 'numeric' }) })}, ${time}`;
  };
}

/** "0:42", "12:07", "1 h 05 min", "3 d 4 h". */
export function waited(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (count: number) => String(count).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}
