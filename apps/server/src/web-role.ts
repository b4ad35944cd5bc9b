/** The web role: pages and API in one HTTP server. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createAccounts } from '@drystone/accounts';
import { createCommissioning, createWhoServes } from '@drystone/commissioning';
import { openDatabase } from '@drystone/database';
import { createHome } from '@drystone/home';
import { createIntake } from '@drystone/home/intake';
import { problemKinds } from '@drystone/problems';
import { createVisit } from '@drystone/visit';
import { guidePlaceOf } from '@drystone/web/guide-place';
import { getRequestListener } from '@hono/node-server';
import compression from 'compression';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { StartError } from './configuration.ts';
import { demonstrate } from './demonstration.ts';
import { demonstrateHomes } from './demonstration-homes.ts';
import { createFront } from './http/front.ts';
import { keptHomeKeys } from './home-keys.ts';
import { apiPaths, createPrograms } from './http/programs.ts';
import { intakeSettings } from './intake-settings.ts';
import { createLogger } from './logger.ts';
import { neighbouringAreas } from './neighbouring-areas.ts';
import { placesFolder } from './prepare-database.ts';
import type { RoleOrders, RunningRole } from './role.ts';
import { keptSecret } from './secret.ts';
import { keptSigningKey } from './signing-key.ts';
import { version } from './version.ts';
import { portProblem } from './port-problem.ts';

type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

const pagesBuild = join(import.meta.dirname, '../../web/build/handler.js');

export async function start({ configuration, database: at, intake: intakeAt }: RoleOrders): Promise<RunningRole> {
  const logger = createLogger(configuration, 'web');
  const database = openDatabase({ ...at, connections: 16, onError: (error) => logger.warn({ error: error.message }, 'database connection lost') });
  const clock = () => Temporal.Now.instant();
  let answer = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(503, { 'retry-after': '1' }).end();
  const visit = createVisit({
    database,
    clock,
    awards: createWhoServes(database),
    curators: {
      buyersOf: async (provider, part) => (await commissioning.awards({ provider, part, limit: 1_000, offset: 0 })).items.map(({ buyer }) => buyer.id),
      providersOf: async (buyer, part) => (await commissioning.awards({ buyer, part, limit: 1_000, offset: 0 })).items.map((award) => award.provider.id),
      nameOf: async (id) => (await accounts.publicly(id))?.name,
    },
    malwareScanner: configuration.malwareScanner,
    planning: { threads: configuration.planningThreads, queue: configuration.planningQueue, routingUrl: configuration.routingUrl },
  });
  const server = createServer((request, response) => answer(request, response));
  const port = await listen(server, configuration.host, configuration.port);
  const origin = configuration.publicUrl ?? `http://${configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host}:${port}`;
  const secret = configuration.secretKey ?? (await keptSecret(configuration.dataDirectory));
  const accounts = await createAccounts({
    database,
    connection: at,
    clock,
    origin,
    secret,
    providers: configuration.signInProviders,
    adminApiKey: configuration.adminApiKey,
    demonstration: configuration.demonstration,
    keepsMail: configuration.smtpUrl === undefined,
    onError: (error) => logger.warn({ error: error.message }, 'database connection lost'),
  });
  const neighbours = await neighbouringAreas(placesFolder, await visit.areas());
  const commissioningAt = (at: () => Temporal.Instant) => createCommissioning({
    database,
    clock: at,
    origin,
    organisations: { publicly: (id) => accounts.publicly(id), addresses: (id) => accounts.addresses(id), people: (id) => accounts.people(id) },
    areas: { all: async () => (await visit.areas()).map((area) => ({ ...area, neighbours: neighbours.get(area.slug) ?? [] })) },
    providers: { all: () => accounts.registeredProviders() },
    proving: { prove: (actor, of) => visit.proveFor(actor, of) },
    ocidPrefix: configuration.ocidPrefix,
    timeZone: configuration.buyerTimeZone,
    calendar: configuration.holidayCalendar,
    malwareScanner: configuration.malwareScanner,
  });
  const commissioning = commissioningAt(clock);
  // Signals that come in by HTTP wait for no page.
  const intake = openDatabase({ ...intakeAt, connections: 2, settings: intakeSettings, onError: (error) => logger.warn({ error: error.message }, 'database connection lost') });
  const homeKeys = await keptHomeKeys(configuration);
  const homeAt = (at: () => Temporal.Instant) => createHome({ database, intake, clock: at, organisations: { publicly: (id) => accounts.publicly(id), people: (id) => accounts.people(id) }, keys: homeKeys, timeZone: configuration.buyerTimeZone, origin });
  const home = homeAt(clock);
  const key = await keptSigningKey(configuration.dataDirectory, configuration.signingKey);
  const catalogues = await visit.catalogues.all();
  await visit.warm();

  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const durations = new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer', labelNames: ['method', 'route', 'status'] as const, registers: [metrics], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });
  new Gauge({ name: 'planning_queue_length', help: 'Plans that wait for a thread', registers: [metrics], collect() { this.set(visit.waiting()); } });

  const places = firstPlace(catalogues.map(guidePlaceOf), configuration.place);
  const { app, openapi } = createPrograms({ visit, accounts, commissioning, home, clock, metrics, logger, ready: () => database.ping(), version, places, publicKey: key });
  const programs = getRequestListener((request, bindings) => app.fetch(request, bindings as { incoming: { requestId?: string } }));
  const services = {
    logFailure: ({ requestId, error }: { requestId: string | undefined; error: unknown }) => logger.error({ requestId, error: error instanceof Error ? error.stack : String(error) }, 'page failed'),
    visit,
    accounts,
    commissioning,
    home,
    openapi,
    problems: Object.entries(problemKinds).map(([kind, problem]) => ({ type: `/problems/${kind}`, ...problem })),
    places,
    mapStyleUrl: configuration.mapStyleUrl,
  };
  const pages = await loadPages();
  const compress = compression({ threshold: 1024 });

  answer = createFront({ configuration, logger, durations, signedSession: (cookie) => accounts.signedSession(cookie) }, (request, response) => {
    Object.assign(request, { services });
    compress(request as never, response as never, () => {
      if (apiPaths.test((request.url ?? '/').split('?', 1)[0]!)) void programs(request, response);
      else pages(request, response);
    });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;

  const stopping = new AbortController();
  let after: Promise<void> | undefined;
  return {
    port,
    ...(configuration.demonstration && configuration.smtpUrl === undefined && {
      afterwards() {
        const common = { accounts, database, clock, timeZone: configuration.buyerTimeZone, signal: stopping.signal };
        const intakeAt = (at: () => Temporal.Instant) => createIntake({ database: intake, clock: at, keys: homeKeys, log: (what, error) => logger.warn({ error: String(error) }, what) });
        // The homes are there in seconds; tenders have deadlines to wait for.
        after = demonstrateHomes({ ...common, homeAt, intakeAt }).then(() => demonstrate({ ...common, commissioningAt })).catch((error: Error) => {
          if (!stopping.signal.aborted) logger.error({ error: error.stack }, 'the demonstration is not all there');
        });
        return after;
      },
    }),
    async stop() {
      stopping.abort();
      await after;
      await home.endLive();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const impatient = setTimeout(() => server.closeAllConnections(), 5_000);
      await closed;
      clearTimeout(impatient);
      await visit.close();
      await accounts.close();
      await intake.close();
      await database.close();
    },
  };
}

/** @throws StartError where the place that the guide is to show first is not there. */
function firstPlace<Each extends { readonly slug: string }>(places: readonly Each[], slug: string | undefined): readonly Each[] {
  const first = slug === undefined ? places[0] : places.find((place) => place.slug === slug);
  if (first === undefined) throw new StartError(`PLACE is "${slug}": use one of ${places.map((place) => place.slug).join(', ')}`);
  return [first, ...places.filter((place) => place !== first)];
}

/** The built pages; they read how they are reached from headers that only our front writes. */
async function loadPages(): Promise<PageHandler> {
  process.env['PROTOCOL_HEADER'] = 'x-forwarded-proto';
  // Our front has looked at it already.
  process.env['BODY_SIZE_LIMIT'] = 'Infinity';
  try {
    const { handler } = (await import(pagesBuild)) as { handler: PageHandler };
    return handler;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && String((error as Error).message).includes('web/build/handler.js')) {
      throw new StartError('the pages are not built: start with `npm start`, which builds them');
    }
    throw error;
  }
}

function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, { host, port, setting: 'PORT', hostSetting: 'HOST' })));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
