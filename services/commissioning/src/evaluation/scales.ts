/** Scales as data: what each score means, in words that are published with the tender. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const scale = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    name: z.string().min(1),
    steps: z.array(z.strictObject({ score: z.int().min(0).max(100), word: z.string().min(1), means: z.string().min(1) })).min(2),
  })
  .refine(({ steps }) => steps.every(({ score }, index) => score === index), 'the steps of a scale count from 0');
export type Scale = z.output<typeof scale>;

export const scales: readonly Scale[] = z.array(scale).parse(parse(readFileSync(join(import.meta.dirname, 'scales.yaml'), 'utf8')));
export const scaleIds: readonly string[] = scales.map(({ id }) => id);

export const scaleOf = (id: string): Scale => scales.find((each) => each.id === id) ?? scales[0]!;
export const highestOf = (id: string): number => scaleOf(id).steps.length - 1;
