/** What happens by itself: jobs and timers on the product's own PostgreSQL, by graphile-worker. */

import { sql, type Database, type Transaction } from '@drystone/database';
import { Logger as JobLogger, run, runMigrations } from 'graphile-worker';
import pg from 'pg';

const schema = 'jobs';

/** Makes the job tables as the owner, and lets `appRole` work with them. */
export async function migrateJobs(ownerUrl: string, appRole: string | undefined): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  listenForErrors(pool);
  try {
    await runMigrations({ pgPool: pool, schema, logger: silent });
    if (appRole === undefined) return;
    await pool.query(`
      grant usage on schema ${schema} to ${appRole};
      grant select, insert, update, delete on all tables in schema ${schema} to ${appRole};
      grant usage, select on all sequences in schema ${schema} to ${appRole};
      grant execute on all functions in schema ${schema} to ${appRole};
      -- graphile-worker closes its tables to all but their owner; the product owns nothing.
      do $$ declare closed regclass; begin
        for closed in
          select oid from pg_class where relnamespace = '${schema}'::regnamespace and relrowsecurity
            and not exists (select from pg_policy where polrelid = pg_class.oid and polname = 'product')
        loop
          execute format('create policy product on %s to ${appRole} using (true) with check (true)', closed);
        end loop;
      end $$;`);
  } finally {
    await pool.end();
  }
}

/** A job: what is done when its time comes, or when it is asked for. */
export interface Job {
  readonly name: string;
  /** A crontab line in UTC, for example `17 3 * * *`. */
  readonly when: string;
  readonly work: () => Promise<void>;
}

/** Asks for a job as soon as the transaction has been committed; asked for twice before it runs, it runs once. */
export async function askForJob(transaction: Transaction, name: string): Promise<void> {
  await sql`select jobs.add_job(${name}::text, job_key => ${name}::text)`.execute(transaction);
}

export interface RunningJobs {
  /** Lets jobs under way finish. */
  stop(): Promise<void>;
}

export type JobLog = (level: 'error' | 'warning' | 'info' | 'debug', message: string) => void;

/** Runs jobs until stopped. A run that was missed within the last day is made up for. */
export async function runJobs(database: Database, jobs: readonly Job[], log: JobLog): Promise<RunningJobs> {
  listenForErrors(database.pool);
  const runner = await run({
    pgPool: database.pool,
    schema,
    taskList: Object.fromEntries(jobs.map(({ name, work }) => [name, work])),
    crontab: jobs.map(({ name, when }) => `${when} ${name} ?fill=1d`).join('\n'),
    concurrency: 2,
    noHandleSignals: true,
    logger: new JobLogger(() => (level, message) => log(level, message)),
  });
  return { stop: () => runner.stop() };
}

const silent = new JobLogger(() => () => undefined);

/** A connection that drops is met when it is next used; unheard, its error would end the process. */
function listenForErrors(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}
