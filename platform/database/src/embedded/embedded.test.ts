import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './index.ts';

const running: EmbeddedPostgres[] = [];
const folders: string[] = [];
afterAll(async () => {
  for (const server of running) await server.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function start(folder: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(join(folder, 'postgres'));
  running.push(server);
  return server;
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'drystone-pg-'));
  folders.push(made);
  return made;
}

async function query<Row extends pg.QueryResultRow>(server: EmbeddedPostgres, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('runs in a folder that only its owner can read, with fsync and checksums', async () => {
    const private_ = join(await folder(), 'private');
    await mkdir(private_, { mode: 0o700 });
    await chmod(private_, 0o700);
    const server = await start(private_);
    const [row] = await query<{ fsync: string; checksums: string; version: string }>(server, "select current_setting('fsync') as fsync, current_setting('data_checksums') as checksums, current_setting('server_version') as version");
    expect(row).toMatchObject({ fsync: 'on', checksums: 'on' });
    expect(Number.parseInt(row!.version, 10)).toBeGreaterThanOrEqual(18);
  });

  it('recovers by itself after it was killed, with all that was committed', async () => {
    const home = await folder();
    const first = await start(home);
    await query(first, 'create table kept as select generate_series(1, 1000) as n');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const second = await start(home);
    expect(await query(second, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
  });

  it('stops when told, and starts again on the same directory', async () => {
    const home = await folder();
    const first = await start(home);
    await first.stop();
    expect(() => process.kill(first.pid, 0)).toThrow();
    await start(home);
  });

  it('works where the path is too long for a socket', async () => {
    const deep = join(await folder(), 'a-rather-long-name-for-a-directory/'.repeat(3));
    await mkdir(deep, { recursive: true });
    expect(await query(await start(deep), 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});
