/** The ways to buy: data, with the stages that the law asks of each and those that are habit. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const methodIds = ['open-procedure', 'competitive-flexible', 'dynamic-market', 'below-threshold-quotation', 'direct-award', 'grant', 'challenge-prize', 'pilot-first'] as const;
export type MethodId = (typeof methodIds)[number];

const stage = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string().min(1),
  /** Law: it cannot be left out from the threshold up. */
  basis: z.enum(['law', 'habit']),
  /** The least it should last. */
  days: z.int().min(0).optional(),
  notice: z.string().regex(/^UK\d{1,2}$/).optional(),
  why: z.string().min(1),
});
export type MethodStage = z.infer<typeof stage>;

const method = z
  .strictObject({
    id: z.enum(methodIds),
    name: z.string(),
    summary: z.string(),
    /** Which Act it follows: the Procurement Act 2023, or for money without an order the Subsidy Control Act 2022. */
    law: z.enum(['procurement', 'subsidy']),
    /** OCDS 1.1, codelist `method`. */
    ocds: z.enum(['open', 'selective', 'limited', 'direct']),
    /** Whether it may be used from the threshold up. */
    above: z.enum(['allowed', 'forbidden']),
    /** Whether the commissioner may put stages of their own between the given ones. */
    ownStages: z.enum(['allowed', 'none']),
    /** From publication to deadline. What is law is enforced, what is habit explained. */
    tenderDays: z.strictObject({ least: z.int().min(0), basis: z.enum(['law', 'habit']) }),
    standstill: z.enum(['law', 'none']),
    notices: z.array(z.string().regex(/^UK\d{1,2}$/)),
    stages: z.array(stage).min(1),
    source: z.strictObject({ title: z.string(), url: z.url({ protocol: /^https$/ }) }),
  })
  // Their titles alone, for whoever only wants to read what comes after what.
  .transform((each) => ({ ...each, steps: each.stages.map(({ title }) => title) }));
export type Method = z.infer<typeof method>;

export const methods: readonly Method[] = z.array(method).parse(parse(readFileSync(join(import.meta.dirname, 'methods.yaml'), 'utf8')));

export function methodOf(id: MethodId): Method {
  return methods.find((each) => each.id === id)!;
}
