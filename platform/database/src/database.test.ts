import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { migrate, openDatabase, sql } from './index.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ empty: true });
});

const actorNow = sql<{ actor: string | null }>`select nullif(current_setting('drystone.actor', true), '') as actor`;

describe('a transaction', () => {
  it('knows who acts, and a pooled connection does not carry it on', async () => {
    const one = openDatabase({ url: test.ownerUrl, connections: 1 });
    const actors = [];
    for (const actor of ['account:1', 'system:test'] as const) actors.push(await one.as(actor, async (transaction) => (await actorNow.execute(transaction)).rows[0]!.actor));
    expect(actors).toEqual(['account:1', 'system:test']);
    const { rows } = await one.pool.query<{ actor: string | null }>("select nullif(current_setting('drystone.actor', true), '') as actor");
    expect(rows[0]!.actor).toBeNull();
    await one.close();
  });

  it('leaves nothing behind when its work fails', async () => {
    const owner = openDatabase({ url: test.ownerUrl, connections: 2 });
    await owner.pool.query('create table half (n int)');
    await expect(
      owner.as('anonymous', async (transaction) => {
        await sql`insert into half values (1)`.execute(transaction);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect((await owner.pool.query('select from half')).rowCount).toBe(0);
    await owner.close();
  });
});

describe('a connection that keeps plans', () => {
  it('plans each statement once, also one that failed, and goes by the table as it is', async () => {
    const one = openDatabase({ url: test.ownerUrl, connections: 1, keepsPlans: true });
    await one.pool.query('create table plan (n int); insert into plan values (1), (2)');
    const shares = (by: number) => one.as('anonymous', async (transaction) => (await sql<{ share: number }>`select 6 / (n * ${by}::int) as share from plan order by n`.execute(transaction)).rows.map(({ share }) => share));
    expect(await shares(1)).toEqual([6, 3]);
    await expect(shares(0)).rejects.toThrow('division by zero');
    await one.pool.query('alter table plan add m int default 1');
    expect(await shares(2)).toEqual([3, 1]);
    const { rows } = await one.pool.query<{ statement: string }>("select statement from pg_prepared_statements where statement like '%share%'");
    expect(rows).toEqual([{ statement: 'select 6 / (n * $1::int) as share from plan order by n' }]);
    // Of another type: a plan that was kept cannot be used, and the next connection makes its own.
    await one.pool.query('alter table plan alter n type bigint');
    await expect(shares(1)).rejects.toThrow('cached plan must not change result type');
    expect(await shares(1)).toEqual([6, 3]);
    await one.close();
  });
});

describe('migrations', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drystone-migrations-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const folders = () => [{ schema: 'stones', folder }];

  it('are applied once each, in order, and by one of several at once', async () => {
    await writeFile(join(folder, '0001-wall.sql'), 'create table stones.wall (n int);');
    await writeFile(join(folder, '0002-gate.sql'), 'alter table stones.wall add gate text;');
    const all = await Promise.all([migrate(test.ownerUrl, folders()), migrate(test.ownerUrl, folders()), migrate(test.ownerUrl, folders())]);
    expect(all.flatMap((each) => each.applied)).toEqual(['stones/0001-wall.sql', 'stones/0002-gate.sql']);
  });

  it('that fail leave the database as it was', async () => {
    await writeFile(join(folder, '0003-bad.sql'), 'create table stones.half (n int); select nonsense;');
    await expect(migrate(test.ownerUrl, folders())).rejects.toThrow(/stones\/0003-bad\.sql/);
    await rm(join(folder, '0003-bad.sql'));
    const { rows } = await test.database.pool.query<{ there: string | null }>("select to_regclass('stones.half')::text as there");
    expect(rows[0]!.there).toBeNull();
  });

  it('refuse a file that was changed after it had been applied', async () => {
    await writeFile(join(folder, '0002-gate.sql'), 'alter table stones.wall add gate int;');
    await expect(migrate(test.ownerUrl, folders())).rejects.toThrow(/was changed after/);
    await writeFile(join(folder, '0002-gate.sql'), 'alter table stones.wall add gate text;');
  });

  it('refuse a database that is newer than the program', async () => {
    await rm(join(folder, '0002-gate.sql'));
    await expect(migrate(test.ownerUrl, folders())).rejects.toThrow(/newer than this program/);
  });
});

describe('the product as drystone_app', () => {
  it('is no superuser, owns nothing and may not change the schema', async () => {
    const { database } = await testDatabase();
    const { rows } = await database.pool.query<{ role: string; super: boolean; bypass: boolean; owned: number }>(`
      select current_user as role, rolsuper as super, rolbypassrls as bypass,
        (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
      from pg_roles where rolname = current_user`);
    expect(rows[0]).toEqual({ role: 'drystone_app', super: false, bypass: false, owned: 0 });
    await expect(database.pool.query('create table visit.mine (n int)')).rejects.toThrow(/permission denied/);
    await expect(database.pool.query('delete from platform.event')).rejects.toThrow(/permission denied/);
  });
});
