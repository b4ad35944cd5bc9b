/** Open data, below `/open`. */

import { Problem } from '@drystone/problems';
import type { JsonObject } from '@drystone/ocds';
import { Hono, type Context } from 'hono';
import { stream } from 'hono/streaming';
import type { Kpis } from '../kpis/kpis.ts';
import type { OpenContracting } from '../open/open-contracting.ts';
import { csvLine } from '@drystone/csv';

const most = 100;

/** `/ocds/releases`, `/ocds/records/{ocid}`, and both as a whole in JSON Lines; the figures of every award as a table. */
export function createOpenRoutes(published: OpenContracting & Pick<Kpis, 'kpiTable'>): Hono {
  const open = new Hono();
  open.get('/ocds/releases', async (context) => {
    const limit = Number(context.req.query('limit') ?? most);
    if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new Problem({ kind: 'invalid-request', detail: `limit: use a whole number from 1 to ${most}.`, errors: [{ field: 'limit', message: 'is out of range', mend: `use 1 to ${most}` }] });
    return context.json(await published.releasePackage({ limit, after: context.req.query('after') }));
  });
  open.get('/ocds/records/:ocid', async (context) => context.json(await published.recordPackage(context.req.param('ocid'))));
  open.get('/ocds/releases.jsonl', (context) => lines(context, published.allReleases()));
  open.get('/ocds/records.jsonl', (context) => lines(context, published.allRecords()));
  open.get('/kpis.csv', (context) => {
    context.header('content-type', 'text/csv; charset=utf-8');
    return written(context, kpisAsCsv(published));
  });
  open.get('/kpis.json', (context) => {
    context.header('content-type', 'application/json');
    return written(context, kpisAsJson(published));
  });
  return open;
}

const columns = ['ocid', 'award', 'lot', 'buyer', 'provider', 'part', 'metric', 'title', 'unit', 'better', 'target', 'month', 'measured'] as const;

async function* kpisAsCsv({ kpiTable }: Pick<Kpis, 'kpiTable'>): AsyncIterable<string> {
  yield csvLine(columns);
  for await (const row of kpiTable()) yield csvLine(columns.map((column) => row[column]));
}

async function* kpisAsJson({ kpiTable }: Pick<Kpis, 'kpiTable'>): AsyncIterable<string> {
  let before = '{"items":[';
  for await (const row of kpiTable()) {
    yield before + JSON.stringify(row);
    before = ',\n';
  }
  yield `${before === ',\n' ? '' : before}],"next":null}`;
}

function lines(context: Context, objects: AsyncIterable<JsonObject>): Response {
  context.header('content-type', 'application/jsonl; charset=utf-8');
  return written(context, (async function* () {
    for await (const each of objects) yield `${JSON.stringify(each)}\n`;
  })());
}

function written(context: Context, parts: AsyncIterable<string>): Response {
  return stream(context, async (out) => {
    for await (const part of parts) {
      if (out.aborted) return;
      await out.write(part);
    }
  });
}
