/** Which revision a change was made of: `If-Match`, as the ETag that was read has it. */

import { z } from '@hono/zod-openapi';

export const ifMatch = z.object({ 'if-match': z.string().openapi({ description: 'The ETag that was read; "0" where there was nothing yet' }) });

/** NaN, which is no revision of anything, where it is none. */
export const revisionOf = (header: string): number => Number(/^\s*(?:W\/)?"(\d+)"\s*$/.exec(header)?.[1] ?? Number.NaN);
