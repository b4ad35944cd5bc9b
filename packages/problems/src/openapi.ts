/** How the routes of an API say what they answer and what they refuse. */

import { z, type Hook } from '@hono/zod-openapi';
import { fieldProblems, invalid } from './index.ts';

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(z.strictObject({ field: z.string(), message: z.string(), mend: z.string().optional() })).optional(),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details' });

export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({ description, content: { 'application/json': { schema } } });
export const refusal = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });

/** What does not fit a route's schema is a problem like any other. */
export const refuseMisfits: Hook<unknown, object, string, unknown> = (result) => {
  if (!result.success) throw invalid(fieldProblems(result.error as z.ZodError, result.target === 'json' ? 'body' : result.target));
};
