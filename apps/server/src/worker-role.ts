/** The worker: what happens by itself. The log is read on, trips past their time are deleted, the log's months are made. */

import { openDatabase } from '@drystone/database';
import { makeEventPartitions, tail } from '@drystone/events';
import { createOrganisations } from '@drystone/accounts/organisations';
import { createContracts, createEngaging, createPublishing, createTelling, createWhoServes, forgetInvitations, kpiReader, tellJob } from '@drystone/commissioning';
import { deliverMail, deliverMailJob, forgetOldMail } from '@drystone/mail';
import { createReceiving, findOverdueTestCalls, forgetSignsOfLife, keepAssigning, keepByRule, keepDelivering, keepEscalating, keepSupervising } from '@drystone/home';
import { runJobs } from '@drystone/jobs';
import { createOutbound } from '@drystone/outbound';
import { parseAllowed } from '@drystone/outbound/allowed';
import { createVisit, pullFeedsJob, runProofsJob } from '@drystone/visit';
import { intakeSettings } from './intake-settings.ts';
import { createLogger } from './logger.ts';
import type { RoleOrders, RunningRole } from './role.ts';
import { keptSigningKey } from './signing-key.ts';
import { version } from './version.ts';

export async function start({ configuration, database: at, intake: intakeAt }: RoleOrders): Promise<RunningRole> {
  const logger = createLogger(configuration, 'worker');
  const database = openDatabase({ ...at, connections: 4, onError: (error) => logger.warn({ error: error.message }, 'database connection lost') });
  const clock = () => Temporal.Now.instant();
  const visit = createVisit({ database, awards: createWhoServes(database), clock, planning: { threads: 1, queue: 1 }, malwareScanner: configuration.malwareScanner });
  const origin = configuration.publicUrl ?? `http://${configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host}:${configuration.port}`;
  const organisations = createOrganisations({ database, clock, origin });
  const telling = createTelling({ database, clock, organisations, origin, timeZone: configuration.buyerTimeZone });
  const key = await keptSigningKey(configuration.dataDirectory, configuration.signingKey);
  const outbound = createOutbound({ userAgent: `Drystone/${version}${configuration.publicUrl === undefined ? '' : ` (+${configuration.publicUrl}/about)`}`, allowed: parseAllowed(configuration.outboundAllow), key });
  const publishing = createPublishing({ database, organisations, areas: { all: () => visit.areas() }, timeZone: configuration.buyerTimeZone });
  const contracts = createContracts({ database, clock, organisations, timeZone: configuration.buyerTimeZone, publishing });
  const engaging = createEngaging({ database, clock, organisations, publishing });
  const jobs = await runJobs(
    database,
    [
    {
      name: 'delete_expired_trips',
      when: '17 3 * * *',
      async work() {
        const count = await visit.deleteExpiredTrips();
        if (count > 0) logger.info({ count }, 'deleted trips past their time');
      },
    },
    {
      name: 'forget_unused_pictures',
      when: '19 3 * * *',
      async work() {
        const count = await visit.forgetUnusedPictures();
        if (count > 0) logger.info({ count }, 'deleted pictures that no record names');
      },
    },
    {
      name: deliverMailJob,
      when: '*/10 * * * *',
      async work() {
        if (configuration.smtpUrl === undefined) return;
        const count = await deliverMail(database, configuration.smtpUrl, configuration.mailFrom, clock(), (error) => logger.warn({ error: (error as Error).message }, 'a letter could not be sent'));
        if (count > 0) logger.info({ count }, 'sent mail');
      },
    },
    {
      name: tellJob,
      when: '*/5 * * * *',
      async work() {
        const count = await telling.tellOfTenders();
        if (count > 0) logger.info({ count }, 'told of tenders');
      },
    },
    {
      name: 'publish_ended_engagements',
      when: '*/5 * * * *',
      async work() {
        const count = await engaging.publishEnded();
        if (count > 0) logger.info({ count }, 'published that markets are not asked any more');
      },
    },
    {
      name: 'publish_figures',
      when: '11 4 * * *',
      async work() {
        const count = await contracts.publishFigures();
        if (count > 0) logger.info({ count }, 'published the figures of the month that is over');
      },
    },
    { name: 'forget_old_mail', when: '29 3 * * *', work: () => forgetOldMail(database, clock()) },
    {
      name: pullFeedsJob,
      when: '*/5 * * * *',
      async work() {
        const count = await visit.pullDueFeeds(outbound);
        if (count > 0) logger.info({ count }, 'pulled feeds');
      },
    },
    {
      name: runProofsJob,
      when: '*/5 * * * *',
      async work() {
        const count = await visit.runProofs(outbound, key, `drystone ${version}`);
        if (count > 0) logger.info({ count }, 'ran conformance suites');
      },
    },
    {
      name: 'forget_signs_of_life',
      when: '47 * * * *',
      async work() {
        const count = await forgetSignsOfLife(database, clock());
        if (count > 0) logger.debug({ count }, 'forgot old signs of life');
      },
    },
    {
      name: 'keep_by_rule',
      when: '7 3 * * *',
      async work() {
        const erased = await keepByRule(database, clock(), configuration.buyerTimeZone, configuration.retention);
        if (Object.keys(erased).length > 0) logger.info(erased, 'erased what the rules of retention name');
      },
    },
    {
      name: 'find_overdue_test_calls',
      when: '23 6 * * *',
      async work() {
        const count = await findOverdueTestCalls(database, clock(), configuration.buyerTimeZone);
        if (count > 0) logger.info({ count }, 'local units made no test call for a month');
      },
    },
    { name: 'forget_invitations', when: '31 3 * * *', work: () => forgetInvitations(database, clock()) },
    { name: 'make_event_partitions', when: '41 2 * * *', work: () => makeEventPartitions(database, clock()) },
    ],
    (level, message) => logger[level === 'warning' ? 'warn' : level === 'info' ? 'debug' : level](message),
  );
  const tailer = tail(database, [kpiReader(configuration.buyerTimeZone)], (reader, error) => logger.warn({ reader, error: (error as Error).message }, 'the log could not be read on'));
  // With connections of its own: no long job keeps a case waiting.
  const alarms = openDatabase({ ...at, connections: 1, onError: (error) => logger.warn({ error: error.message }, 'database connection lost') });
  const escalating = keepEscalating(alarms, clock, (error) => logger.error({ error: (error as Error).message }, 'cases could not be moved on'));
  const assigning = keepAssigning({ database, awards: createWhoServes(database) }, clock, (error) => logger.error({ error: (error as Error).message }, 'cases could not be assigned'));
  const delivering = keepDelivering({ database, outbound, clock, origin }, (error) => logger.error({ error: (error as Error).message }, 'providers could not be told of cases'));
  // What supervision finds is taken in as what devices say is.
  const intake = openDatabase({ ...intakeAt, connections: 1, settings: intakeSettings, onError: (error) => logger.warn({ error: error.message }, 'database connection lost') });
  const supervising = keepSupervising({ database, receiving: createReceiving({ database: intake, clock }) }, (error) => logger.error({ error: (error as Error).message }, 'nobody could look who is silent'));
  return {
    async stop() {
      await supervising.stop();
      await intake.close();
      await Promise.all([assigning.stop(), delivering.stop()]);
      await escalating.stop();
      await alarms.close();
      await tailer.stop();
      await jobs.stop();
      await outbound.close();
      await visit.close();
      await database.close();
    },
  };
}
