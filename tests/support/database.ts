/** A fresh database for a test file, with the product's schema and the place pack in it. */

import { randomBytes } from 'node:crypto';
import { openDatabase, type Database } from '@drystone/database';
import pg from 'pg';
import { afterAll, inject } from 'vitest';

export interface TestDatabase {
  /** As the product works: with the role drystone_app, owning nothing. */
  readonly database: Database;
  /** For the login that may do anything. */
  readonly ownerUrl: string;
  readonly prepared: { readonly url: string; readonly role: string };
  /** For the intake. */
  readonly intake: { readonly url: string; readonly role: string };
}

export async function testDatabase(options: { readonly empty?: boolean } = {}): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl');
  const name = `drystone_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `create database ${name}${options.empty ? '' : ` template ${inject('templateDatabase')}`}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const prepared = { url: url.href, role: 'drystone_app' };
  const database = openDatabase({ ...prepared, connections: 4 });
  afterAll(async () => {
    await database.close();
    await onServer(serverUrl, `drop database ${name} with (force)`);
  });
  return { database, ownerUrl: url.href, prepared, intake: { url: url.href, role: 'drystone_intake' } };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
