/**
 * Accounts that devices sign in as over MQTT, and their passwords. We make them, 256 random bits each, so
 * that a salted SHA-256 is enough: nobody can guess one, and 15,000 devices can sign in at once.
 */

import { createHash, randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import { together } from '../signals/together.ts';
import { findUnit } from './store.ts';

export interface MqttAccounts {
  /** Lets a device sign in, or gives it a new password; the one before serves until the next. @returns the password, this once. */
  putMqttAccount(caller: Caller | undefined, account: string, organisation: string): Promise<{ readonly password: string; readonly isNew: boolean }>;
}

export interface MqttAccount {
  readonly id: string;
  readonly account: string;
  readonly organisation: string;
  readonly passwords: readonly Buffer[];
}

export interface MqttAccountsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
}

export function createMqttAccounts({ database, clock, organisations }: MqttAccountsOptions): MqttAccounts {
  return {
    async putMqttAccount(caller, named, organisation) {
      const { actor } = requirePermission(caller, 'local-unit.edit', organisation);
      if ((await organisations.publicly(organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${organisation}.` });
      const account = named.toUpperCase();
      const password = randomBytes(32).toString('base64url');
      const { before, unit } = await database.as('system:home', async (transaction) => ({ before: await findMqttAccount(transaction, account), unit: await findUnit(transaction, { protocol: 'mqtt', account }) }));
      if ([before, unit].some((other) => other !== undefined && other.organisation !== organisation)) throw new Problem({ kind: 'taken', detail: `The account ${account} is another organisation's.` });
      const id = before?.id ?? randomUUIDv7();
      const passwords = [hashed(password), ...(before?.passwords.slice(0, 1) ?? [])];
      await database.as({ actor, organisations: [organisation] }, async (transaction) => {
        await sql`insert into home.mqtt_account (id, account, organisation, passwords) values (${id}, ${account}, ${organisation}, ${passwords}::bytea[]) on conflict (account) do update set passwords = excluded.passwords`.execute(transaction);
        await appendEvent(transaction, { type: 'mqtt_account.password_made', subject: id, at: clock(), data: {} });
      });
      return { password, isNew: before === undefined };
    },
  };
}

export async function findMqttAccount(transaction: Transaction, account: string): Promise<MqttAccount | undefined> {
  return (await findAccounts(transaction, [account]))[0];
}

/** To the organisation for which a unit of this account is registered. */
export async function handOnMqttAccount(transaction: Transaction, { id }: MqttAccount, organisation: string): Promise<void> {
  await sql`update home.mqtt_account set organisation = ${organisation} where id = ${id}`.execute(transaction);
}

export interface MqttSignIn {
  /** Whom it speaks for where its unit is not registered, and by what; undefined: it is not that device. Rejects where the database does not say. */
  signIn(account: string, password: Uint8Array): Promise<{ readonly organisation: string; readonly by: Buffer } | undefined>;
  /** What these accounts can sign in by now, by account in capitals. */
  inForce(accounts: readonly string[]): Promise<ReadonlyMap<string, readonly Buffer[]>>;
}

/** At the door, with the rights of the intake. */
export function createMqttSignIn(database: Database): MqttSignIn {
  const ask = together(
    async (accounts: readonly string[]) => {
      const known = new Map((await database.as('system:intake', (transaction) => findAccounts(transaction, [...new Set(accounts)]))).map((each) => [each.account, each]));
      return accounts.map((account) => known.get(account));
    },
    { most: 500, atOnce: 1, mostWaiting: 20_000 },
  );
  return {
    async signIn(account, password) {
      const known = await ask(account.toUpperCase());
      const by = known?.passwords.find((each) => matches(each, password));
      return by && { organisation: known!.organisation, by };
    },
    async inForce(accounts) {
      const found = await database.as('system:intake', (transaction) => findAccounts(transaction, accounts.map((account) => account.toUpperCase())));
      return new Map(found.map(({ account, passwords }) => [account, passwords]));
    },
  };
}

const saltBytes = 16;

function hashed(password: string): Buffer {
  const salt = randomBytes(saltBytes);
  return Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]);
}

function matches(stored: Buffer, password: Uint8Array): boolean {
  const given = createHash('sha256').update(stored.subarray(0, saltBytes)).update(password).digest();
  return timingSafeEqual(given, stored.subarray(saltBytes));
}

async function findAccounts(transaction: Transaction, accounts: readonly string[]): Promise<readonly MqttAccount[]> {
  const { rows } = await sql<MqttAccount>`select id, account, organisation, passwords from home.mqtt_account where account = any (${[...accounts]}::text[])`.execute(transaction);
  return rows;
}
