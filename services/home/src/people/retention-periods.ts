/** How long what is known of people is kept: as usual, and as whoever answers for the records says. */

/** By the rule they belong to, as ISO 8601 durations. */
export const usualPeriods = { keyholders: 'P30D', access: 'P30D', health: 'P90D', notes: 'P3Y', consents: 'P3Y', 'service-users': 'P3Y', addresses: 'P3Y', cases: 'P6Y' } as const;

export type RetentionId = keyof typeof usualPeriods;
export type RetentionPeriods = Readonly<Record<RetentionId, Temporal.Duration>>;

/** A date to compare lengths by. */
const someDay = Temporal.PlainDate.from('2001-01-01');
const longest = Temporal.Duration.from({ years: 100 });

/** @param text others than usual, as `notes=P8Y,service-users=P8Y`. @throws Error naming the part that makes no sense. */
export function readPeriods(text: string): RetentionPeriods {
  const periods: Record<string, Temporal.Duration> = Object.fromEntries(Object.entries(usualPeriods).map(([id, period]) => [id, Temporal.Duration.from(period)]));
  const said = new Set<string>();
  for (const part of text.split(',').map((each) => each.trim()).filter(Boolean)) {
    const [id, period, ...more] = part.split('=').map((each) => each.trim());
    if (!Object.hasOwn(usualPeriods, id!)) throw new Error(`"${id}" is kept by no rule: use ${Object.keys(usualPeriods).join(', ')}`);
    if (said.has(id!)) throw new Error(`"${id}" is there twice: say it once`);
    said.add(id!);
    if (period === undefined || more.length > 0 || !/^P(?=\d)(\d{1,3}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?$/.test(period)) throw new Error(`"${part}" has no period: write it as ${id}=P8Y, in years (Y), months (M), weeks (W) or days (D)`);
    const duration = Temporal.Duration.from(period);
    if (duration.blank || Temporal.Duration.compare(duration, longest, { relativeTo: someDay }) > 0) throw new Error(`"${part}" is nothing, or more than 100 years: use a period in between`);
    periods[id!] = duration;
  }
  const all = periods as unknown as RetentionPeriods;
  if (Temporal.Duration.compare(all.notes, all.cases, { relativeTo: someDay }) > 0) throw new Error('notes would be kept longer than the cases that they are on: keep cases as long');
  return all;
}
