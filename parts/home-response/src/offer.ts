/** What is said between the platform and a provider's own system: a case is offered, taken in, or taken away again. */

import { z } from 'zod';

const moment = z.iso.datetime({ offset: true });

/**
 * A case that the provider is to take. No name, address or number of anybody: who has to know reads
 * them at `links.dwelling`, and that is written down.
 */
export const offeredCase = z
  .object({
    format: z.literal('drystone-case/1'),
    id: z.uuid().describe('The same case, offered again, has the same id'),
    award: z.uuid().nullable().describe('By which it is yours; null in a test'),
    test: z.boolean().describe('From the conformance suite: acknowledge and close it by yourself, call nobody'),
    receivedAt: moment.describe('When the platform took the alarm in: answer times count from here'),
    acknowledgeBy: moment.describe('After this it goes to somebody else'),
    kind: z.string().max(60).describe('For example fall, fire, pendant'),
    group: z.string().max(60),
    priority: z.int().min(1).max(5).describe('1 is the most urgent'),
    area: z.string().max(60).nullable().describe('Slug, as at /api/areas'),
    dwelling: z.string().max(200).nullable().describe('By which the service knows it; no address'),
    links: z.object({
      case: z.url().describe('GET: the case as it stands'),
      dwelling: z.url().describe('GET: who lives there, notes, keyholders. Every look is written down.'),
      steps: z.url().describe('POST {"to": "acknowledged"}, … {"to": "closed", "outcome", "cause"}, with your key'),
    }),
  })
  .describe('Members that you do not know may come later: pass over them');
export type OfferedCase = z.output<typeof offeredCase>;

/** "We have it": somebody sees it in the provider's system. Not yet "an operator has taken it". */
export const offerAnswer = z.object({
  accepted: z.literal(true),
  reference: z.string().min(1).max(200).describe('What you call it; the same for the same case'),
});
export type OfferAnswer = z.output<typeof offerAnswer>;

export const withdrawnBecause = ['not-acknowledged', 'award-over', 'taken-elsewhere'] as const;
export type WithdrawnBecause = (typeof withdrawnBecause)[number];

/** It is somebody else's now. */
export const withdrawal = z.object({ because: z.enum(withdrawnBecause) });
export type Withdrawal = z.output<typeof withdrawal>;
