/** The figures of alarm response over HTTP, as JSON and as a table. */

import type { Caller } from '@drystone/access';
import { csvLine } from '@drystone/csv';
import { invalid } from '@drystone/problems';
import { json, refusal, refuseMisfits } from '@drystone/problems/openapi';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Figures } from '../kpis/figures.ts';
import type { HomeKpis, KpiAnswer } from '../kpis/kpis.ts';
import { ways } from '../kpis/queries.ts';
import type { AreaFigures, Report } from '../kpis/report.ts';

const tags = ['home'];
const security = [{ session: [] }, { key: [] }];
const mostDays = 366;

const count = z.int();
const share = z.number().nullable().openapi({ description: 'Percent; null where it would be of nothing: no data, not 100 %' });
const seconds = z.number().nullable();

const figures = {
  calls: count.openapi({ description: 'In scope, that began in this part' }),
  within60: count.openapi({ description: 'Accepted, or called off from the home, after 60.000 s at most' }),
  within180: count,
  over180: count.openapi({ description: 'Including those that have waited so long and wait still' }),
  abandoned: count.openapi({ description: 'Called off from the home before anybody had accepted' }),
  waiting: count,
  leftOut: count.openapi({ description: 'Automatic, or out of scope' }),
  percentWithin60: share,
  percentWithin180: share,
  sent: count.openapi({ description: 'To which somebody was sent' }),
  medianSecondsToSend: seconds.openapi({ description: 'From when the receiver took the alarm over to when somebody was first sent' }),
  ninetiethSecondsToSend: seconds,
  arrived: count.openapi({ description: 'Of which an operator wrote down that somebody was there' }),
  medianSecondsToAttend: seconds.openapi({ description: 'From when the receiver took the alarm over to when somebody was first there' }),
  ninetiethSecondsToAttend: seconds,
  closed: count,
  falseAlarms: count.openapi({ description: 'Closed as pressed by mistake, or a test' }),
  percentFalse: share.openapi({ description: 'Of those closed' }),
  unitsExpectedToTest: count.openapi({ description: 'Local units registered for a calendar month, at the end of this part' }),
  unitsTested: count.openapi({ description: 'Of those, with a test call in the calendar month before' }),
  percentTested: share,
};
const parted = z.strictObject({ part: z.string().nullable(), name: z.string().nullable(), ...figures, silentUnits: count.nullable().openapi({ description: 'Of which nothing came in the 24 hours before the end of this part; null where that is no longer known' }) }).openapi('ResponseFigures');
const targets = z.strictObject({ within60: z.number(), within180: z.number() });
const wait = { group: z.string(), waitedSeconds: z.number(), reason: z.string(), actions: z.array(z.string()), outcome: z.string().nullable(), cause: z.string().nullable() };
const answer = z.strictObject({ from: z.string(), to: z.string(), by: z.enum(ways), timeZone: z.string(), asOf: z.string(), targets, whole: parted, parts: z.array(parted), longWaits: z.array(z.strictObject({ id: z.string(), provider: z.string(), ...wait })).openapi({ description: 'Each call over 180 s, the longest first' }) }).openapi('ResponseKpis');
const report = z
  .strictObject({
    month: z.string(),
    targets,
    whole: z.strictObject(figures).nullable().openapi({ description: 'Null where the month has fewer than five calls' }),
    areas: z.array(z.strictObject({ area: z.string().nullable(), calls: count.nullable(), percentWithin60: share, percentWithin180: share, percentFalse: share })).openapi({ description: 'Null: not shown, because it is a small number or would tell one' }),
    longWaits: z.array(z.strictObject({ number: count, ...wait })),
  })
  .openapi('ResponseReport');

const day = z.iso.date({ error: 'use a day such as 2026-11-26' });
const organisation = z.uuid();
const kpiQuery = z.object({ from: day, to: day.openapi({ description: 'Included; 366 days at most' }), by: z.enum(ways).default('day'), organisation: organisation.optional().openapi({ description: 'Who answers; left out: all for whom you may' }) });
const reportQuery = z.object({ month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'use a month such as 2026-10'), organisation });
const refusals = { 400: refusal('What was asked does not fit'), 401: refusal('Nobody is signed in'), 403: refusal('The table of permissions does not allow it') };
const table = (description: string) => ({ content: { 'text/csv': { schema: z.string() } }, description });

