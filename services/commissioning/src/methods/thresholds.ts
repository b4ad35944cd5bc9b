/** From which value the Procurement Act 2023 applies in full: data, by what is bought and who buys. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What is bought; the light touch services are listed in the Procurement Regulations 2024. */
export const categories = ['services', 'goods', 'works', 'light-touch', 'concession'] as const;
export type Category = (typeof categories)[number];

export const authorities = ['sub-central', 'central'] as const;
export type Authority = (typeof authorities)[number];

const threshold = z
  .strictObject({ category: z.enum(categories), authority: z.enum(authorities), pounds: z.int().min(1), from: z.iso.date(), title: z.string().min(1) })
  .transform(({ pounds, ...rest }) => ({ ...rest, pence: pounds * 100 }));
/** `pence` with VAT, as the Act counts (section 4 and schedule 3). */
export type Threshold = z.infer<typeof threshold>;

export const thresholds: readonly Threshold[] = z.array(threshold).parse(parse(readFileSync(join(import.meta.dirname, 'thresholds.yaml'), 'utf8')));

export const thresholdSource = { title: 'Procurement Act 2023, schedule 1; thresholds from 1 January 2026', url: 'https://www.legislation.gov.uk/ukpga/2023/54/schedule/1' } as const;

/** The threshold in force on a day; the earliest that is known before that. */
export function thresholdOf({ category, authority }: { readonly category: Category; readonly authority: Authority }, on: Temporal.PlainDate): Threshold {
  const known = thresholds.filter((each) => each.category === category && each.authority === authority).toSorted((a, b) => b.from.localeCompare(a.from));
  return known.find(({ from }) => from <= on.toString()) ?? known.at(-1)!;
}
