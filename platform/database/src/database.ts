/**
 * The one way to the database: a pool whose every transaction knows who acts in it. Row-level
 * security policies read the actor from `current_setting('drystone.actor', true)`.
 */

import { Kysely, PostgresDialect, sql, type PostgresPool, type PostgresPoolClient, type Transaction as KyselyTransaction } from 'kysely';
import pg from 'pg';

// bigint as number: counts and revisions here stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** SQL is written in view, with `sql` templates; a statement runs in one of these. */
export type Transaction = KyselyTransaction<unknown>;

/** Who acts: an account's or an API key's id, or the name of a part of the system. */
export type Actor = `account:${string}` | `key:${string}` | `system:${string}` | 'anonymous';

/** An actor with the organisations they act for, which row-level security lets them see. */
export interface Acting {
  readonly actor: Actor;
  readonly organisations: readonly string[];
}

export interface Database {
  /**
   * Runs `work` in one transaction as whoever acts: committed when it resolves, rolled back when it
   * throws. Who that is is set for this transaction only, so a pooled connection cannot carry it on.
   */
  as<Result>(acting: Actor | Acting, work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** Whether the database answers. */
  ping(): Promise<void>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Role taken on for every statement, where the login may take it. */
  readonly role?: string | undefined;
  readonly connections?: number;
  /** Each connection keeps its statements planned, for whoever says the same few over and over. A pooler in between must know prepared statements (PgBouncer from 1.21 on does). */
  readonly keepsPlans?: boolean;
  /** Settings of PostgreSQL for every connection, for example `{ statement_timeout: '5s' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onError?: (error: Error) => void;
}

export function openDatabase(options: DatabaseOptions): Database {
  const settings = { ...(options.role === undefined ? {} : { role: options.role }), ...options.settings };
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    application_name: 'drystone',
    options: Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`).join(' '),
  });
  pool.on('error', (error) => options.onError?.(error));
  // A connection that drops while it is in use fails its query; unheard, it would end the process as well.
  pool.on('connect', (client) => client.on('error', (error) => options.onError?.(error)));
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: options.keepsPlans ? keepingPlans(pool) : pool }) });

  return {
    pool,
    as: (acting, work) =>
      kysely.transaction().execute(async (transaction) => {
        const { actor, organisations } = typeof acting === 'string' ? { actor: acting, organisations: [] } : acting;
        await sql`select set_config('drystone.actor', ${actor}, true), set_config('drystone.organisations', ${organisations.join()}, true)`.execute(transaction);
        return work(transaction);
      }),
    async ping() {
      await pool.query('select 1');
    },
    close: () => kysely.destroy(),
  };
}

function keepingPlans(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `s${names.size}`;
    names.set(text, name);
    return name;
  };
  return {
    async connect() {
      const client = await pool.connect();
      let outdated = false;
      const query = async (text: string, values: readonly unknown[]) => {
        try {
          // Statements without values begin and end transactions.
          return await client.query(values.length === 0 ? { text } : { name: nameOf(text), text, values: [...values] });
        } catch (error) {
          // A migration beside us has changed the type of a column: this connection would fail for ever.
          outdated ||= (error as { code?: string }).code === '0A000';
          throw error;
        }
      };
      // Without its other form, for cursors: they are not set up.
      return { query, release: () => client.release(outdated) } as unknown as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}
