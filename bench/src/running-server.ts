/** A server of the bench's own, on its own data directory and a free port, with no request limit. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningServer {
  readonly url: string;
  /** Its database, for what no door lets in. */
  database(): Promise<{ readonly url: string; readonly role: string | undefined }>;
  stop(): Promise<void>;
}

export async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const data = await mkdtemp(join(tmpdir(), 'drystone-bench-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../apps/server/src/main.ts')], {
    env: { ...process.env, DATA_DIR: data, PORT: '0', DC09_PORT: '0', SIP_PORT: '0', MQTT_PORT: '0', DEMO: '0', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '1000000', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /^Drystone is ready at (\S+)$/m.exec(output)?.[1];
      if (address) resolve(address);
    });
    child.once('exit', () => reject(new Error(`the server does not start:\n${output}`)));
  });
  return {
    url,
    async database() {
      const { database } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8')) as { database: { url: string; role: string | null } };
      return { url: database.url, role: database.role ?? undefined };
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}