const routes = {
  kpis: createRoute({ method: 'get', path: '/home/kpis', tags, security, summary: 'Figures of alarm response', description: 'For operators. Calls are parted by who answers, area, day or month of the service’s time zone.', request: { query: kpiQuery }, responses: { 200: json(answer, 'Counted from the log, now'), ...refusals } }),
  kpisCsv: createRoute({ method: 'get', path: '/home/kpis.csv', tags, security, summary: 'The same as a table', request: { query: kpiQuery }, responses: { 200: table('CSV; the first row is the whole'), ...refusals } }),
  report: createRoute({ method: 'get', path: '/home/kpis/report', tags, security, summary: 'The report of a month, without personal data', description: 'For commissioners and operators. Counts from 1 to 4 of an area are not shown, nor what would tell them.', request: { query: reportQuery }, responses: { 200: json(report, 'The report'), ...refusals } }),
  reportCsv: createRoute({ method: 'get', path: '/home/kpis/report.csv', tags, security, summary: 'Its areas as a table', request: { query: reportQuery }, responses: { 200: table('CSV; the first row is the whole'), ...refusals } }),
};

/** Routes below `/api`. */
export function createHomeKpiApi(home: HomeKpis, callerOf: (headers: Headers) => Promise<Caller | undefined>): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  const kpis = async (headers: Headers, { from, to, ...query }: z.output<typeof kpiQuery>): Promise<KpiAnswer> => {
    const days = { from: Temporal.PlainDate.from(from), to: Temporal.PlainDate.from(to) };
    const length = days.from.until(days.to).days + 1;
    if (length < 1 || length > mostDays) throw invalid([{ field: 'to', message: 'is before `from`, or too long after it', mend: `use 1 to ${mostDays} days` }]);
    return home.kpis(await callerOf(headers), { ...days, ...query });
  };
  const file = (name: string) => ({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}.csv"` });

  // The order matters: the first that fits is taken.
  api.openapi(routes.kpisCsv, async (context) => {
    const found = await kpis(context.req.raw.headers, context.req.valid('query'));
    return context.body(kpiTable(found), 200, file(`alarm-response-${found.from}-${found.to}`)) as never;
  });
  api.openapi(routes.kpis, async (context) => context.json((await kpis(context.req.raw.headers, context.req.valid('query'))) as never, 200));
  api.openapi(routes.reportCsv, async (context) => {
    const { month, organisation: of } = context.req.valid('query');
    return context.body(reportTable(await home.kpiReport(await callerOf(context.req.raw.headers), { month, organisation: of })), 200, file(`alarm-response-${month}`)) as never;
  });
  api.openapi(routes.report, async (context) => {
    const { month, organisation: of } = context.req.valid('query');
    return context.json((await home.kpiReport(await callerOf(context.req.raw.headers), { month, organisation: of })) as never, 200);
  });
  return api;
}

const columns = [...Object.keys(figures), 'silentUnits'] as readonly (Exclude<keyof Figures, 'part' | 'name'>)[];
const areaColumns = ['calls', 'percentWithin60', 'percentWithin180', 'percentFalse'] as const satisfies readonly (keyof AreaFigures)[];

function kpiTable({ by, whole, parts }: KpiAnswer): string {
  return [
    csvLine([by, 'name', ...columns]),
    csvLine(['whole', null, ...columns.map((column) => whole[column])]),
    ...parts.map((part) => csvLine([part.part ?? 'none', part.name, ...columns.map((column) => part[column])])),
  ].join('');
}

function reportTable({ month, whole, areas }: Report): string {
  return [
    csvLine(['month', 'area', ...areaColumns]),
    csvLine([month, 'whole', ...areaColumns.map((column) => whole?.[column] ?? null)]),
    ...areas.map((each) => csvLine([month, each.area ?? 'none', ...areaColumns.map((column) => each[column])])),
  ].join('');
}
