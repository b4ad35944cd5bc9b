/** What an operator can do with a case, and in what words it ends. */

import { z } from 'zod';

export const outcomes = ['no-help-needed', 'advice', 'keyholder', 'responder', 'ambulance', 'fire-service', 'police', 'technician', 'could-not-be-reached'] as const;
export const causes = ['fall', 'unwell', 'fire', 'environment', 'inactivity', 'intruder', 'technical', 'pressed-by-mistake', 'test', 'unknown'] as const;
export const senders = ['responder', 'keyholder', 'ambulance', 'fire-service', 'police', 'technician'] as const;

export const caseStep = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('acknowledged') }),
  z.strictObject({ to: z.literal('talking') }),
  z.strictObject({ to: z.literal('sent'), whom: z.enum(senders) }),
  z.strictObject({ to: z.literal('arrived'), whom: z.enum(senders) }),
  z.strictObject({ to: z.literal('resolved') }),
  z.strictObject({ to: z.literal('closed'), outcome: z.enum(outcomes), cause: z.enum(causes) }),
  z.strictObject({ to: z.literal('handed-back') }),
]);
export type CaseStep = z.output<typeof caseStep>;
