/** The ways to buy: data, and the two questions that the law puts to each. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const methodIds = ['open-procedure', 'competitive-flexible', 'dynamic-market', 'below-threshold-quotation', 'direct-award', 'grant', 'challenge-prize', 'pilot-first'] as const;
export type MethodId = (typeof methodIds)[number];

const method = z.strictObject({
  id: z.enum(methodIds),
  name: z.string(),
  summary: z.string(),
  /** OCDS 1.1, codelist `method`. */
  ocds: z.enum(['open', 'selective', 'limited', 'direct']),
  /** Whether it may be used from the threshold up. */
  above: z.enum(['allowed', 'forbidden']),
  /** From publication to deadline. What is law is enforced, what is habit explained. */
  tenderDays: z.strictObject({ least: z.int().min(0), basis: z.enum(['law', 'habit']) }),
  standstill: z.enum(['law', 'none']),
  notices: z.array(z.string().regex(/^UK\d{1,2}$/)),
  steps: z.array(z.string()).min(1),
  source: z.strictObject({ title: z.string(), url: z.url({ protocol: /^https$/ }) }),
});
export type Method = z.infer<typeof method>;

/**
 * Pence, VAT included: services bought by an authority that is not a central one, from 1 January
 * 2026. Source: Procurement Act 2023 schedule 1, as amended; Procurement Policy Note on thresholds 2026.
 */
export const serviceThresholdPence = 207_720_00;

export const methods: readonly Method[] = z.array(method).parse(parse(readFileSync(join(import.meta.dirname, 'methods.yaml'), 'utf8')));

export function methodOf(id: MethodId): Method {
  return methods.find((each) => each.id === id)!;
}
