/** Open data, below `/open`. */

import { Problem } from '@drystone/problems';
import type { JsonObject } from '@drystone/ocds';
import { Hono, type Context } from 'hono';
import { stream } from 'hono/streaming';
import type { OpenContracting } from '../open/open-contracting.ts';

const most = 100;

/** `/ocds/releases`, `/ocds/records/{ocid}`, and both as a whole in JSON Lines. */
export function createOpenRoutes(published: OpenContracting): Hono {
  const open = new Hono();
  open.get('/ocds/releases', async (context) => {
    const limit = Number(context.req.query('limit') ?? most);
    if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new Problem({ kind: 'invalid-request', detail: `limit: use a whole number from 1 to ${most}.`, errors: [{ field: 'limit', message: 'is out of range', mend: `use 1 to ${most}` }] });
    return context.json(await published.releasePackage({ limit, after: context.req.query('after') }));
  });
  open.get('/ocds/records/:ocid', async (context) => context.json(await published.recordPackage(context.req.param('ocid'))));
  open.get('/ocds/releases.jsonl', (context) => lines(context, published.allReleases()));
  open.get('/ocds/records.jsonl', (context) => lines(context, published.allRecords()));
  return open;
}

function lines(context: Context, objects: AsyncIterable<JsonObject>): Response {
  context.header('content-type', 'application/jsonl; charset=utf-8');
  return stream(context, async (out) => {
    for await (const each of objects) {
      if (out.aborted) return;
      await out.write(`${JSON.stringify(each)}\n`);
    }
  });
}
